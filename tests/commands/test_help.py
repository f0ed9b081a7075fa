"""Help: every command is listed under who uses it, in both languages, by its file alone; nothing heavy is imported."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.catalogue import GROUPS, modules, parse
from pipeline.foundation.paths import ROOT
from pipeline.language.spoken import LANGUAGES, Language

COMMANDS = {name: group for group, commands in modules().items() for name in commands}
HEAVY = {"pandas", "pandera", "pyarrow", "openpyxl", "yaml"}
COMMAND = """
HELP = {"en": "greet", "vi": "chào"}

def arguments(parser):
    parser.add_argument("name", help=parser.say("who", "ai"))

def run(options):
    print({"en": "hello", "vi": "chào"}[options.lang], options.name)
    return 3
"""


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_listed_under_who_uses_it(language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    lines = help_of(capsys, "--lang", language, "--help").splitlines()
    heading, found = "", {}
    for line in lines:
        if line.endswith(":") and not line.startswith(" "):
            heading = line.removesuffix(":")
        elif line.startswith("  ") and (name := line.split()[0]) in COMMANDS:
            found[name] = heading
    assert found == {name: GROUPS[group][language] for name, group in COMMANDS.items()}


def test_every_folder_of_commands_is_a_group() -> None:
    folder = ROOT / "pipeline" / "commands"
    assert {path.parent.name for path in folder.glob("*/*.py")} == set(GROUPS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_the_language_asked_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    english, vietnamese = (help_of(capsys, command, "--help", "--lang", language) for language in LANGUAGES)
    assert english.startswith("usage: ")
    assert vietnamese.startswith("cách dùng: ")
    assert "\noptions:\n" in english
    assert "\ntùy chọn:\n" in vietnamese
    assert "--lang {en,vi}" in english
    assert help_of(capsys, "--lang", "vi", command, "--help") == help_of(capsys, command, "--lang=vi", "-h") == vietnamese
    told = set(english.split("\n\n")) & set(vietnamese.split("\n\n"))
    assert not told, f"not translated: {told}"


def test_the_kinds_of_new_explain_themselves_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert "tùy chọn:" in help_of(capsys, "new", "source", "--help", "--lang", "vi")
    assert help_of(capsys, "--lang", "vi", "new", "province", "-h") == help_of(capsys, "new", "--lang", "vi", "province", "-h")


def test_the_last_language_counts_and_none_is_read_behind_two_dashes() -> None:
    assert parse(["--lang", "vi", "find", "--lang", "en", "x"])[1].lang == "en"
    assert parse(["find", "--", "--lang", "vi"])[1].lang == "en"
    assert parse(["find", "--", "--lang", "vi"])[1].text == ["--lang", "vi"]


def test_adding_a_command_is_adding_a_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline")
    (tmp_path / "pipeline" / "commands" / "coders" / "say_hello.py").write_text(COMMAND, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=tmp_path, capture_output=True, encoding="utf-8")
        return done.returncode, done.stdout

    assert "  say-hello       greet\n" in run("--help")[1]
    assert run("say-hello", "Lan", "--lang", "vi") == (3, "chào Lan\n")


@pytest.mark.parametrize("arguments", ["['--help']", "['check', '--help']", "['--lang', 'vi', 'new', 'source', '--help']", "['chek']"])
def test_help_and_mistakes_import_nothing_heavy(arguments: str) -> None:
    script = f"""
import sys
from pipeline.__main__ import main
try:
    main({arguments})
except SystemExit:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=environment)
    loaded = set(done.stderr.splitlines())
    assert "pipeline.commands.catalogue" in loaded
    assert loaded & HEAVY == set()
    called = arguments.replace("'--help'", "").count("check") + arguments.count("new")
    commands = {module for group in modules().values() for module in group.values()} & loaded
    assert len(commands) == (len(COMMANDS) if arguments == "['--help']" else called)
