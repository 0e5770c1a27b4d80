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
from pathlib import Path
from typing import Any

from watchfield import __version__
from watchfield.cli import commands as run
from watchfield.cli.tables import plain
from watchfield.core.errors import WatchfieldError
from watchfield.core.ingest import parsers
from watchfield.core.model.movement import MovementKind
from watchfield.core.workflow import RADIUS_NM

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
    parser, names = _parser()
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
        return run.DONE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(
            f"{where}{error.strerror or error}. The project is unchanged. Check the name, the rights and space."
        )


def _failed(text: str) -> int:
    """Say on one line why it could not be done. Names that came from a file may be in it."""
    print(f"watchfield: {plain(text)}", file=sys.stderr)
    return run.FAILED


def _parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    parser = argparse.ArgumentParser(
        prog="watchfield", description="What moved through this airfield, when, and how sure are we?"
    )
    parser.add_argument("--version", action="version", version=f"watchfield {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    window = _command(commands, "open", run.window, "open the window; the same as watchfield PROJECT")
    window.add_argument("project", type=Path, nargs="?")

    demo = _command(commands, "demo", run.demo, "write the demonstration project and open it")
    demo.add_argument("--directory", type=Path, default=Path("watchfield-demonstration"))

    reads = _on_project(commands, "import", run.read, "read recordings into a project, made if it is missing")
    reads.add_argument("files", type=Path, nargs="+", metavar="FILE", help="files, folders and archives")
    reads.add_argument("--format", help="take the files for this format, whatever they look like")

    _on_project(commands, "info", run.info, "what a project holds")
    _zone_commands(commands)
    _on_project(commands, "detect", run.detect, "find the movements and keep them")

    listed = _on_project(commands, "movements", run.movements, "the movements")
    listed.add_argument("--kind", choices=[kind.value for kind in MovementKind])
    for name, words in (
        ("zone", "of the zone of this name"),
        ("airfield", "at this airfield, or with it within reach"),
        ("aircraft", "of this address, registration or callsign"),
    ):
        listed.add_argument(f"--{name}", help=words)
    _span(listed)
    listed.add_argument("--format", choices=["table", "csv", "json", "geojson"], default="table")

    draws = _on_project(commands, "render", run.render, "the map as a picture")
    draws.add_argument("--out", type=Path, required=True, metavar="FILE.png")
    draws.add_argument("--bbox", help="W,S,E,N in degrees; else all there is")
    draws.add_argument("--at", help="a time (UTC): aircraft where they were, with their trails")
    draws.add_argument("--trail", default="2h", help="the length of the trails: 45m, 2h, 1d")
    _span(draws)
    draws.add_argument("--size", default="1600x1000")
    draws.add_argument("--theme", choices=["light", "dark"], default="light")
    return parser, frozenset(commands.choices)


def _span(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", help="not what was over before this time (UTC)")
    parser.add_argument("--until", help="not what began after this time (UTC)")


def _zone_commands(commands: Any) -> None:
    actions = commands.add_parser("zone", help="watch zones").add_subparsers(required=True, metavar="ACTION")
    add = _on_project(actions, "add", run.zone_add, "a zone round an airfield")
    add.add_argument("--airfield", required=True, help="ICAO code, ident, or a name that only one field has")
    add.add_argument("--radius-nm", type=float, default=RADIUS_NM)
    add.add_argument("--floor-ft", type=float)
    add.add_argument("--ceiling-ft", type=float)
    add.add_argument("--name")
    reads = _on_project(actions, "import", run.zone_import, "polygons from KML, GeoJSON or GeoPackage")
    reads.add_argument("file", type=Path)
    _on_project(actions, "list", run.zone_list, "the zones of a project")


def _on_project(commands: Any, name: str, command: Run, words: str) -> argparse.ArgumentParser:
    parser = _command(commands, name, command, words)
    parser.add_argument("project", type=Path)
    return parser


def _command(commands: Any, name: str, command: Run, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser
