"""Change the statistical core in one place at a time and see whether the tests notice.

    python -m tools.mutants [module …] [--most N] [--resume] [--workers N]

N mutants a module at most are drawn by a fixed seed; each runs those fast tests of the module that reach the
changed function. Verdicts are noted in .certify/mutants.jsonl as they come; with --resume those that still
hold are kept: a kill while the changed file and that of the killing test stay as they are, a survival while
the whole module and all its tests do. Survivors that survivors.json explains are listed with the reason; any
other makes the exit code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.mutants.changes import Mutant, mutants
from tools.mutants.judging import ROOT, Order, Trial, Verdict, baseline, preload

SEED = 20
NOTES = ROOT / ".certify" / "mutants.jsonl"
EXPLAINED = Path(__file__).with_name("survivors.json")
# The tests that a module is judged by: fast ones, and those of the modules built on it where they say more.
TESTS = {
    "heterogeneity": ["heterogeneity/test_*.py", "test_bad_arguments.py"],
    "priors": ["priors/test_*.py", "distributions/test_*.py", "test_bad_arguments.py"],
    "distributions": ["distributions/test_*.py", "posterior/test_normal_model.py", "test_bad_arguments.py"],
    "posterior": ["posterior/test_*.py", "models/test_slopes.py", "test_bad_arguments.py"],
    "borrowing": ["borrowing/test_*.py", "test_bad_arguments.py"],
    "planning": ["planning/test_*.py", "test_bad_arguments.py"],
}
MOST = 400  # mutants drawn of a module


def main() -> int:
    """Judge the modules named, print what survived."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__.splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", metavar="module", help=f"any of: {', '.join(TESTS)} (default: all)"
    )
    parser.add_argument("--most", type=int, default=MOST, help=f"mutants a module (default {MOST})")
    parser.add_argument("--workers", type=int, default=1, help="mutants judged at once (default 1)")
    parser.add_argument(
        "--resume", action="store_true", help="keep verdicts on sources that have not changed"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.modules if name not in TESTS]:
        parser.error(f"unknown module {unknown[0]!r}; known are {', '.join(TESTS)}")
    preload()
    unexplained = sum(
        judge_module(name, options.most, options.workers, options.resume) for name in options.modules or TESTS
    )
    return 1 if unexplained else 0


def judge_module(module: str, most: int, workers: int, resume: bool) -> int:
    """Judge one module; return how many survivors nobody has explained."""
    files, tests = sources(module), test_files(module)
    every = [m for path in files for m in mutants(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))]
    # by a hash of each, so that an edit changes few of those drawn
    drawn = sorted(every, key=lambda m: hashlib.sha256(f"{SEED} {m.name}".encode()).digest())
    drawn = drawn[:most]
    known = noted(drawn, files, tests) if resume else {}
    left = [mutant for mutant in drawn if mutant.name not in known]
    print(f"{module}: {len(every)} mutants, {len(drawn)} drawn, {len(left)} to judge", flush=True)
    verdicts = {m: known[m.name] for m in drawn if m.name in known}
    if left:
        names = [str(path) for path in tests]
        order, took = baseline(module, files, names)
        print(f"  the tests alone take {took:.0f} s", flush=True)
        for mutant, verdict in judged(left, module, names, order, max(30.0, 5 * took), workers):
            note(mutant, verdict, witnesses(mutant, verdict, files, tests))
            verdicts[mutant] = verdict
            print(f"\r  {len(verdicts)} of {len(drawn)}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    return report(module, verdicts)


def judged(
    left: list[Mutant], module: str, tests: list[str], order: Order, limit: float, workers: int
) -> Iterator[tuple[Mutant, Verdict]]:
    """Verdicts as they come, ``workers`` trials at a time."""
    waiting, running = list(reversed(left)), list[Trial]()
    while waiting or running:
        while waiting and len(running) < workers:
            running.append(Trial(waiting.pop(), module, tests, order, limit))
        time.sleep(0.02)
        for trial in list(running):
            if verdict := trial.verdict():
                running.remove(trial)
                if verdict.outcome == "killed":
                    order.kills[verdict.by] = order.kills.get(verdict.by, 0) + 1
                yield trial.mutant, verdict


def report(module: str, verdicts: dict[Mutant, Verdict]) -> int:
    """Print counts and survivors; return how many survivors are not explained."""
    survivors = sorted(
        (m for m, v in verdicts.items() if v.outcome == "survived"), key=lambda m: (m.file, m.line)
    )
    counts = Counter(verdict.outcome for verdict in verdicts.values())
    print(f"  {counts['killed']} killed, {counts['timeout']} timed out, {counts['survived']} survived")
    reasons = {mutant: explanation(mutant) for mutant in survivors}
    open_ones = [mutant for mutant in survivors if not reasons[mutant]]
    for mutant in survivors:
        print(f"  {mutant.file}:{mutant.line}\n    - {mutant.before}\n    + {mutant.after}")
        print(f"    {reasons[mutant] or 'NOT EXPLAINED'}")
    print(f"{module}: {len(open_ones)} survivors without explanation", flush=True)
    return len(open_ones)


def explanation(mutant: Mutant) -> str:
    """Why this mutant may survive; "" if nobody has said."""
    for entry in json.loads(EXPLAINED.read_text("utf-8")):
        of_statement = (entry["file"], entry["statement"]) == (mutant.file, mutant.before)
        if of_statement and mutant.after in entry["changes"]:
            return str(entry["why"])
    return ""


def sources(module: str) -> list[Path]:
    """The files of a module, be it one file or a package."""
    single = ROOT / "helpers" / f"{module}.py"
    return [single] if single.exists() else sorted((ROOT / "helpers" / module).rglob("*.py"))


def test_files(module: str) -> list[Path]:
    """The tests that judge it."""
    return sorted({path for pattern in TESTS[module] for path in (ROOT / "tests").glob(pattern)})


def digest(paths: list[Path]) -> str:
    """One hash over files that a verdict depends on."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def witnesses(mutant: Mutant, verdict: Verdict, files: list[Path], tests: list[Path]) -> list[Path]:
    """What a verdict rests upon: of a kill the changed file and the killer's, else all; and this tool."""
    tool = [Path(__file__).with_name(name) for name in ("changes.py", "judging.py", "reach.py")]
    killer = ROOT / verdict.by.partition("::")[0]
    if verdict.outcome == "killed" and killer.is_file():
        return [ROOT / mutant.file, killer, *tool]
    return [*files, *tests, *tool]


def noted(drawn: list[Mutant], files: list[Path], tests: list[Path]) -> dict[str, Verdict]:
    """Verdicts of earlier runs that what they rest upon still bears out."""
    if not NOTES.exists():
        return {}
    mutants_named = {mutant.name: mutant for mutant in drawn}
    hashes: dict[tuple[Path, ...], str] = {}
    known = {}
    for line in NOTES.read_text("utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        if mutant := mutants_named.get(entry["mutant"]):
            verdict = Verdict(**entry["verdict"])
            rests_on = tuple(witnesses(mutant, verdict, files, tests))
            if rests_on not in hashes:
                hashes[rests_on] = digest(list(rests_on))
            if entry.get("rests_on") == hashes[rests_on]:
                known[mutant.name] = verdict
    return known


def note(mutant: Mutant, verdict: Verdict, rests_on: list[Path]) -> None:
    """Append one verdict."""
    NOTES.parent.mkdir(exist_ok=True)
    line = {"mutant": mutant.name, "rests_on": digest(rests_on), "verdict": asdict(verdict)}
    with NOTES.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
