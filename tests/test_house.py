"""The house keeps its shape: rooms import in one direction, and no room and no module grows past what one reads at a sitting."""

import shutil
import subprocess
import sys
from pathlib import Path

from docs.architecture import picture, rules, rules_page
from pipeline.foundation.findings import RULES
from pipeline.foundation.paths import ROOT
from pipeline.gate.rules_page import page

MOST_MODULES = 15
MOST_LINES = 300
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, encoding="utf-8")


ONE_WAY = "Rooms import each other in one direction"
INSIDES = "Commands call stages, not what stages are made of"
FORBIDDEN = (
    ("pipeline/language/names.py", "import pipeline.gate.check", "pipeline.language is not allowed to import pipeline.gate"),
    ("pipeline/reading/reader.py", "from pipeline.gate import check", "pipeline.reading is not allowed to import pipeline.gate"),
    ("pipeline/stages/panel.py", "import pipeline.editing.fix", "pipeline.stages is not allowed to import pipeline.editing"),
    ("schemas/base.py", "import pipeline.foundation.paths", "schemas is not allowed to import pipeline.foundation"),
    (
        "pipeline/commands/coders/check.py",
        "import pipeline.stages.panels.wide",
        "pipeline.commands is not allowed to import pipeline.stages.panels",
    ),
)


def test_the_house_keeps_its_contracts() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


def test_forbidden_imports_are_found(tmp_path: Path) -> None:
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, statement, _ in FORBIDDEN:
        with (tmp_path / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{statement}\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert f"{ONE_WAY} BROKEN" in done.stdout
    assert f"{INSIDES} BROKEN" in done.stdout
    assert [said for _, _, said in FORBIDDEN if said not in done.stdout] == []


def test_no_package_has_too_many_modules() -> None:
    packages = {path.parent for root in ("pipeline", "schemas") for path in (ROOT / root).rglob("__init__.py")}
    assert {package.name: count for package in packages if (count := len(list(package.glob("*.py")))) > MOST_MODULES} == {}


def test_no_module_is_too_long() -> None:
    modules = [path for root in ("pipeline", "schemas") for path in (ROOT / root).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {module: length for module, length in lengths.items() if length > MOST_LINES} == {}


def test_every_package_says_what_belongs_there() -> None:
    for path in (ROOT / "pipeline").rglob("__init__.py"):
        assert path.read_text(encoding="utf-8").startswith('"""'), path


def test_pages_made_from_the_code_are_up_to_date() -> None:
    assert (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8") == picture()
    assert (ROOT / "pipeline" / "gate" / "rules" / "README.md").read_text(encoding="utf-8") == rules_page()


def test_every_rule_that_runs_has_its_place_in_the_table() -> None:
    page()  # imports every module that declares rules
    assert [rule.code for rule in rules()] == sorted(RULES)
