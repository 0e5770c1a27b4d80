"""The command line: the same work as in the window, for scripts, tests and machines without a display.

Exit status: 0 done, 1 done with something refused (and said), 2 could not be done.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence

from watchfield.cli.parsing import parser_and_names
from watchfield.cli.saying import DONE, FAILED
from watchfield.cli.tables import plain
from watchfield.core.errors import WatchfieldError
from watchfield.core.ingest import parsers

__all__ = ["main"]

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parsers.enable_fast()
    # Movements and rows of tables are many small values without cycles: to look for cycles at every 700 of them, as
    # Python does, costs a tenth of the time of making the demonstration.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that is no text, a terminal that has no such letter
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, names = parser_and_names()
    if not given or (given[0] not in names and not given[0].startswith("-")):
        given.insert(0, "open")  # watchfield PROJECT
    options = parser.parse_args(given)
    command: Run = options.command
    try:
        return command(options)
    except WatchfieldError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _failed("Stopped.")
    except BrokenPipeError:
        # Whoever reads our output has enough of it; closing it would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(
            f"{where}{error.strerror or error}. The project is unchanged. Check the name, the rights and space."
        )


def _failed(text: str) -> int:
    """Say on one line why it could not be done. Names that came from a file may be in it."""
    print(f"watchfield: {plain(text)}", file=sys.stderr)
    return FAILED
