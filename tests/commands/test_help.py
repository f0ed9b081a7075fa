"""Help of each command: nothing of it stays untranslated, wherever the language is asked for; only what is called is imported."""

import subprocess
import sys

import pytest

from pipeline.__main__ import main
from pipeline.commands.catalogue import GROUPS, modules, parse
from pipeline.foundation.paths import ROOT
from pipeline.language.spoken import LANGUAGES

COMMANDS = {name: module for commands in modules().values() for name, module in commands.items()}


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0
    return capsys.readouterr().out


def test_every_folder_of_commands_is_a_group() -> None:
    folder = ROOT / "pipeline" / "commands"
    assert {path.parent.name for path in folder.glob("*/*.py")} == set(GROUPS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_the_language_asked_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    english, vietnamese = (help_of(capsys, command, "--help", "--lang", language) for language in LANGUAGES)
    assert "\noptions:\n" in english
    assert "\ntùy chọn:\n" in vietnamese
    assert help_of(capsys, command, "--lang=vi", "-h") == vietnamese
    told = set(english.split("\n\n")) & set(vietnamese.split("\n\n"))
    assert not told, f"not translated: {told}"


def test_the_kinds_of_new_explain_themselves_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert "tùy chọn:" in help_of(capsys, "new", "source", "--help", "--lang", "vi")
    assert help_of(capsys, "--lang", "vi", "new", "province", "-h") == help_of(capsys, "new", "--lang", "vi", "province", "-h")


def test_the_last_language_counts_and_none_is_read_behind_two_dashes() -> None:
    assert parse(["--lang", "vi", "find", "--lang", "en", "x"])[1].lang == "en"
    assert parse(["find", "--", "--lang", "vi"])[1].lang == "en"
    assert parse(["find", "--", "--lang", "vi"])[1].text == ["--lang", "vi"]


def test_a_call_imports_the_module_of_its_command_alone() -> None:
    called = "from pipeline.commands.catalogue import parse; import sys; parse(['find', 'x']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", called], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert set(done.stdout.split()) & set(COMMANDS.values()) == {COMMANDS["find"]}
