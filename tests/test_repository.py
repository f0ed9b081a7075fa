"""What the repository promises beside its code: the README shows real rows, the locks name no host."""

import re
import subprocess
from decimal import Decimal

import pytest

from pipeline.foundation.paths import RAW, ROOT
from pipeline.reading.registries import load_registry
from schemas import REGISTRIES
from tests.gate.test_check import HEADER, cells_of


def test_the_rows_in_the_readme_are_rows_of_the_data() -> None:
    registry = load_registry(RAW)[0]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in readme.splitlines() if re.match(r"\| [A-Z]\d+_\d{4} \(", line)
    ]
    coded = [dict(zip(HEADER, row, strict=True)) for path in (RAW / "observations").rglob("*.csv") for row in cells_of(path)[1:]]
    values = {
        (row["ref_area"], row["indicator"], row["period"], row["as_printed"]): Decimal(row["value"]).scaleb(
            registry.units[row["unit"]].power
        )
        for row in coded
    }
    assert len(shown) >= 5
    for area, indicator, period, value, _, printed, _ in shown:
        assert values[area.split()[0], indicator, period, printed] == Decimal(value)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_have_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert packages
    assert [line for line in packages if not line.endswith("\\")] == []


def test_only_known_tables_lie_in_the_raw_folder() -> None:
    listed = subprocess.run(["git", "ls-files", "data/raw"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    known = {f"data/raw/{name}.csv" for name in REGISTRIES}
    assert [path for path in listed if path not in known and not path.startswith(("data/raw/observations/", "data/raw/evidence/"))] == []


def test_files_are_utf8_with_unix_line_ends() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    for path in listed:
        if (ROOT / path).is_file() and not path.endswith(".xlsx"):
            assert "\r" not in (ROOT / path).read_bytes().decode("utf-8"), path
