"""A coder's session from end to end: a page is saved, drafted, judged in a spreadsheet, added, checked and proven."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.__main__ import main
from pipeline.drafting.proposals import CONFIDENCES
from pipeline.drafting.sheets import BESIDE
from pipeline.foundation.paths import RAW, ROOT

PAGE = """<html><head><meta property="article:published_time" content="2024-07-30"></head><body><nav>Trang chủ 5 tin</nav><article>
<h1>Vốn chính sách ở Lạng Sơn</h1>
<p>Đến ngày 30/6/2024, tổng dư nợ của Ngân hàng Chính sách xã hội tỉnh Lạng Sơn đạt 4.877,2 tỷ đồng, với 81.234 hộ còn dư nợ.</p>
<p>Riêng 6 tháng đầu năm 2024, doanh số cho vay là 612,5 tỷ đồng; đơn vị tổ chức 12 hội nghị, cho vay tối đa 100 triệu đồng một hộ.</p>
<p>=HYPERLINK("x") Ghi nhận ở huyện Bắc Sơn còn 1.203 hộ nghèo.</p></article></body></html>"""
FILE = "20-lang-son.csv"
TOLD = ("--area", "Lạng Sơn", "--publisher", "Báo Lạng Sơn", "--url", "https://baolangson.example/von-chinh-sach-1.html")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a saved page, in which the commands run."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(page: Path) -> Path:
    """Beside the page, the code with the registries and the rows of one province."""
    folder = page / "repository"
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "site", "node_modules"))
    shutil.copy(ROOT / "params.yaml", folder)
    raw = folder / "data" / "raw"
    for table in RAW.glob("*.csv"):
        raw.mkdir(parents=True, exist_ok=True)
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        (raw / table.name).write_text("".join(lines[:1] if table.stem in {"passages", "excluded", "retired"} else lines), encoding="utf-8")
    (raw / "observations" / "2008").mkdir(parents=True)
    shutil.copy(RAW / "observations" / "2008" / FILE, raw / "observations" / "2008")
    return folder


def run(repository: Path, *arguments: str) -> str:
    """Run a command in the folder of the page; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=repository.parent,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_from_a_saved_page_to_a_green_check(repository: Path, page: Path) -> None:
    before = run(repository, "check")
    run(repository, "draft", "page.html", *TOLD, "--out", "draft.xlsx")

    book = load_workbook("draft.xlsx")
    sheet, source = book["observations"], book["source"]
    header = [cell.value for cell in sheet[1]]
    assert header[-len(BESIDE) :] == list(BESIDE)
    drafted = [dict(zip(header, (cell.value for cell in line), strict=True)) for line in sheet.iter_rows(min_row=2) if line[0].value]
    assert {row["indicator"] for row in drafted} == {"LOANS_OUTSTANDING", "BORROWER_HOUSEHOLDS", "DISBURSEMENT", "POOR_HOUSEHOLDS"}
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    order = [CONFIDENCES.index(str(row["[confidence]"])) for row in drafted]
    assert order == sorted(order)
    left = {line[1].value: line[2].value for line in book["left out"].iter_rows(min_row=2)}
    assert (left["12"], left["100 triệu đồng"]) == ("MEETING", "CEILING")

    # The person drops the count of the poor, whose time the page leaves open.
    for number in range(sheet.max_row, 1, -1):
        if sheet.cell(number, header.index("indicator") + 1).value == "POOR_HOUSEHOLDS":
            sheet.delete_rows(number)
    source_id = source.cell(2, 1).value
    book.save("judged.xlsx")

    assert "3 rows added" in run(repository, "add", "judged.xlsx")
    assert run(repository, "check") == before
    raw = repository / "data" / "raw"
    with (raw / "sources.csv").open(encoding="utf-8", newline="") as file:
        (registered,) = [row for row in csv.DictReader(file) if row["source_id"] == source_id]
    assert (registered["published_on"], registered["access"], registered["coverage"]) == ("2024-07-30", "full_text", "all")

    run(repository, "verify", "--snapshots", ".", str(source_id))
    with (raw / "evidence" / f"{source_id}.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3


def test_json_holds_every_number(page: Path) -> None:
    assert main(["draft", "page.html", *TOLD, "--out", "draft.json"]) == 0
    numbers = json.loads(Path("draft.json").read_text(encoding="utf-8"))["numbers"]
    assert {one["row"]["as_printed"] for one in numbers if not one["reason"]} == {
        "4.877,2 tỷ đồng",
        "81.234 hộ",
        "612,5 tỷ đồng",
        "1.203 hộ",
    }


def test_a_file_that_is_there_is_not_overwritten(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("draft.csv").write_text("mine", encoding="utf-8")
    assert main(["draft", "page.html", "--out", "draft.csv"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert Path("draft.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.html"], "nowhere.html: No such file"),
        (["page.html", "--source", "lang-son-2024-directive-4"], "did you mean lang-son-2024-directive-40?"),
        (["page.html", "--out", "draft.ods"], "must end in .xlsx or .csv or .json"),
        (["."], "Is a directory"),
    ],
)
def test_mistakes_get_one_sentence(page: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
