"""The command line: `python -m pipeline <command>`. Modules are imported by the command that needs them, to start fast."""

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status: 0 no error, 1 errors found, 2 cannot run."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return _cannot_run("interrupted")
    except OSError as error:
        return _cannot_run(f"{error.filename or 'a file'}: {error.strerror or error}")
    except ModuleNotFoundError as error:
        return _cannot_run(f"the package {error.name} is missing; `make data` installs it, then call .venv/bin/python")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description="Vietnam Social Policy Credit Dataset")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="say what is wrong with hand-coded tables; all of them, or the given files")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    check.set_defaults(run=_check)

    verify = commands.add_parser("verify", help="find every printed figure in the text of its source, and record the proof")
    verify.add_argument("--snapshots", required=True, type=Path, metavar="DIR", help="folder of source texts, found by their sha256")
    verify.add_argument("sources", nargs="*", metavar="SOURCE_ID", help="only these sources")
    verify.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    verify.set_defaults(run=_verify)

    commands.add_parser("conflicts", help="list figures that contradict each other, and why one is preferred").set_defaults(run=_conflicts)

    coverage = commands.add_parser("coverage", help="show which provinces, indicators and years have figures")
    shown = coverage.add_mutually_exclusive_group()
    shown.add_argument("--indicator", default="", metavar="CODE", help="provinces by year of this indicator")
    shown.add_argument("--area", default="", metavar="CODE", help="indicators by year of this province, region or the country")
    coverage.set_defaults(run=_coverage)

    find = commands.add_parser("find", help="find codes by name: areas, indicators, programmes, units, standards, sources")
    find.add_argument("text", nargs="+", help="name or words of it; accents and case do not matter")
    find.set_defaults(run=_find)

    for stage in ("validate", "observations", "panel", "publish"):
        commands.add_parser(stage, help=f"run the stage {stage} of dvc.yaml").set_defaults(run=_stage, stage=stage)
    return parser


def _check(options: argparse.Namespace) -> int:
    from pipeline.check import CannotCheckError, check_all, check_files, render

    try:
        checked = check_files(options.files) if options.files else check_all()
    except CannotCheckError as error:
        return _cannot_run(str(error))
    if checked.findings or options.format == "json":
        print(render(checked.findings, options.format, options.lang))
    return int(checked.has_errors)


def _verify(options: argparse.Namespace) -> int:
    from pipeline.check import CannotCheckError, render
    from pipeline.verify import verify

    try:
        findings = verify(options.snapshots, options.sources)
    except CannotCheckError as error:
        return _cannot_run(str(error))
    if findings:
        print(render(findings, "text", options.lang))
    return int(bool(findings))


def _conflicts(options: argparse.Namespace) -> int:
    from pipeline.conflicts import run
    from pipeline.stages import StageError

    try:
        print(run(), end="")
    except StageError as error:
        return _cannot_run(str(error))
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from pipeline.coverage import run
    from pipeline.stages import StageError

    try:
        print(run(options.area, options.indicator), end="")
    except StageError as error:
        return _cannot_run(str(error))
    return 0


def _find(options: argparse.Namespace) -> int:
    from pipeline.find import find, listed
    from pipeline.paths import RAW
    from pipeline.registry import load_registry

    found = find(" ".join(options.text), load_registry(RAW)[0])
    print(listed(found), end="")
    return int(not found)


def _stage(options: argparse.Namespace) -> int:
    from importlib import import_module

    from pipeline.stages import StageError

    try:
        import_module(f"pipeline.{options.stage}").run()
    except StageError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _cannot_run(reason: str) -> int:
    from pipeline.names import printable

    print(f"cannot run: {printable(reason)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
