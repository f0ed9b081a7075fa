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
    judged = check.add_mutually_exclusive_group()
    judged.add_argument("files", nargs="*", type=Path, default=[], metavar="FILE")
    judged.add_argument("--since", metavar="REVISION", help="check everything, report only what was changed since this branch or commit")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    _add_manner(check)
    check.set_defaults(run=_check)

    fix = commands.add_parser("fix", help="mend what is only form in hand-coded files (encoding, line ends, columns, spaces, blank items)")
    fix.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="CSV files, or workbooks (.xlsx) to turn into CSV; all if none is named"
    )
    fix.add_argument("--dry-run", action="store_true", help="show the difference, write nothing")
    fix.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    fix.set_defaults(run=_fix)

    add = commands.add_parser("add", help="put the rows of a spreadsheet or CSV into the files of their provinces, if nothing is wrong")
    add.add_argument("file", type=Path, metavar="FILE", help="a workbook (.xlsx) or CSV with the columns of observations")
    add.add_argument("--dry-run", action="store_true", help="say what would be added, write nothing")
    _add_manner(add)
    add.set_defaults(run=_add)

    verify = commands.add_parser("verify", help="find every printed figure in the text of its source, and record the proof")
    verify.add_argument("--snapshots", required=True, type=Path, metavar="DIR", help="folder of source texts, found by their sha256")
    verify.add_argument("sources", nargs="*", metavar="SOURCE_ID", help="only these sources")
    _add_manner(verify)
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

    diff = commands.add_parser("diff", help="show which values differ between two states of the hand-coded tables, as Markdown")
    diff.add_argument("old", metavar="OLD", help="a folder like data/raw, or a revision of this repository")
    diff.add_argument("new", metavar="NEW", help="the same")
    diff.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the summary")
    diff.set_defaults(run=_diff)

    review = commands.add_parser("review", help="write the comment on a pull request: findings and changed values, in both languages")
    review.add_argument("--since", required=True, metavar="REVISION", help="the branch that it is to be merged into")
    review.add_argument("--lang", choices=("en", "vi"), default="vi", help="language that stands open; the other is folded up")
    review.set_defaults(run=_review)

    commands.add_parser("rules", help="print every rule with an example: docs/rules.md").set_defaults(run=_rules)

    for stage in ("validate", "observations", "panel", "publish"):
        commands.add_parser(stage, help=f"run the stage {stage} of dvc.yaml").set_defaults(run=_stage, stage=stage)

    _add_new(commands)

    template = commands.add_parser("template", help="write a spreadsheet for coders, with lists of codes")
    template.add_argument("out", type=Path, metavar="OUT.xlsx")
    template.add_argument("--area", default="", metavar="AREA", help="only areas of this province: its code or name")
    template.add_argument("--lang", choices=("en", "vi"), default="en", help="language of what is said here; the file has both")
    template.set_defaults(run=_template)

    schema = commands.add_parser("table-schema", help="write a Table Schema (frictionless) of each hand-coded table")
    schema.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="docs/table-schema if none is named")
    schema.set_defaults(run=_table_schema)
    return parser


def _add_manner(command: argparse.ArgumentParser) -> None:
    """Add the options that say how findings are shown."""
    command.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    shown = "colours, and the row under each finding; auto: on a terminal, without colours where NO_COLOR is set"
    command.add_argument("--colour", "--color", choices=("auto", "always", "never"), default="auto", help=shown)


def _check(options: argparse.Namespace) -> int:
    from pipeline.gate.check import CannotCheckError, check_all, check_files
    from pipeline.gate.report import render, screen_of

    try:
        if options.since is not None:
            from pipeline.gate.since import check_since

            checked = check_since(options.since)
        else:
            checked = check_files(options.files) if options.files else check_all()
    except CannotCheckError as error:
        return _cannot_run(str(error))
    if checked.findings or options.format == "json":
        print(render(checked.findings, options.format, options.lang, screen_of(sys.stdout, options.colour)))
    return int(checked.has_errors)


def _fix(options: argparse.Namespace) -> int:
    from pipeline.editing.fix import CannotFixError, fix
    from pipeline.gate.check import CannotCheckError
    from pipeline.gate.report import render, screen_of

    try:
        checked = fix(options.files, print, dry_run=options.dry_run, language=options.lang)
    except (CannotCheckError, CannotFixError) as error:
        return _cannot_run(str(error))
    if errors := [finding for finding in checked.findings if finding.rule.severity == "error"]:
        print(render(errors, "text", options.lang, screen_of(sys.stdout, "auto")))
    return int(bool(errors))


def _add(options: argparse.Namespace) -> int:
    from pipeline.editing.add import add
    from pipeline.gate.check import CannotCheckError
    from pipeline.gate.report import render, screen_of

    try:
        added = add(options.file, dry_run=options.dry_run)
    except CannotCheckError as error:
        return _cannot_run(str(error))
    if added.findings:
        print(render(added.findings, "text", options.lang, screen_of(sys.stdout, options.colour)))
    print("\n".join(added.said(options.lang, dry_run=options.dry_run)))
    return int(not added.lines)


