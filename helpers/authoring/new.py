"""Skeletons of an exercise, a widget, a chapter: valid at once, and saying what is still to be written.

Nothing that exists is overwritten: a file that is there already is refused by its name, and a section or a
line that is added to a file leaves the rest of it as it was.
"""

from __future__ import annotations

import ast
import re
from keyword import iskeyword
from pathlib import Path
from string import Template

from helpers.authoring import sync
from helpers.grading.sheets import headings
from helpers.widgets import class_name

ROOT = sync.ROOT
SKELETONS = Path(__file__).with_name("skeletons")
KINDS = sorted(path.stem for path in (SKELETONS / "exercise").glob("*.txt"))
_TITLES = {"prediction": "Predict before you drag"}
_SECTION = """
## $id $title

TO WRITE: the prompt. What is asked, with what, and why it is worth asking.
$prompt
```{code-cell}
:tags: [exercise]

$cell
```

```{code-cell}
:tags: [check]

check("$id", $check)
```

+++ {"tags": ["solution"]}

TO WRITE: what the solution teaches.
"""


def exercise(number: str, topic: str, kind: str = "function", title: str = "") -> list[str]:
    """Begin exercise ``number``: its file, its section of the sheet, its right answers, its notebook.

    Returns a line on each file. Raises ``ValueError`` for a bad argument and ``FileExistsError``.
    """
    form = "a chapter's two digits, a point and the exercise's place, as in 08.3"
    _require("number", number, re.fullmatch(r"\d\d\.[1-9]\d*", number), form)
    _require("topic", topic, _is_name(topic), "a name in lower case, as in pooled_mean")
    _require("kind", kind, kind in KINDS, f"one of {', '.join(KINDS)}")
    _require("title", title, not re.search(r'["\n]', title), "one line without double quotes")
    chapter, _, place = number.partition(".")
    sheet = next(ROOT.glob(f"solutions/{chapter}-*.md"), None)
    if sheet is None:
        raise ValueError(f"number must be of a chapter that has begun; found {number}: `new chapter` first")
    folder = ROOT / "helpers/grading/chapters" / f"ch{chapter}"
    text = sheet.read_text("utf-8")
    _refuse([*folder.glob(f"e{place}_*.py"), *([sheet] if number in headings(text) else [])], number)

    words = topic.replace("_", " ")
    facts = {"id": number, "topic": topic, "words": words}
    facts["title"] = title or _TITLES.get(kind, words.capitalize())
    parts = _skeleton(f"exercise/{kind}", facts)
    prompt = f"\n{parts['prompt']}\n" if "prompt" in parts else ""
    section = Template(_SECTION).substitute({**parts, **facts, "prompt": prompt})
    answers = ROOT / "tests/grading/answers" / f"ch{chapter}.py"
    more = {
        sheet: _with_section(text, number, section),
        answers: _with_answers(answers.read_text("utf-8"), number, parts),
    }
    return [
        *_write({folder / f"e{place}_{topic}.py": parts["declaration"]}),
        *_change(more),
        *sync.write(),
    ]


def widget(name: str) -> list[str]:
    """Begin a widget: its two files. Returns and raises as `exercise` does."""
    _require("name", name, _is_name(name), "a name in lower case, as in tau_explorer")
    named = {"name": class_name(name)}
    parts = _skeleton("widget", {**named, "label": name.replace("_", " ").capitalize()})
    folder = ROOT / "helpers/widgets"
    files = {f"{name}.py": parts["python"], f"js/widgets/{name}.js": parts["javascript"]}
    return _write({folder / file: text for file, text in files.items()})


def chapter(number: str, topic: str, title: str) -> list[str]:
    """Begin a chapter: its page, its sheet, its places for exercises and answers, its lines in the contents.

    Returns and raises as `exercise` does.
    """
    _require("number", number, re.fullmatch(r"\d\d", number), "two digits, as in 08")
    form = "words in lower case with hyphens between them, as in eight-answers"
    _require("topic", topic, re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic), form)
    _require("title", title, re.fullmatch(r"[^\"\n]*\w[^\"\n]*", title), "one line without double quotes")
    _refuse([*ROOT.glob(f"book/{number}-*.md"), *ROOT.glob(f"solutions/{number}-*.md")], number)

    stem = f"{number}-{topic}"
    parts = _skeleton("chapter", {"id": number, "number": int(number), "title": title, "stem": stem})
    contents = ROOT / "_toc.yml"
    listed = _with_page(_with_page(contents.read_text("utf-8"), f"book/{stem}"), f"solutions/{stem}")
    package = ROOT / "helpers/grading/chapters" / f"ch{number}/__init__.py"
    files = {
        ROOT / f"book/{stem}.md": f"---\n{parts['decides']}\n{parts['head'][4:]}\n\n{parts['page']}",
        ROOT / f"solutions/{stem}.md": f"{parts['head']}\n\n{parts['sheet']}",
        package: f'"""Chapter {int(number)}: {title.rstrip(".")}."""\n',
        ROOT / f"tests/grading/answers/ch{number}.py": parts["answers"],
    }
    return [*_write(files), *_change({contents: listed}), *sync.write()]


