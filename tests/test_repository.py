"""What the repository promises beside its code: the README shows real rows, the locks name no host."""

import json
import re
import subprocess
from pathlib import Path

import pyarrow.parquet
import pytest

from pipeline.foundation.paths import ROOT
from schemas import REGISTRIES


def test_the_rows_in_the_readme_are_rows_of_the_tables(built: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in readme.splitlines() if re.match(r"\| [A-Z]\d+_\d{4} \(", line)
    ]
    columns = ["ref_area", "indicator", "time_period", "obs_value", "unit_measure", "as_printed", "obs_status"]
    table = pyarrow.parquet.read_table(built / "data" / "processed" / "observations.parquet").select(columns).to_pylist()
    rows = {tuple(f"{cell:.10g}" if isinstance(cell, float) else cell for cell in row.values()) for row in table}
    assert len(shown) >= 5
    for area, indicator, period, value, *rest in shown:
        assert (area.split()[0], indicator, period, f"{float(value):.10g}", *rest) in rows


def test_the_numbers_in_the_readme_are_those_of_the_data(built: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    metrics = json.loads((built / "data" / "metrics.json").read_text(encoding="utf-8"))
    (figures,) = re.findall(r"about ([\d,]+) figures", readme)
    (sources,) = re.findall(r"some ([\d,]+) sources", readme)
    assert round(metrics["rows"], -2) == int(figures.replace(",", ""))
    assert round(metrics["sources"], -1) == int(sources.replace(",", ""))


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
        if (ROOT / path).is_file() and not path.endswith((".xlsx", ".png")):
            assert "\r" not in (ROOT / path).read_bytes().decode("utf-8"), path
