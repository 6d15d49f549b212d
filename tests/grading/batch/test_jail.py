"""What a learner's process may not do behind each wall, and what it may."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.grading.batch.jail import enter, host, landlock, probe
from helpers.grading.batch.jail.learner import Dead, Learner
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.linux import JailError
from tests.grading.batch.hostile import HONEST
from tests.grading.batch.notebooks import SHORT, record, seeds, solved, verdicts, with_cell
from tests.grading.batch.walls import each_wall

LINUX = sys.platform == "linux"
linux = pytest.mark.skipif(not LINUX, reason="the walls are Linux's")


@linux
def test_some_wall_stands_on_linux():
    assert probe.strongest() != enter.NONE, probe.report()


@pytest.mark.skipif(LINUX, reason="here a wall can be built")
def test_elsewhere_no_wall_is_pretended():
    assert probe.strongest() == enter.NONE
    assert all(probe.report().values())


PROBES = {
    "the grader's secret": "open({secret!r}).read()",
    "that a file is there": "open({folder!r} + '/other').read()",
    "the folder of submissions": "os.listdir({folder!r})",
    "who else is on this machine": "open('/etc/passwd').read()",
    "another process's memory": "open('/proc/{parent}/mem', 'rb').read(1)",
    "a file next to the package": "open(helpers.__file__ + '.x', 'w')",
    "the package itself": "os.truncate(helpers.__file__, 0)",
    "the rights of a file": "os.chmod({secret!r}, 0o777)",
    "the times of a file": "os.utime({secret!r})",
    "a new process": "os.fork()",
    "a program": "os.execv('/bin/sh', ['sh'])",
    "a signal to the grader": "os.kill({parent}, 0)",
    "the grader's limits": "resource.prlimit({parent}, resource.RLIMIT_CPU)",
    "the grader's share of the machine": "os.setpriority(os.PRIO_PROCESS, {parent}, 19)",
    "a socket": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a namespace": "os.unshare(os.CLONE_NEWUSER)",
    "a file in memory": "os.memfd_create('x')",
    "more memory": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "another user": "os.setuid(0) if os.getuid() else os.setuid(1)",
}


@linux
@each_wall
@pytest.mark.parametrize("code", PROBES.values(), ids=PROBES)
def test_it_is_out_of_reach(code: str, wall: str, tmp_path: Path):
    for name in ("secret", "other"):
        (tmp_path / name).write_text("s3cret")
    filled = code.format(secret=str(tmp_path / "secret"), folder=str(tmp_path), parent=os.getpid())
    tried = f"import os, resource, socket, helpers\ntry:\n    {filled}\n    got = 1.0\n"
    with Learner(host.zygote(), wall, SHORT) as learner:
        learner.ask("run", 5, source=f"{tried}except (OSError, ValueError): got = 0.0", cell=0)
        assert learner.ask("look", 5, expression="got", exercise="03.5") == {"value": 0.0}


@linux
@each_wall
def test_what_an_honest_learner_needs_is_there(wall: str):
    source = """
import matplotlib.pyplot as plt, pandas as pd, scipy.stats, statsmodels.api as sm, threading
from helpers import datasets, check, progress
from helpers.widgets import HeterogeneityExplorer
HeterogeneityExplorer(); check("03.1", 1); progress(); display(datasets.load("hospitals"))
plt.plot([1, 2]); plt.savefig("x.png"); plt.show()
thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
done = pd.read_csv("x.csv").x[0] if pd.DataFrame({"x": [7.0]}).to_csv("x.csv") is None else 0
"""
    with Learner(host.zygote(), wall, Limits()) as learner:
        learner.ask("run", 60, source=source, cell=0)
        assert learner.ask("look", 5, expression="float(done)", exercise="03.5") == {"value": 7.0}


@linux
@each_wall
def test_two_learners_share_nothing(wall: str):
    with Learner(host.zygote(), wall, SHORT) as one, Learner(host.zygote(), wall, SHORT) as other:
        write = "import numpy as np\nnp.pi = 3\nmine = 1\nopen('mine', 'w').write('1')"
        one.ask("run", 5, source=write, cell=0)
        read = "import numpy as np, os\nseen = float(np.pi == 3 or os.path.exists('mine'))"
        other.ask("run", 5, source=read, cell=0)
        assert other.ask("look", 5, expression="seen", exercise="03.5") == {"value": 0.0}
        assert other.ask("look", 5, expression="mine", exercise="03.5") == {"value": None}


@pytest.mark.slow
@linux
@each_wall
def test_a_process_that_hangs_is_dead_for_good(wall: str):
    with Learner(host.zygote(), wall, SHORT) as learner:
        with pytest.raises(Dead, match="timeout"):
            learner.ask("run", 0.5, source="while True: pass", cell=0)
        with pytest.raises(Dead, match="timeout"):
            learner.ask("look", 5, expression="1", exercise="03.5")


def test_a_wall_that_nobody_knows_is_refused():
    with pytest.raises(JailError, match="wall must be one of namespaces, landlock, none; found 'paper'"):
        Learner(host.zygote(), "paper", SHORT)


@linux
def test_half_a_wall_is_none():
    """Without a filter of system calls, whoever asks for a wall is refused."""
    refused = "raise OSError('no filter here')"
    code = f"""
import os
from helpers.grading.batch.jail import enter, seccomp, limits, readable
def no_filter(**_): {refused}
seccomp.enter = no_filter
try:
    enter.enter({probe.strongest()!r}, readable.readable(), limits.Limits())
except OSError as error:
    os._exit(7)
os._exit(0)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


@linux
def test_an_old_landlock_is_refused(monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 2)
    with pytest.raises(JailError, match="does not keep files from being emptied"):
        landlock.enter([])


@pytest.mark.slow
@linux
@each_wall
def test_with_its_grader_killed_nothing_lives_on(wall: str):
    code = f"""
import time
from helpers.grading.batch.jail import host
from helpers.grading.batch.jail.learner import Learner
from helpers.grading.batch.jail.limits import Limits
zygote = host.zygote()
learner = Learner(zygote, {wall!r}, Limits())
learner._channel.sendall(b'{{"do":"run","cell":0,"id":1,"source":"import time; time.sleep(1000)"}}\\n')
print(zygote.process.pid, learner._pid, flush=True)
time.sleep(1000)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        pids = grader.stdout.readline().split()
        assert len(pids) == 2
        grader.kill()
    gone_within(pids, 10)


def gone_within(pids: list[str], seconds: float) -> None:
    import time

    until = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until, "it lives on"
        time.sleep(0.05)


def test_a_job_can_be_sent_to_a_worker():
    from helpers.grading.batch.judge import Job

    job = Job("ann", b"{}", "03", seeds())
    assert pickle.loads(pickle.dumps(job)) == job


@linux
@each_wall
def test_an_honest_notebook_passes(wall: str):
    found = record(with_cell(solved(), "x03-1-answer", HONEST), wall)
    assert set(verdicts(found).values()) == {"pass"}
    assert found["exercises"][0]["score"] == found["exercises"][0]["max_score"]