def _require(argument: str, found: str, fits: object, wanted: str) -> None:
    if not fits:
        raise ValueError(f"{argument} must be {wanted}; found {found!r}")


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", text)) and not iskeyword(text)


def _refuse(existing: list[Path], number: str = "") -> None:
    if existing:
        what = f"{number} is there already" if number else "nothing is overwritten"
        raise FileExistsError(f"{what}: see {', '.join(str(p.relative_to(ROOT)) for p in existing)}")


def _skeleton(name: str, facts: dict[str, object] | dict[str, str]) -> dict[str, str]:
    """The parts of a skeleton by their names, filled in."""
    text = (SKELETONS / f"{name}.txt").read_text("utf-8")
    _, *pieces = re.split(r"^%% (\w+)\n", text, flags=re.MULTILINE)
    return {
        part: Template(piece.strip("\n")).substitute(facts)
        for part, piece in zip(pieces[::2], pieces[1::2], strict=True)
    }


def _write(files: dict[Path, str]) -> list[str]:
    _refuse([path for path in files if path.exists()])
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + "\n", "utf-8")
    return [f"wrote {path.relative_to(ROOT)}" for path in files]


def _change(files: dict[Path, str]) -> list[str]:
    for path, text in files.items():
        path.write_text(text, "utf-8")
    return [f"added to {path.relative_to(ROOT)}" for path in files]


def _with_section(sheet: str, number: str, section: str) -> str:
    """The sheet with one more exercise, in the order of their places."""
    later = [other for other in headings(sheet) if _place(other) > _place(number)]
    at = sheet.index(f"## {later[0]} ") if later else len(sheet)
    rest = f"\n{sheet[at:]}" if later else ""
    return f"{sheet[:at].rstrip()}\n{section}{rest}"


def _with_page(contents: str, name: str) -> str:
    """The table of contents with one more page, below those of its folder with lower numbers."""
    lines = contents.splitlines()
    entry = re.compile(rf"(\s*- file: )({name.partition('/')[0]}/\d\d-\S+)")
    there = [(i, found) for i, line in enumerate(lines) if (found := entry.match(line))]
    if not there:
        raise ValueError(f"_toc.yml lists no page beside which {name} could stand")
    lower = [i for i, found in there if found[2] < name]
    lines.insert(lower[-1] + 1 if lower else there[0][0], there[0][1][1] + name)
    return "\n".join(lines) + "\n"


def _with_answers(source: str, number: str, parts: dict[str, str]) -> str:
    """The right answers with those of one more exercise: functions above the tables, a row in each."""
    for table in filter(str.isupper, parts):
        source = _with_row(source, table, number, parts[table])
    if not parts["answers"]:
        return source
    above, tables = re.split(r"^(?=RIGHT\b)", source, maxsplit=1, flags=re.MULTILINE)
    return "\n\n\n".join([above.rstrip(), parts["answers"], tables])


def _with_row(source: str, table: str, number: str, value: str) -> str:
    """The module with one more row in the dictionary ``table``, in the order of their places."""
    row, lines = f'    "{number}": {value},', source.splitlines()
    rows = _dictionary(source, table)
    if rows is None:
        return f"{source.rstrip()}\n{table} = {{\n{row}\n}}\n"
    first, last = rows.lineno, rows.end_lineno or rows.lineno
    keys = [ast.literal_eval(key) for key in rows.keys if key]
    if first == last:  # all on one line: give each row its own
        old = [
            f'    "{key}": {ast.get_source_segment(source, row)},'
            for key, row in zip(keys, rows.values, strict=True)
        ]
        lines[first - 1 : first] = [lines[first - 1][: rows.col_offset] + "{", *old, "}"]
        return _with_row("\n".join(lines), table, number, value)
    if rows.values:
        end = (rows.values[-1].end_lineno or last) - 1
        lines[end] += "," * (end < last - 1 and not lines[end].rstrip().endswith(","))
    later = [k.lineno for k, key in zip(rows.keys, keys, strict=True) if k and _place(key) > _place(number)]
    lines.insert((later[0] if later else last) - 1, row)
    return "\n".join(lines) + "\n"


def _dictionary(source: str, name: str) -> ast.Dict | None:
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id == name and isinstance(value, ast.Dict):
            return value
    return None


def _place(number: str) -> int:
    return int(number.partition(".")[2])
