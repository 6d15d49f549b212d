"""The secret that fresh cases come from: a file only its owner reads, never among what was handed in.

Whoever knows it can compute the cases on which a learner is judged. The same secret gives the same cases,
so a batch that is run again says the same.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from helpers.grading.batch import Stop

NAME = "grading.key"


@dataclass(frozen=True)
class Secret:
    """The key of one class; it shows itself nowhere."""

    key: bytes = field(repr=False)

    def seed(self, learner: str, exercise: str) -> int:
        """From which the cases of one learner and exercise are drawn; 32 bits."""
        return int.from_bytes(self._mac("cases", learner, exercise)[:4], "big")

    def name(self, learner: str) -> str:
        """Another name for a learner, eight letters and digits."""
        return self._mac("name", learner).hex()[:8]

    @property
    def fingerprint(self) -> str:
        """Tells one secret from another and gives neither away."""
        return self._mac("fingerprint").hex()[:16]

    def _mac(self, *what: str) -> bytes:
        return hmac.new(self.key, json.dumps(what).encode(), sha256).digest()


def from_seed(seed: int) -> Secret:
    """A secret that is none, for a trainer's own tests."""
    return Secret(sha256(f"seed {seed}".encode()).digest())


def from_file(path: Path, submissions: Path) -> Secret:
    """The secret in ``path``, made where there is none.

    Raises `Stop` where it would lie in ``submissions``, where others may read it, where it is no key.
    """
    if is_inside(path, submissions):
        raise Stop(
            f"--key: {path} lies in {submissions}, where learners' files are. "
            "Name a place outside it, for instance --key ../grading.key"
        )
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise Stop(f"--key: others may read {path}. Take that from them: chmod 600 '{path}'")
        found = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"--key: {path} cannot be used ({error}). Name another file with --key") from None
    if not re.fullmatch(r"[0-9a-f]{64}", found):
        raise Stop(
            f"--key: {path} holds no key of ours (64 hexadecimal digits). Name another file with --key"
        )
    return Secret(bytes.fromhex(found))


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, links followed; nothing lies in a file."""
    folder, path = Path(os.path.realpath(folder)), Path(os.path.realpath(path))
    return folder.is_dir() and (path == folder or folder in path.parents)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(waiting, path)  # of two first runs one makes the key, and both then read that one
    except FileExistsError:
        pass
    finally:
        waiting.unlink(missing_ok=True)
