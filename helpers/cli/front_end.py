"""The half of the widgets that lives in JupyterLab."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version

from helpers.cli.finding import Finding

# What JupyterLab must have, and the Python package that brings it.
NEEDED = {"anywidget": "anywidget", "@jupyter-widgets/jupyterlab-manager": "jupyterlab-widgets"}


def widgets(folders: Sequence[str] | None = None) -> Finding:
    """Whether JupyterLab has both extensions, switched on, and the course its bundle.

    Raises ``PackageNotFoundError`` where a package that brings one is not even installed.
    """
    from jupyterlab_server.config import get_federated_extensions, get_page_config

    from helpers.widgets import bundle

    if not bundle.BUNDLE.is_file():
        return Finding(f"{bundle.BUNDLE} is missing", mend="Install the course anew.")
    own, ipywidgets = (version(package) for package in ("anywidget", "ipywidgets"))
    where = _folders() if folders is None else list(folders)
    there = get_federated_extensions(where)
    missing = [package for name, package in NEEDED.items() if name not in there]
    if missing:
        mend = (
            f"{_python()} -m pip install --force-reinstall {' '.join(missing)}, then start JupyterLab anew."
        )
        return Finding(f"JupyterLab does not know {' and '.join(missing)}", mend=mend)
    disabled = get_page_config(where)["disabledExtensions"]  # extensions, or single plugins: NAME:PLUGIN
    off = [name for name in NEEDED if any(str(each).partition(":")[0] == name for each in disabled)]
    if off:
        mend = f"{_python()} -m jupyter labextension enable {' '.join(off)}, then load JupyterLab anew."
        return Finding(f"switched off: {' and '.join(off)}", mend=mend)
    said = f"anywidget {there['anywidget']['version']}, ipywidgets {ipywidgets}"
    if there["anywidget"]["version"] != own:
        mend = f"{_python()} -m pip install --force-reinstall anywidget=={own}, then load JupyterLab anew."
        return Finding(f"{said}, but for Python anywidget is {own}", mend=mend)
    return Finding(said)


def _python() -> str:
    return f'"{sys.executable}"'


def _folders() -> list[str]:
    from jupyter_core.paths import jupyter_path

    return jupyter_path("labextensions")