def _verify(options: argparse.Namespace) -> int:
    from pipeline.editing.verify import verify
    from pipeline.gate.check import CannotCheckError
    from pipeline.gate.report import render, screen_of

    try:
        findings = verify(options.snapshots, options.sources)
    except CannotCheckError as error:
        return _cannot_run(str(error))
    if findings:
        print(render(findings, "text", options.lang, screen_of(sys.stdout, options.colour)))
    return int(bool(findings))


def _conflicts(options: argparse.Namespace) -> int:
    from pipeline.stages.conflicts import run
    from pipeline.stages.tables import StageError

    try:
        print(run(), end="")
    except StageError as error:
        return _cannot_run(str(error))
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from pipeline.stages.coverage import run
    from pipeline.stages.tables import StageError

    try:
        print(run(options.area, options.indicator), end="")
    except StageError as error:
        return _cannot_run(str(error))
    return 0


def _find(options: argparse.Namespace) -> int:
    from pipeline.editing.find import find, listed
    from pipeline.foundation.paths import RAW
    from pipeline.reading.registries import load_registry

    found = find(" ".join(options.text), load_registry(RAW)[0])
    print(listed(found) if found else "nothing found; try fewer words · không tìm thấy; hãy thử ít từ hơn\n", end="")
    return int(not found)


def _diff(options: argparse.Namespace) -> int:
    from pipeline.gate.check import CannotCheckError
    from pipeline.gate.diff import diff

    try:
        print(diff(options.old, options.new, options.lang), end="")
    except CannotCheckError as error:
        return _cannot_run(str(error))
    return 0


def _review(options: argparse.Namespace) -> int:
    from pipeline.gate.check import CannotCheckError
    from pipeline.gate.review import review

    try:
        text, status = review(options.since, options.lang)
    except CannotCheckError as error:
        return _cannot_run(str(error))
    print(text, end="")
    return status


def _rules(options: argparse.Namespace) -> int:
    from pipeline.gate.rules_page import page

    print(page(), end="")
    return 0


def _stage(options: argparse.Namespace) -> int:
    from importlib import import_module

    from pipeline.stages.tables import StageError

    try:
        import_module(f"pipeline.stages.{options.stage}").run()
    except StageError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _add_new(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    kinds = commands.add_parser("new", help="start a province's file, or register a source").add_subparsers(required=True, metavar="KIND")

    province = kinds.add_parser("province", help="start a province's file of observations, if it is not there")
    province.add_argument("area", nargs="+", metavar="AREA", help="code or name; accents and case do not matter")
    province.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    province.set_defaults(run=_new_province)

    source = kinds.add_parser("source", help="add a source to data/raw/sources.csv and print its source_id")
    source.add_argument("--area", default="", help="code or name of the place that it is about")
    source.add_argument("--published", dest="published_on", default="", metavar="DAY", help="as 2024-07-30, 2024-07, 2024, or undated")
    source.add_argument("--publisher", default="")
    source.add_argument("--url", default="")
    source.add_argument("--title", default="", help="as printed; else it is read off the address")
    source.add_argument("--language", default="", help="vi if it is not said")
    source.add_argument("--text", default="", metavar="FILE", help="its full text as a file: recorded by its sha256, not copied")
    for name in ("publisher-type", "decimal-mark", "coverage", "archived-url", "retrieved-on", "reprint-of", "coder", "note"):
        source.add_argument(f"--{name}", default="", help=f"column {name.replace('-', '_')} of sources.csv")
    source.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the messages")
    source.set_defaults(run=_new_source)


def _new_province(options: argparse.Namespace) -> int:
    from pipeline.editing.new import new_province
    from pipeline.foundation.errors import RefusedError
    from pipeline.foundation.paths import RAW, shown

    try:
        path, started = new_province(" ".join(options.area), RAW)
    except RefusedError as refused:
        return _refuse(refused.sentence(options.lang))
    en = f"{shown(path)}\nAdd rows as docs/coding.md says, then: python -m pipeline check {shown(path)}"
    vi = f"{shown(path)}\nThêm dòng theo docs/coding.md, rồi chạy: python -m pipeline check {shown(path)} --lang vi"
    state = {"en": ("is there already: ", "started: "), "vi": ("đã có sẵn: ", "đã tạo: ")}[options.lang][started]
    print(state + (en if options.lang == "en" else vi))
    return 0


def _new_source(options: argparse.Namespace) -> int:
    from pipeline.editing.new import new_source
    from pipeline.foundation.errors import RefusedError
    from pipeline.foundation.paths import RAW

    given = {name: cell for name, cell in vars(options).items() if name not in {"run", "lang"}}
    try:
        row = new_source(given, RAW)
    except RefusedError as refused:
        return _refuse(refused.sentence(options.lang))
    print(row["source_id"])
    return 0


def _template(options: argparse.Namespace) -> int:
    from pipeline.editing.template import write_template
    from pipeline.foundation.errors import RefusedError
    from pipeline.foundation.paths import RAW

    try:
        write_template(options.out, options.area, RAW)
    except RefusedError as refused:
        return _refuse(refused.sentence(options.lang))
    return 0


def _table_schema(options: argparse.Namespace) -> int:
    from pipeline.editing.table_schema import TABLE_SCHEMA, write_table_schemas

    write_table_schemas(options.folder or TABLE_SCHEMA)
    return 0


def _cannot_run(reason: str) -> int:
    from pipeline.language.names import printable

    print(f"cannot run: {printable(reason)}", file=sys.stderr)
    return 2


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
