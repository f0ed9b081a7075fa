"""Writes the pages about the code that are made from the code: `python -m docs.architecture`; with --check it only compares.

docs/architecture.svg shows the rooms of pipeline/ and who imports whom; pipeline/gate/rules/README.md says where each rule lives.
"""

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise, product
from pathlib import Path
from textwrap import wrap
from typing import Final, NamedTuple

import grimp

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = ROOT / "docs" / "architecture.svg"
RULES: Final = ROOT / "pipeline" / "gate" / "rules" / "README.md"
FLOORS: Final = (
    ("commands",),
    ("release",),
    ("site", "drafting"),
    ("stages", "editing"),
    ("gate",),
    ("reading",),
    ("foundation",),
    ("language", "schemas"),
)
"""Rooms from the top down, as the contract in pyproject.toml orders them."""
ROOMS: Final = frozenset(room for floor in FLOORS for room in floor)
WIDTH: Final = 960
GAP: Final = 34
PADDING: Final = 12
LINE: Final = 17
LETTER: Final = 6.6
"""Width of a letter of a module's name, in pixels."""


class Box(NamedTuple):
    """A room in the picture: its left upper corner and size in pixels, and the lines of its text."""

    left: float
    top: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The horizontal centre."""
        return self.left + self.width / 2


def room_of(module: str) -> str:
    """Return the room of a module: `pipeline.gate.rules.together.sums` is in `gate`."""
    parts = module.split(".")
    return parts[0] if parts[0] == "schemas" else parts[1] if len(parts) > 1 else ""


def picture() -> str:
    """Return the rooms as SVG: a box for each with its modules and how often it imports which, an arrow to each room right below."""
    graph = grimp.build_graph("pipeline", "schemas", cache_dir=None)
    modules: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    imports = Counter[tuple[str, str]]()
    for module in sorted(graph.modules):
        room = room_of(module)
        if room not in ROOMS:
            continue
        if not graph.find_children(module):
            *_, folder, name = module.split(".")
            modules[room]["" if folder == room else f"{folder}/"].append(name)
        for imported in graph.find_modules_directly_imported_by(module):
            if room_of(imported) in ROOMS - {room}:
                imports[room, room_of(imported)] += 1
    boxes = _boxes(modules, imports)
    height = max(box.top + box.height for box in boxes.values()) + GAP
    shapes = [*_arrows(boxes, imports), *(shape for room, box in boxes.items() for shape in _shapes(room, box))]
    return "\n".join([HEAD.format(width=WIDTH, height=f"{height:.0f}"), *shapes, "</svg>"]) + "\n"


HEAD: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif">
<title>Rooms of the pipeline, and which imports which</title>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path d="M0,0 L8,4 L0,8 z" fill="#5b6b7a"/></marker></defs>
<rect width="{width}" height="{height}" fill="#ffffff"/>"""


def _boxes(modules: Mapping[str, Mapping[str, list[str]]], imports: Counter[tuple[str, str]]) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    top = float(GAP)
    for floor in FLOORS:
        width = (WIDTH - GAP * (len(floor) + 1)) / len(floor)
        drawn = []
        for place, room in enumerate(floor):
            lines = tuple(_lines(modules[room], _imported(room, imports), int((width - 2 * PADDING) / LETTER)))
            drawn.append(Box(GAP + place * (width + GAP), top, width, 2 * PADDING + LINE * (len(lines) + 1), lines))
        tallest = max(box.height for box in drawn)
        boxes |= {room: box._replace(height=tallest) for room, box in zip(floor, drawn, strict=True)}
        top += tallest + GAP
    return boxes


def _imported(room: str, imports: Counter[tuple[str, str]]) -> str:
    """Return which rooms a room imports, and in how many places."""
    counts = [f"{below} {imports[room, below]}" for floor in FLOORS for below in floor if imports[room, below]]
    return f"imports {', '.join(counts)}" if counts else "imports no other room"


