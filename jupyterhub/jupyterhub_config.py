"""A class on one machine: named learners, one shared environment, everybody a folder of their own.

    HUB_LEARNERS="ada bob" HUB_PASSWORD=… jupyterhub -f jupyterhub/jupyterhub_config.py

Started by root, every learner works as the system user of that name, who has to exist. Started by anybody
else, all work as that one user: for trying out, since nothing then keeps one learner from another's files.
HUB_ADMINS names people who may start and stop others' servers and add people. With HUB_COPY=yes each gets a
copy of the course when their server starts, for a class that comes without the link. A server with nothing
to do for HUB_IDLE seconds (7200) ends. HUB_PORT (8000) is the first of three ports in a row; HUB_STATE a
folder for the hub's own files.
"""

import os
import shutil
import sys
from pathlib import Path

from helpers.learn import lab

c = get_config()  # noqa: F821  # type: ignore[name-defined]

environment = Path(sys.prefix)
state = Path(os.environ.get("HUB_STATE", Path.cwd() / "hub-state")).absolute()
state.mkdir(mode=0o700, parents=True, exist_ok=True)
port = int(os.environ.get("HUB_PORT", "8000"))
apart = os.getuid() == 0 and not os.environ.get("HUB_TOGETHER")

# Who: names on a list and one password for the class, with which anybody can come as anybody. Where work is
# graded, or people do not trust each other, take another authenticator: README.md beside this says which.
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_PASSWORD"]
c.Authenticator.admin_users = set(os.environ.get("HUB_ADMINS", "").split())
c.Authenticator.allowed_users = set(os.environ["HUB_LEARNERS"].split()) | c.Authenticator.admin_users

# Where: on this machine alone. A reverse proxy that speaks https belongs before it.
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
own_proxy = Path(__file__).with_name("node_modules") / ".bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [shutil.which("configurable-http-proxy") or str(own_proxy)]
c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.concurrent_spawn_limit = 4

# What each learner gets: JupyterLab from the environment that this hub runs in.
if apart:
    c.JupyterHub.spawner_class = "localprocess"
else:
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(state / "homes" / "{username}")
c.Spawner.cmd = [str(environment / "bin" / "jupyterhub-singleuser")]
idle = os.environ.get("HUB_IDLE", "7200")
# Kernels first; a server without any ends, and the hub sees it gone.
c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={idle}",
    "--MappingKernelManager.cull_connected=True",
]
c.Spawner.args += [f"--ServerApp.shutdown_no_activity_timeout={idle}"]
if not apart and os.getuid() == 0:
    c.Spawner.args += ["--allow-root"]
c.Spawner.default_url = "/lab"
settings = [lab.SETTINGS, *([Path(__file__).resolve().parent] if os.environ.get("HUB_COPY") else [])]
c.Spawner.environment = {
    "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    # JupyterLab asks nobody whether it may show news, and advises no update.
    "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, settings)),
    # A class shares the processors: one thread a learner.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
