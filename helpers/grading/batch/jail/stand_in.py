"""An answer as the judges know it: a plain value, or a function that is called here and computed there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.grading.batch.jail import hooks, strangers, wire
from helpers.grading.batch.jail.learner import Dead, Learner, Raised, raised
from helpers.grading.batch.jail.parameters import signature_of
from helpers.grading.checker import PATIENCE
from helpers.grading.elsewhere import Elsewhere
from helpers.grading.exercise import Exercise
from helpers.grading.sandbox import Budget, Outcome

GRACE = 2.0  # seconds; the child stops a call by itself, and is killed if it does not
_PRINTED = 2000  # characters


class Function(Elsewhere):
    """A learner's function. ``read`` names what its source takes from this package, as read by the parent."""

    def __init__(
        self, learner: Learner, exercise: Exercise, facts: Any, read: Sequence[str], *, filled: bool
    ) -> None:
        if not isinstance(facts, dict):
            raise Dead("spoke out of turn")
        self._learner, self._exercise, self._read = learner, exercise, tuple(read)
        name, chained = (facts.get(key) for key in ("name", "chained"))
        self.facts = {
            "ends_in_nothing": facts.get("ends_in_nothing") is True,
            "as_given": not filled if facts.get("as_given") is None else facts["as_given"] is True,
            "gap": facts.get("gap") is True,
            "chained": chained if isinstance(chained, str) else "",
            "unknown": facts.get("unknown") is True,
        }
        self.__name__ = name if isinstance(name, str) and name.isidentifier() else ""
        signature = signature_of(facts.get("parameters"))
        if signature is not None:
            self.__signature__ = signature

    def outcome(self, arguments: tuple[Any, ...], budget: Budget, *, watch: bool) -> Outcome:
        """One call there. Where the process dies of it, time is up; the learner says afterwards of what."""
        seconds = budget.left()
        given = [wire.encode(argument) for argument in arguments]
        try:
            reply = self._learner.ask("call", seconds + GRACE, arguments=given, seconds=seconds, watch=watch)
            return self._read_outcome(reply, len(arguments), watch)
        except (Dead, wire.BadMessage) as error:
            self._learner.died = self._learner.died or str(error)
            return Outcome(timed_out=True)
        except Raised as error:
            return Outcome(error=error)

    def _read_outcome(self, reply: dict[str, Any], count: int, watch: bool) -> Outcome:
        if reply.get("timed_out") is True:
            return Outcome(timed_out=True)
        changed = reply.get("changed")
        used = reply.get("helpers_used")
        error, line, printed = reply.get("error"), reply.get("line"), reply.get("printed")
        told = [name for name in used if isinstance(name, str)] if isinstance(used, list) else []
        return Outcome(
            value=read_value(reply.get("value"), self._learner, self._exercise),
            error=None if error is None else raised(error),
            printed=strangers.clean(printed)[:_PRINTED] if isinstance(printed, str) else "",
            changed=tuple(i for i in range(count) if isinstance(changed, list) and i in changed),
            helpers_used=tuple(sorted({*told, *self._read})) if watch else (),
            line=line if type(line) is int and 0 < line < 10**6 else None,
        )


def answer_of(
    learner: Learner,
    exercise: Exercise,
    expression: str,
    seconds: float,
    read: Sequence[str] = (),
    *,
    filled: bool = True,
) -> Any:
    """What the learner's process holds under ``expression``; raises `Dead`, or `Raised` where it raises.

    ``filled`` says whether the learner has touched the answer's cells, for where that process cannot tell.
    """
    reply = learner.ask("look", seconds, expression=expression, exercise=exercise.id)
    if "function" in reply:
        return Function(learner, exercise, reply["function"], read, filled=filled)
    if "class" in reply:
        return type("TheirClass", (), {})
    if "pretends" in reply:
        return _Pretender()
    return read_value(reply.get("value"), learner, exercise)


def read_value(data: Any, learner: Learner, exercise: Exercise) -> Any:
    """A value from the wire; of what was described, what the judges can read in its place."""

    def stand_in(described: Any) -> Any:
        if not isinstance(described, dict) or set(described) != {"handle", "found"}:
            raise wire.BadMessage("described by nothing")

        def ask(question: hooks.Question) -> Any:
            asked = {"handle": described["handle"], "question": wire.encode(question)}
            patience = PATIENCE * exercise.seconds + GRACE  # as long as `check` looks at an answer
            return wire.decode(learner.ask("ask", patience, **asked).get("value"))

        return hooks.stand_in(described["found"], ask)

    try:
        return wire.decode(data, stand_in)
    except ValueError:  # a bad message, or a description that holds what none may
        learner.died = "spoke out of turn"
        raise Dead(learner.died) from None


class _Pretender:
    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return object
