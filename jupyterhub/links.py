"""The link that a class clicks: sign in, get or update the course, land in a chapter's notebook.

python jupyterhub/links.py https://hub.example https://git.example/course.git --chapter 03
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

EXERCISES = Path(__file__).resolve().parent.parent / "exercises"


def link(hub: str, repository: str, chapter: str = "01", branch: str = "main") -> str:
    """Address on ``hub`` that pulls ``repository`` into the learner's home and opens a chapter's exercises.

    nbgitpuller keeps what a learner has changed, and brings the rest up to date. Raises ``ValueError`` where
    there is no such chapter, or where an address is none.
    """
    for name, address in (("hub", hub), ("repository", repository)):
        if not urlsplit(address).scheme:
            raise ValueError(f"{name} must be an address such as https://…; found {address!r}")
    found = sorted(EXERCISES.glob(f"{chapter.zfill(2)}-*.ipynb"))
    if not found:
        have = ", ".join(path.name[:2] for path in sorted(EXERCISES.glob("[0-9]*.ipynb")))
        raise ValueError(f"chapter must be one of {have}; found {chapter!r}")
    folder = Path(urlsplit(repository).path).name.removesuffix(".git")
    pull = {
        "repo": repository,
        "branch": branch,
        "targetPath": folder,  # else the folder would be called course.git
        "urlpath": f"lab/tree/{folder}/exercises/{found[0].name}",
    }
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(pull, quote_via=quote)}"


def main() -> None:
    """Print the link of one chapter, or of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("hub", help="address of the hub")
    parser.add_argument("repository", help="address of the course, as `git clone` takes it")
    parser.add_argument("--chapter", help="such as 03; without it a line for each chapter")
    parser.add_argument("--branch", default="main")
    given = parser.parse_args()
    chapters = [given.chapter] if given.chapter else [p.name[:2] for p in sorted(EXERCISES.glob("*.ipynb"))]
    try:
        sys.stdout.write(
            "".join(f"{link(given.hub, given.repository, one, given.branch)}\n" for one in chapters)
        )
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; nothing is left to be written when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