def _lines(folders: Mapping[str, list[str]], imported: str, letters: int) -> Iterator[str]:
    for folder, names in sorted(folders.items()):
        yield from wrap(f"{folder} {' · '.join(names)}".strip().replace(" · ", "\N{NO-BREAK SPACE}· "), letters)
    yield imported


def _shapes(room: str, box: Box) -> Iterator[str]:
    name = "schemas/" if room == "schemas" else f"pipeline/{room}/"
    rectangle = f'<rect x="{box.left:.0f}" y="{box.top:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="6"'
    yield f'{rectangle} fill="#f3f6f9" stroke="#5b6b7a"/>'
    left, baseline = box.left + PADDING, box.top + PADDING + LINE - 4
    yield f'<text x="{left:.0f}" y="{baseline:.0f}" font-size="14" font-weight="bold" fill="#1c2a36">{name}</text>'
    for number, line in enumerate(box.lines, 1):
        colour = "#34434f" if number < len(box.lines) else "#7a8894"
        yield f'<text x="{left:.0f}" y="{baseline + number * LINE:.0f}" font-size="12" fill="{colour}">{escape(line)}</text>'


def _arrows(boxes: Mapping[str, Box], imports: Counter[tuple[str, str]]) -> Iterator[str]:
    for upper, lower in pairwise(FLOORS):
        for above, below in product(upper, lower):
            if imports[above, below]:
                start, end = boxes[above], boxes[below]
                middle = min(start, end, key=lambda box: box.width).middle
                line = f'<path d="M{middle:.0f},{start.top + start.height:.0f} V{end.top - 2:.0f}"'
                yield f'{line} fill="none" stroke="#5b6b7a" stroke-width="1.3" marker-end="url(#tip)"/>'


class Rule(NamedTuple):
    """A rule as it stands in the code."""

    code: str
    severity: str
    sentence: str
    module: str
    name: str


def rules() -> list[Rule]:
    """Return every rule that the code declares, by its code."""
    found = []
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        module = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _calls(node.value, "declare"):
                found.append(_rule(node.value, 0, module, ast.unparse(node.targets[0])))
            elif isinstance(node, ast.FunctionDef):
                found += [
                    _rule(call, 1, module, node.name)
                    for call in node.decorator_list
                    if isinstance(call, ast.Call) and _calls(call, "check")
                ]
    return sorted(found)


def _calls(call: ast.Call, name: str) -> bool:
    """Whether a call declares a rule; the one in `check` itself has no code of its own."""
    return isinstance(call.func, ast.Name) and call.func.id == name and any(_is_code(argument) for argument in call.args)


def _is_code(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and re.fullmatch("V[0-9]{3}", str(argument.value)) is not None


def _rule(call: ast.Call, place: int, module: str, name: str) -> Rule:
    """Return a rule from its declaration, whose arguments may be named or stand in order from `place`."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    code = ast.literal_eval(call.args[place])
    sentence = ast.unparse(named["en"] if "en" in named else call.args[place + 1])
    severity = ast.literal_eval(named["severity"]) if "severity" in named else "error"
    return Rule(code, severity, sentence.removeprefix("f").strip("'\""), module, name)


def rules_page() -> str:
    """Return the table of rules and where they live, as Markdown."""
    head = [
        "# Where each rule lives",
        "",
        "Made from the code by `python -m docs.architecture`. Examples: [docs/rules.md](../../../docs/rules.md).",
        "",
        "| rule | severity | says | file | name |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines = [f"| {r.code} | {r.severity} | {_cell(r.sentence)} | [{r.module}](../../../{r.module}) | `{r.name}` |" for r in rules()]
    return "\n".join([*head, *lines]) + "\n"


def _cell(sentence: str) -> str:
    return escape(sentence, quote=False).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check return 1 if one of them is not as the code makes it."""
    stale = 0
    for path, text in ((PICTURE, picture()), (RULES, rules_page())):
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.relative_to(ROOT)} is not what the code makes: run python -m docs.architecture", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
