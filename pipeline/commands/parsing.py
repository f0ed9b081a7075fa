"""The parser of the command line: argparse that speaks English and Vietnamese."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from pipeline.language.spoken import LANGUAGES, Language, Text
from pipeline.language.visible import printable

ERROR: Final[Text] = {"en": "error", "vi": "lỗi"}
VIETNAMESE: Final = (
    (r"the following arguments are required: (.*)", r"thiếu \1"),
    (r"one of the arguments (.*) is required", r"cần một trong các đối số \1"),
    (r"unrecognized arguments: (.*)", r"không có đối số \1"),
    (r"ambiguous option: (.*) could match (.*)", r"tùy chọn \1 chưa rõ, có thể là \2"),
    (r"argument (.*?): expected one argument", r"\1 cần một giá trị"),
    (r"argument (.*?): expected at least one argument", r"\1 cần ít nhất một giá trị"),
    (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"\1 không nhận \2 (hãy chọn: \3)"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 không dùng cùng \2 được"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 không nhận giá trị \2"),
)
"""What argparse says of a mistake, and the same in Vietnamese; what else it may say stays in English."""


class _VietnameseFormatter(argparse.HelpFormatter):
    """Lays out help under a Vietnamese heading."""

    def add_usage(self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks one language and takes the option to choose it."""

    def __init__(self, language: Language, **settings: Any) -> None:
        formatter = argparse.HelpFormatter if language == "en" else _VietnameseFormatter
        super().__init__(add_help=False, formatter_class=formatter, **settings)
        self.language = language
        self._positionals.title = self.say("arguments", "đối số")
        self._optionals.title = self.say("options", "tùy chọn")
        self.add_argument("-h", "--help", action="help", help=self.say("show this help", "hiện hướng dẫn này"))
        spoken = self.say("language of what is said: English or Vietnamese", "ngôn ngữ hiển thị: tiếng Anh hoặc tiếng Việt")
        self.add_argument("--lang", choices=LANGUAGES, default=language, help=spoken)

    def say(self, en: str, vi: str) -> str:
        """Return a text in the language of this parser."""
        return en if self.language == "en" else vi

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end with status 2."""
        self.print_usage(sys.stderr)
        said = message if self.language == "en" else _in_vietnamese(message)
        self.exit(2, f"{self.prog}: {ERROR[self.language]}: {printable(said)}\n")


def _in_vietnamese(message: str) -> str:
    for english, vietnamese in VIETNAMESE:
        if found := re.fullmatch(english, message, re.DOTALL):
            return found.expand(vietnamese)
    return message


def language_of(arguments: list[str]) -> Language:
    """Return the language that arguments ask for, wherever they do; English if they do not."""
    asked: Language = "en"
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for option, value in zip(options, [*options[1:], ""], strict=False):
        for language in LANGUAGES:
            if option == f"--lang={language}" or (option, value) == ("--lang", language):
                asked = language
    return asked
