"""The house keeps its shape: rooms import in one direction, and no room and no module grows past what one reads at a sitting."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.architecture import picture, rules, rules_page
from pipeline.foundation.findings import RULES
from pipeline.foundation.paths import ROOT
from pipeline.gate.rules_page import page

MOST_MODULES = 15
MOST_LINES = 300
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("module", "forbidden", "contract"),
    [
        ("pipeline/language/names.py", "import pipeline.gate.check", "Rooms import each other in one direction"),
        ("pipeline/reading/reader.py", "from pipeline.gate import check", "Rooms import each other in one direction"),
        ("pipeline/stages/panel.py", "import pipeline.editing.fix", "Rooms import each other in one direction"),
        ("schemas/base.py", "import pipeline.foundation.paths", "Rooms import each other in one direction"),
        ("pipeline/commands/coders/check.py", "import pipeline.stages.wide", "Commands call stages, not what stages are made of"),
        ("pipeline/language/names.py", "import re", ""),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, module: str, forbidden: str, contract: str) -> None:
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{forbidden}\n")
    done = lint_imports(tmp_path)
    assert (done.returncode != 0) is (contract != ""), done.stdout
    assert f"{contract} BROKEN" in done.stdout or not contract


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
