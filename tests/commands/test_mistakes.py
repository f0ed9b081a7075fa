"""Mistakes on the command line: one sentence in the language asked for, and exit status 2."""

import errno
import os
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.foundation.errors import LONGEST, CannotRunError, cannot_open

IN_VIETNAMESE = [
    (["--lang"], "--lang cần một giá trị"),
    (["xyzzyx"], "không có lệnh 'xyzzyx'"),
    (["check", "--format"], "--format cần một giá trị"),
    (["check", "--since", "HEAD", "a.csv"], "TỆP không dùng cùng --since được"),
    (["fix", "--dry-run=yes"], "--dry-run không nhận giá trị 'yes'"),
    (["find"], "thiếu TÊN"),
    (["diff", "HEAD"], "thiếu MỚI"),
    (["new"], "thiếu LOẠI"),
    (["new", "villag"], "LOẠI không nhận 'villag'"),
    (["new", "source", "--a", "x"], "tùy chọn --a chưa rõ, có thể là --area, --archived-url"),
    (["new", "province"], "thiếu ĐỊA_BÀN"),
]


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


@pytest.mark.parametrize(("arguments", "said"), IN_VIETNAMESE)
def test_mistakes_are_said_in_vietnamese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = mistake(capsys, "--lang", "vi", *arguments)
    assert lines[0].startswith("cách dùng: ")
    assert f": lỗi: {said}" in lines[-1]


def test_the_language_is_taken_from_behind_the_mistake_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "lỗi: --format không nhận 'xml'" in mistake(capsys, "check", "--format", "xml", "--lang", "vi")[-1]


def test_an_unknown_command_is_answered_with_the_one_that_may_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        mistake(capsys, "tabel-schema")[-1] == "python -m pipeline: error: there is no command 'tabel-schema'; did you mean table-schema?"
    )
    assert mistake(capsys, "xyzzyx")[-1] == "python -m pipeline: error: there is no command 'xyzzyx'"


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--lang", "fr", "find", "x"], ["find", "x", "--lang", "fr"]):
        assert "argument --lang: invalid choice: 'fr'" in mistake(capsys, *arguments)[-1]


def test_what_moves_the_cursor_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert all(line.isprintable() for line in mistake(capsys, "check", "--\x1b[2J\nx"))


@pytest.mark.parametrize(
    ("arguments", "en", "vi"),
    [
        (["check", "none.csv"], "cannot open ", "không mở được "),
        (["check", "--since", "none"], "none is neither a folder nor a revision", "none không phải thư mục"),
        (["diff", "none", "HEAD"], "none is neither a folder nor a revision", "none không phải thư mục"),
        (["fix", "none.txt"], "none.txt is neither a .csv nor an .xlsx", "none.txt không phải tệp .csv hay .xlsx"),
        (["add", "none.csv"], "none.csv: No such file or directory", "none.csv: không có tệp hay thư mục này"),
        (["verify", "--snapshots", "none", "none"], "no source with a kept text", "không có nguồn nào lưu văn bản"),
        (["new", "province", "Atlantis"], "no registered area is called", "trong danh mục không có địa bàn"),
        (["template", "none.csv"], "none.csv must end in .xlsx", "none.csv phải có đuôi .xlsx"),
    ],
)
def test_cannot_run_is_said_in_the_language_asked_for(
    arguments: list[str], en: str, vi: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == main([*arguments, "--lang", "vi"]) == 2
    english, vietnamese = capsys.readouterr().err.splitlines()
    assert english.startswith("cannot run: ")
    assert en in english
    assert vietnamese.startswith("không chạy được: ")
    assert vi in vietnamese


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyboardInterrupt(), "không chạy được: bị ngắt giữa chừng"),
        (ModuleNotFoundError(name="pandas"), "không chạy được: thiếu gói pandas; `make data` sẽ cài, sau đó gọi .venv/bin/python"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "units.csv"), "không chạy được: units.csv: ổ đĩa đã đầy"),
    ],
)
def test_what_stops_a_command_is_said_in_vietnamese(
    error: BaseException, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("pipeline.editing.find.find", stop)
    assert main(["find", "x", "--lang", "vi"]) == 2
    assert capsys.readouterr().err == said + "\n"


def test_a_sentence_is_one_line_of_bounded_length() -> None:
    error = CannotRunError("a\x1b\n" * LONGEST, "b\r" * LONGEST)
    for language in ("en", "vi"):
        sentence = error.sentence(language)
        assert sentence.isprintable()
        assert len(sentence) == LONGEST


def test_what_the_system_says_without_a_translation_stays() -> None:
    error = cannot_open(OSError(errno.EPIPE, "Something else", "a.csv"))
    assert (error.en, error.vi) == ("cannot open a.csv: Something else", "không mở được a.csv: Something else")
