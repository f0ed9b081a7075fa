"""Every command, found by its file: `pipeline/commands/<who uses it>/<name>.py`."""

import argparse
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from pipeline.commands.parsing import Parser, language_of
from pipeline.language.spoken import Language, Text

PROGRAM: Final = "python -m pipeline"
TITLE: Final[Text] = {"en": "Vietnam Social Policy Credit Dataset", "vi": "Bộ dữ liệu tín dụng chính sách xã hội Việt Nam"}
GROUPS: Final[dict[str, Text]] = {
    "researchers": {"en": "for researchers", "vi": "cho người nghiên cứu"},
    "coders": {"en": "for coders", "vi": "cho người nhập liệu"},
    "maintainers": {"en": "for maintainers", "vi": "cho người quản lý"},
    "build": {
        "en": "the build (validate, observations, panel, publish; dvc repro runs them)",
        "vi": "các bước tạo dữ liệu (validate, observations, panel, publish; dvc repro chạy tất cả)",
    },
}
"""Folders of commands, in the order of the help."""


class Command(Protocol):
    """What the module of a command holds."""

    HELP: Text
    """What it does, on one line."""

    def arguments(self, parser: Parser) -> None:
        """Add its arguments to a parser."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; return the exit status."""


@cache
def modules() -> dict[str, dict[str, str]]:
    """Return the modules of each group by the names of their commands; none is imported."""
    files = {group: sorted((Path(__file__).parent / group).glob("[!_]*.py")) for group in GROUPS}
    return {group: {path.stem.replace("_", "-"): f"{__package__}.{group}.{path.stem}" for path in files[group]} for group in GROUPS}


def parse(arguments: list[str]) -> tuple[Command, argparse.Namespace]:
    """Return the command that is called, and its options; only its own module is imported.

    Raises:
        SystemExit: help was asked for (0), or the arguments are wrong (2).
    """
    language = language_of(arguments)
    end = _end_of_options(arguments) + 1
    overview = _Overview(language)
    name = overview.parse_args(arguments[:end]).command
    command = _command(name, overview)
    parser = Parser(language, prog=f"{PROGRAM} {name}", description=command.HELP[language])
    command.arguments(parser)
    return command, parser.parse_args(arguments[end:])


def _end_of_options(arguments: list[str]) -> int:
    """Return where the name of the command stands: behind options that are given before it."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        position += 2 if arguments[position] == "--lang" else 1
    return position


def _command(name: str, overview: Parser) -> Command:
    known = {command: module for group in modules().values() for command, module in group.items()}
    if name not in known:
        from pipeline.language.names import suggest

        near = suggest(name, known)
        en, vi = (f"; did you mean {near}?", f"; có phải là {near}?") if near else ("", "")
        overview.error(overview.say(f"there is no command {name!r}{en}", f"không có lệnh {name!r}{vi}"))
    return _load(known[name])


def _load(module: str) -> Command:
    return cast(Command, import_module(module))


class _Overview(Parser):
    """Takes the name of a command; its help lists all of them by who uses them."""

    def __init__(self, language: Language) -> None:
        super().__init__(language, prog=PROGRAM, description=TITLE[language], allow_abbrev=False)
        self.usage = f"{PROGRAM} [-h] [--lang {{en,vi}}] {self.say('COMMAND', 'LỆNH')} ..."
        self.add_argument("command", metavar=self.say("COMMAND", "LỆNH"), help=argparse.SUPPRESS)

    def format_help(self) -> str:
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, [], [])
        formatter.add_text(self.description)
        for group, commands in modules().items():
            self._add_section(formatter, GROUPS[group][self.language], self._described(commands))
        self._add_section(formatter, self._optionals.title or "", iter(self._optionals._group_actions))
        formatter.add_text(
            self.say(f"{PROGRAM} COMMAND --help tells more of a command.", f"Chạy {PROGRAM} LỆNH --help để xem chi tiết từng lệnh.")
        )
        return formatter.format_help()

    def _add_section(self, formatter: argparse.HelpFormatter, title: str, entries: Iterator[argparse.Action]) -> None:
        formatter.start_section(title)
        formatter.add_arguments(entries)
        formatter.end_section()

    def _described(self, commands: dict[str, str]) -> Iterator[argparse.Action]:
        for name, module in commands.items():
            yield argparse.Action([], name, metavar=name, help=_load(module).HELP[self.language])
