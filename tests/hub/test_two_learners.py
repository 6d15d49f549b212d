"""Two learners on one hub at once: from the link to feedback; an update of the course keeps their work."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.answers_03_1 import RIGHT, WRONG
from tests.browser.browser import watch
from tests.browser.lab import PATIENCE, Notebook, wait_for
from tests.somebody import ROOTS, by_somebody

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "jupyterhub"
link = runpy.run_path(str(RECIPE / "links.py"))["link"]
PROXY = shutil.which("configurable-http-proxy") or RECIPE / "node_modules/.bin/configurable-http-proxy"
LACKING = [
    what
    for what, there in [
        ("git", shutil.which("git")),
        ("Node", shutil.which("node")),
        ("configurable-http-proxy", Path(PROXY).exists()),
        ("jupyterhub", find_spec("jupyterhub")),
        ("nbgitpuller", find_spec("nbgitpuller")),
    ]
    if not there
]
pytestmark = [
    pytest.mark.certify,
    pytest.mark.browser,
    pytest.mark.skipif(bool(LACKING), reason=f"no {', '.join(LACKING)} here: `make hub` installs it"),
]
PASSWORD = "a class"
LEARNERS = {"ada": (RIGHT, "Right"), "bob": (WRONG, "1/s")}
Q_STUB = "Cochran's Q of estimates with their standard errors, two arrays of equal length."


@dataclass
class Hub:
    """Where the hub and the course stand."""

    url: str
    course: str
    repository: Path  # the author's
    homes: Path


def three_free_ports() -> int:
    """The first of three ports in a row that nobody listens on."""
    for first in range(18000 + os.getpid() % 1000 * 10, 60000, 3):
        with ExitStack() as stack:
            try:
                for port in range(first, first + 3):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise RuntimeError("no three free ports")


@contextmanager
def running(command: list[str], log: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is stopped at the end, after which its log may be read."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **options)  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(120)  # a hub first ends its learners' servers, which would outlive it
            except subprocess.TimeoutExpired:
                process.kill()


def git(folder: Path, *arguments: str) -> None:
    """Run git in ``folder`` under a name of its own."""
    identity = ["-c", "user.name=author", "-c", "user.email=author@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(author: Path, served: Path, message: str) -> None:
    """What the author has changed, where the class fetches it."""
    git(author, "add", "--all")
    git(author, "commit", "--quiet", "--message", message)
    git(author, "push", "--quiet", str(served), "HEAD:main")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub as the recipe starts it, and a course that it can pull."""
    folder = tmp_path_factory.mktemp("hub")
    author, served, state = folder / "author", folder / "served" / "course.git", folder / "state"
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, author / part)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(served))
    git(author, "init", "--quiet", "--initial-branch=main")
    commit(author, served, "The course")
    port = three_free_ports()
    public, daemon = f"http://127.0.0.1:{port}", three_free_ports() + 3
    serve = ["git", "daemon", "--reuseaddr", "--listen=127.0.0.1", f"--port={daemon}", "--export-all"]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HUB_LEARNERS": " ".join(LEARNERS),
        "HUB_PASSWORD": PASSWORD,
        "HUB_PORT": str(port),
        "HUB_STATE": str(state),
        "HUB_TOGETHER": "yes",
    }
    start = [sys.executable, "-m", "jupyterhub", "-f", str(RECIPE / "jupyterhub_config.py")]
    log = folder / "hub.log"
    with (
        running([*serve, f"--base-path={served.parent}", str(served.parent)], folder / "git.log"),
        running(start, log, env=environment, cwd=folder) as process,
    ):
        wait_for(f"{public}/hub/login", process, log)
        yield Hub(public, f"git://127.0.0.1:{daemon}/course.git", author, state / "homes")


def come(browser: Browser, hub: Hub, name: str) -> Page:
    """Follow the class's link and sign in; the server starts meanwhile."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.goto(link(hub.url, hub.course, "03"))
    page.fill("#username_input", name)
    page.fill("#password_input", PASSWORD)
    page.click("#login_submit")
    return page


def notebook_of(page: Page) -> Notebook:
    """The chapter's notebook, once the server has started and the course is pulled."""
    page.wait_for_url("**/lab/**", timeout=2 * PATIENCE)
    return Notebook.of(page)


def run_first(notebook: Notebook) -> None:
    """Run the first cell until it has run: what is sent before the kernel is there gets lost."""
    first = notebook.page.locator(".jp-Notebook .jp-CodeCell").first
    for _ in range(6):
        first.locator(".cm-content").click()
        notebook.page.keyboard.press("Control+Enter")
        prompt = first.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]"))
        try:
            return prompt.wait_for(timeout=PATIENCE / 6)
        except Exception:
            continue
    raise AssertionError("no kernel came")


@pytest.mark.skipif(not ROOTS, reason="only root can become somebody else; others are that already")
def test_a_hub_of_an_ordinary_user():
    with tempfile.TemporaryDirectory() as home:
        here = str(Path(__file__).relative_to(ROOT))
        done = by_somebody(
            Path(home), here, "-m", "certify", "-k", "from_the_link", "--import-mode=importlib"
        )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(bool(ROOTS), reason="root runs this as an ordinary user")
def test_from_the_link_to_feedback_and_an_update_keeps_the_work(browser: Browser, hub: Hub):
    pages = {name: come(browser, hub, name) for name in LEARNERS}
    seen = {name: watch(page, hub.url, hub.url.replace("http", "ws")) for name, page in pages.items()}
    notebooks = {name: notebook_of(page) for name, page in pages.items()}
    for notebook in notebooks.values():
        run_first(notebook)
    for name, (answer, _) in LEARNERS.items():
        notebooks[name].write("def q_statistic", answer)
    for name, (_, said) in LEARNERS.items():
        output = notebooks[name].run('check("03.1"').locator(".jp-OutputArea-output").first
        output.wait_for(timeout=PATIENCE)
        assert said in output.inner_text()
        pages[name].keyboard.press("Control+S")
    mine = {name: hub.homes / name / "course/exercises/03-heterogeneity.ipynb" for name in LEARNERS}
    for name, (answer, _) in LEARNERS.items():
        wait_until_saved(mine[name], answer)

    update(hub)
    for name, (answer, said) in LEARNERS.items():
        pages[name].goto(link(hub.url, hub.course, "03"))
        shown = notebook_of(pages[name])
        output = shown.cell('check("03.1"').locator(".jp-OutputArea-output", has_text=said)
        output.first.wait_for(timeout=PATIENCE)
        text = mine[name].read_text("utf-8")
        cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
        assert answer.strip() in [cell.strip() for cell in cells], "the learner's answer is there"
        assert any("# Exercises, anew" in cell for cell in cells), "and what is new"
        assert "another stub" not in text, "of lines that both changed the learner's stay"
        assert "<<<<<<<" not in text
        assert seen[name].external == []


def update(hub: Hub) -> None:
    """The author changes the title, and the lines in which each learner has answered 03.1."""
    path = hub.repository / "exercises/03-heterogeneity.ipynb"
    text = path.read_text("utf-8")
    for old, new in {"# Exercises for": "# Exercises, anew, for", Q_STUB: "another stub"}.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    commit(hub.repository, hub.repository.parent / "served/course.git", "A better title, another stub")


def wait_until_saved(path: Path, answer: str, seconds: float = 30) -> None:
    """Until JupyterLab has written a notebook that holds the answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if json.dumps(answer.strip())[1:-1].split("\\n")[1] in path.read_text("utf-8"):
            return
        time.sleep(0.25)
    raise AssertionError(f"{path} was not saved")
