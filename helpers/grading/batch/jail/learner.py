"""One learner's process, seen from outside: questions, and answers in time or not at all."""

from __future__ import annotations

import secrets
import signal
import time
from types import TracebackType
from typing import Any, Self

from helpers.grading.batch.jail import strangers, wire
from helpers.grading.batch.jail.enter import LANDLOCK
from helpers.grading.batch.jail.host import Zygote
from helpers.grading.batch.jail.limits import Limits
from helpers.grading.batch.jail.linux import JailError
from helpers.grading.batch.jail.scratch import Scratch

_START = 30.0  # seconds until the walls stand, on a busy machine
_SLICE = 0.05  # seconds; between two, whoever judges in a thread can be stopped
_PIECE = 1 << 16
TIMEOUT, CRASHED = "timeout", "crashed"
OUT_OF_TURN, TOO_MUCH, DISK_FULL = "spoke out of turn", "said too much", "filled its folder"


class Dead(Exception):  # noqa: N818 - a fact
    """The process hung, ended, or said what no answer is; nothing more can be asked of it."""


class Raised(Exception):  # noqa: N818 - the learner's
    """The learner's own code raised an error, of which this is the text."""


class Learner:
    """A process of its own for one run of a notebook; use it in a ``with`` statement.

    ``died`` says why it is dead, and is empty while it is not.
    """

    def __init__(self, zygote: Zygote, wall: str, limits: Limits, *, processes_visible: bool = False) -> None:
        self.limits, self.died = limits, ""
        self._ended = ""
        self._zygote = zygote
        # Namespaces bring a small tmpfs of their own.
        self._scratch = Scratch() if wall == LANDLOCK else None
        self._heard = b""
        self._pid, self._channel = zygote.spawn(
            wall,
            limits,
            scratch=self._scratch.path if self._scratch else "",
            processes_visible=processes_visible,
        )
        try:
            hello = wire.unpack(self._line(_START))
        except Dead:
            hello = {"refused": "the process ended before its walls stood"}
        if hello != {"walled": True}:
            self.close()
            raise JailError(0, f"the wall {wall!r} does not stand: {hello.get('refused')}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, do: str, seconds: float, /, **order: Any) -> dict[str, Any]:
        """The reply to an order; raises `Raised` for the learner's error, else `Dead`."""
        if self.died:
            raise Dead(self.died)
        number = secrets.randbits(52)  # what was written before the question cannot answer it
        try:
            self._channel.settimeout(seconds)
            self._channel.sendall(wire.pack({"do": do, "id": number} | order))
            reply = wire.unpack(self._line(seconds))
            if reply.pop("id", None) != number or self._heard:
                raise Dead(OUT_OF_TURN)
            if do == "run":  # else the next cell would be blamed for what this one left behind
                self._look_at_folder()
        except BaseException as error:
            self._die(error)
            if isinstance(error, (Dead, OSError, wire.BadMessage)):
                raise Dead(self.died) from None
            raise  # somebody's alarm
        if "raised" in reply:
            raise raised(reply["raised"])
        return reply

    def close(self) -> None:
        """End the process, and leave nothing of it behind."""
        self._channel.close()
        _ = self.ended
        if self._scratch:
            self._scratch.remove()
            self._scratch = None

    def _line(self, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while b"\n" not in self._heard:
            if (left := until - time.monotonic()) <= 0:
                raise Dead(TIMEOUT)
            self._look_at_folder()
            self._channel.settimeout(min(left, _SLICE))
            try:
                piece = self._channel.recv(_PIECE)
            except TimeoutError:
                continue
            except OSError:
                piece = b""
            if not piece:
                raise Dead(CRASHED)
            self._heard += piece
            if len(self._heard) > wire.LINE:
                raise Dead(TOO_MUCH)
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _look_at_folder(self) -> None:
        if self._scratch and self._scratch.too_full(self.limits.scratch_mb):
            raise Dead(DISK_FULL)

    def _die(self, error: BaseException) -> None:
        if isinstance(error, Dead):
            self.died = str(error)
        elif isinstance(error, wire.BadMessage):
            self.died = OUT_OF_TURN
        elif isinstance(error, OSError) and not isinstance(error, TimeoutError):
            self.died = CRASHED
        else:
            self.died = TIMEOUT

    @property
    def ended(self) -> str:
        """How the process ended; it is killed if it has not. Not to be asked while an alarm may ring."""
        if self._pid:
            self._ended = _how(int(self._zygote.end(self._pid)["code"]))
            self._pid = 0
        return self._ended


def _how(code: int) -> str:
    number = -code if code < 0 else code - 128
    try:
        return f"signal {signal.Signals(number).name}"
    except ValueError:
        return f"exit code {code}"


def raised(said: Any) -> Raised:
    """The learner's error as an exception of that name; raises `Dead` where it is no error that is said."""
    if not (isinstance(said, list) and len(said) == 2 and all(isinstance(text, str) for text in said)):
        raise Dead(OUT_OF_TURN)
    name, text = map(strangers.clean, said)
    kind: type[Raised] = type(name[:60] if name.isidentifier() else "Error", (Raised,), {})
    return kind(text[:500])
