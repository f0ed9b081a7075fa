"""The command line: a command is one file that describes itself, and everything it says exists in both languages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands.catalogue import GROUPS, modules
from pipeline.foundation.paths import ROOT
from pipeline.language.spoken import Language

NAMES = [name for group in modules().values() for name in group]
LANGUAGES: tuple[Language, ...] = ("en", "vi")


def run(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_lists_every_command_under_those_who_use_it(language: Language) -> None:
    text = run("--lang", language, "--help").stdout
    places = [text.index(GROUPS[group][language] + ":") for group in GROUPS]
    assert places == sorted(places)
    for start, end, commands in zip(places, [*places[1:], len(text)], modules().values(), strict=True):
        listed = [line.split()[0] for line in text[start:end].splitlines() if line.startswith("  ") and line[2] != " "]
        assert set(commands) <= set(listed)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_its_help_in_both_languages(name: str) -> None:
    texts = [run(name, "--help", "--lang", language) for language in LANGUAGES]
    assert [done.returncode for done in texts] == [0, 0]
    assert texts[0].stdout.startswith(f"usage: python -m pipeline {name}")
    assert texts[1].stdout.startswith(f"cách dùng: python -m pipeline {name}")
    assert all("--lang {en,vi}" in done.stdout for done in texts)
    assert run("--lang", "vi", name, "--help").stdout == texts[1].stdout


@pytest.mark.parametrize(
    ("arguments", "en", "vi"),
    [
        ([], "the following arguments are required: COMMAND", "thiếu LỆNH"),
        (["chek"], "there is no command 'chek'; did you mean check?", "không có lệnh 'chek'; có phải là check?"),
        (["check", "--frmat", "x"], "unrecognized arguments: --frmat", "không có đối số --frmat"),
        (["check", "--format", "xml"], "invalid choice: 'xml'", "không nhận 'xml'"),
        (["verify"], "the following arguments are required: --snapshots", "thiếu --snapshots"),
        (["check", "--since"], "expected one argument", "cần một giá trị"),
        (["check", "no\u202efile.csv"], "cannot run: cannot open no�file.csv", "không chạy được: không mở được no�file.csv"),
        (["check", "--since", "no-such-branch"], "cannot run: no-such-branch is neither", "không chạy được: no-such-branch không phải"),
    ],
)
def test_wrong_calls_are_refused_in_the_language_of_the_call(arguments: list[str], en: str, vi: str) -> None:
    for language, text in (("en", en), ("vi", vi)):
        done = run("--lang", language, *arguments)
        assert done.returncode == 2
        assert text in done.stderr
        assert "Traceback" not in done.stderr


def test_a_new_command_is_one_new_file(tmp_path: Path) -> None:
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "params.yaml", tmp_path)
    (tmp_path / "pipeline" / "commands" / "researchers" / "say_hello.py").write_text(
        'HELP = {"en": "greet somebody", "vi": "chào ai đó"}\n\n\n'
        "def arguments(parser):\n    parser.add_argument('name')\n\n\n"
        "def run(options):\n    print(f'hello {options.name} in {options.lang}')\n    return 0\n",
        encoding="utf-8",
    )
    assert "say-hello       greet somebody" in run("--help", folder=tmp_path).stdout
    assert run("say-hello", "world", "--lang", "vi", folder=tmp_path).stdout == "hello world in vi\n"


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["check", "--help"], 0), (["chek"], 2), (["find"], 2)])
def test_help_and_refusals_load_no_tables(arguments: list[str], status: int) -> None:
    """Start-up is most of a short command."""
    code = (
        "import json, sys\nfrom pipeline.__main__ import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as ended:\n    status = ended.code\n"
        "print(json.dumps([status, sorted({'pandas', 'pandera', 'pyarrow', 'yaml'} & set(sys.modules))]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert json.loads(done.stdout.splitlines()[-1]) == [status, []]
