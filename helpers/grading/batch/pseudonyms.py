"""Names that tell nobody who it is: the same in every run under one secret, with a list beside the key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers.grading.batch import Stop
from helpers.grading.batch.secret import Secret
from helpers.grading.batch.sheet import write_table


def of(learners: Iterable[str], secret: Secret) -> dict[str, str]:
    """The pseudonym of each learner; raises `Stop` in the one case in a billion that two are the same."""
    names = {learner: f"learner-{secret.name(learner)}" for learner in sorted(set(learners))}
    if len(set(names.values())) < len(names):
        raise Stop("--pseudonyms: two learners got the same one. Use another key: --key")
    return names


def write_list(key: Path, names: dict[str, str]) -> Path:
    """Write who is who beside the key, for its owner's eyes."""
    path = key.with_name(f"{key.stem}.pseudonyms.csv")
    if not path.exists():
        path.touch(mode=0o600)  # before anything stands in it
    write_table(path, ["pseudonym", "learner"], sorted([name, learner] for learner, name in names.items()))
    return path
