"""The command line: `python -m pipeline COMMAND`."""

import sys

from pipeline.commands.catalogue import parse
from pipeline.foundation.errors import CannotRunError, of_file
from pipeline.language.spoken import Language


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status: 0 no error, 1 errors found, 2 cannot run."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    command, options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return command.run(options)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        error = CannotRunError("interrupted", "bị ngắt giữa chừng")
    except CannotRunError as refusal:
        error = refusal
    except OSError as refusal:
        error = of_file(refusal)
    except ModuleNotFoundError as refusal:
        error = CannotRunError(
            f"the package {refusal.name} is missing; `make data` installs it, then call .venv/bin/python",
            f"thiếu gói {refusal.name}; `make data` sẽ cài, sau đó gọi .venv/bin/python",
        )
    return _cannot_run(error, options.lang)


def _cannot_run(error: CannotRunError, language: Language) -> int:
    said = {"en": "cannot run", "vi": "không chạy được"}[language]
    print(f"{said}: {error.sentence(language)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
