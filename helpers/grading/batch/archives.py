"""What stands in a folder or an archive, copied aside file by file, whatever its names and sizes claim.

Nothing is ever unpacked under a name of its own: a name is only a label. Links are not followed, what is
too large is not read, what an archive says about itself is not believed.
"""

from __future__ import annotations

import io
import os
import stat
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

from helpers.grading.batch import Stop
from helpers.grading.batch.notebooks import LARGEST
from helpers.grading.batch.plain import printable

MB = 1 << 20
LARGEST_ARCHIVE = 200 * MB  # one archive inside another
UNPACKED = 2048 * MB  # all notebooks together
MOST = 20_000  # files of one archive, or of one folder
DEEPEST = 12  # folders and archives in each other

_HIDDEN = ("__MACOSX", "__pycache__")


@dataclass(frozen=True)
class File:
    """One file that was handed in: where it stood, when it was written, its copy or why there is none."""

    parts: tuple[str, ...]
    modified: float = 0.0
    copy: Path | None = None
    content: str = ""  # SHA-256
    trouble: str = ""

    @property
    def place(self) -> str:
        """Where it stood, for a reader."""
        return "/".join(self.parts)


class Collector:
    """Copies every notebook below ``root``, a folder or an archive, into ``aside``, under numbers."""

    def __init__(self, root: Path, aside: Path) -> None:
        self.root, self.aside = root, aside
        self.left, self.count = UNPACKED, 0
        self.notes: list[str] = []

    def files(self) -> Iterator[File]:
        """All files in the order of their names; those that are no notebooks without a copy or a trouble."""
        if self.root.is_dir():
            yield from self._folder(self.root, ())
        else:
            with self.root.open("rb") as file:
                yield from self._archive(file, ())

    def _folder(self, folder: Path, parts: tuple[str, ...]) -> Iterator[File]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield File((*parts, "*.ipynb"), trouble=f"its folder cannot be read: {error.strerror}")
            return
        for entry in entries:
            name = printable(entry.name)
            here = (*parts, name)
            if _is_hidden(name):
                continue
            if entry.is_symlink():
                if not _is_notebook(name):
                    self.notes.append(f"{'/'.join(here)} is a link; links are not followed")
                    continue
                yield File(
                    here, trouble="it is a link to somewhere else, no notebook; links are not followed"
                )
            elif entry.is_dir(follow_symlinks=False):
                if len(here) < DEEPEST:
                    yield from self._folder(Path(entry.path), here)
                else:
                    self.notes.append(f"{'/'.join(here)} lies too deep: not looked into")
            else:
                yield from self._on_disk(Path(entry.path), here)

    def _on_disk(self, path: Path, parts: tuple[str, ...]) -> Iterator[File]:
        name = parts[-1]
        if not _is_notebook(name) and not _is_archive(name):
            yield File(parts)
            return
        try:
            # A pipe in place of a file would keep a reader waiting for ever.
            number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            yield File(parts, trouble=f"it cannot be opened: {error.strerror}")
            return
        with os.fdopen(number, "rb") as file:
            facts = os.fstat(number)
            if not stat.S_ISREG(facts.st_mode):
                yield File(parts, trouble="it is no ordinary file")
            elif _is_archive(name):
                yield from self._archive(file, (*parts[:-1], name[:-4]))
            else:
                yield self._copied(File(parts, facts.st_mtime), file, facts.st_size)

    def _archive(self, file: IO[bytes], parts: tuple[str, ...]) -> Iterator[File]:
        whole = "/".join(parts) or self.root.name
        try:
            with zipfile.ZipFile(file) as archive:
                members = sorted(archive.infolist(), key=lambda member: member.filename)
                if len(members) > MOST:
                    raise zipfile.BadZipFile(f"it holds {len(members)} files")
                for member in members:
                    yield from self._member(archive, member, parts)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            if not parts:
                raise Stop(f"SUBMISSIONS: {self.root} is no archive that can be opened ({error})") from None
            yield File((*parts, "*.ipynb"), trouble=f"the archive {whole}.zip cannot be opened: {error}")

    def _member(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, parts: tuple[str, ...]
    ) -> Iterator[File]:
        named = printable(member.filename).replace("\\", "/").split("/")
        inside = [part for part in named if part not in ("", ".", "..")]
        if member.is_dir() or not inside or any(map(_is_hidden, inside)):
            return
        here = File((*parts, *inside), _written(member))
        name = inside[-1]
        if not _is_notebook(name) and not _is_archive(name):
            yield here
        elif named[0] == "" or ".." in named or named[0].endswith(":"):
            yield replace(here, trouble="its archive names a place outside itself: not opened")
        elif stat.S_ISLNK(member.external_attr >> 16):
            yield replace(here, trouble="it is a link to somewhere else, no notebook; links are not followed")
        elif member.flag_bits & 1:
            yield replace(here, trouble="its archive is locked with a password")
        else:
            yield from self._unpacked(archive, member, here)

    def _unpacked(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, here: File) -> Iterator[File]:
        try:
            with archive.open(member) as file:
                if not _is_archive(here.parts[-1]):
                    yield self._copied(here, file, member.file_size)
                    return
                if member.file_size > LARGEST_ARCHIVE or len(here.parts) >= DEEPEST:
                    yield replace(
                        here, trouble="the archive in it is too large, or lies too deep: not opened"
                    )
                    return
                data = io.BytesIO(file.read(LARGEST_ARCHIVE))
        except Exception as error:  # a damaged archive fails in many ways, zlib's own errors among them
            yield replace(here, trouble=f"it cannot be unpacked: {error}")
            return
        yield from self._archive(data, (*here.parts[:-1], here.parts[-1][:-4]))

    def _copied(self, file: File, source: IO[bytes], claimed: int) -> File:
        """Read at most what is allowed, whatever the size is said to be."""
        too_large = f"it is larger than {LARGEST // MB} MB; clear its outputs, save it, hand it in again"
        if claimed > LARGEST:
            return replace(file, trouble=too_large)
        data = source.read(LARGEST + 1)
        self.left -= len(data)
        if self.left < 0:
            raise Stop(
                f"SUBMISSIONS: more than {UNPACKED // MB} MB of notebooks in {self.root}; "
                "grade them in several batches"
            )
        if len(data) > LARGEST:
            return replace(file, trouble=too_large)
        self.count += 1
        copy = self.aside / f"{self.count:05d}.ipynb"
        copy.write_bytes(data)
        return replace(file, copy=copy, content=sha256(data).hexdigest())


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in _HIDDEN


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _written(member: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*member.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
