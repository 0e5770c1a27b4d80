"""The commands and what each may be told."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchfield import __version__
from watchfield.cli import commands as run
from watchfield.cli import importing, selftest, sources
from watchfield.core.model.movement import MovementKind
from watchfield.core.workflow import RADIUS_NM, Group

__all__ = ["parser_and_names"]

Run = Callable[[argparse.Namespace], int]


def parser_and_names() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """Return the parser, and the names of all commands."""
    parser = argparse.ArgumentParser(
        prog="watchfield", description="What moved through this airfield, when, and how sure are we?"
    )
    parser.add_argument("--version", action="version", version=f"watchfield {__version__}")
    parser.add_argument("--self-test", action=_SelfTest, nargs=0, help="say what this installation can do")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    window = _command(commands, "open", run.window, "open the window; the same as watchfield PROJECT")
    window.add_argument("project", type=Path, nargs="?")

    demo = _command(commands, "demo", run.demo, "write the demonstration project and open it")
    demo.add_argument("--directory", type=Path, default=Path("watchfield-demonstration"))

    _import_command(commands)
    _source_commands(commands)
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


def _import_command(commands: Any) -> None:
    reads = _on_project(commands, "import", importing.read, "read recordings into a project, made if it is missing")
    reads.add_argument("files", type=Path, nargs="+", metavar="FILE", help="files, folders and archives")
    reads.add_argument("--format", help="take the files for this format, whatever they look like")
    reads.add_argument("--timezone", metavar="TZ", help="the zone of times that carry none: Europe/Moscow; else UTC")
    reads.add_argument("--columns", type=Path, metavar="MAPPING", help="what the columns of a table are; see columns")
    reads.add_argument("--start", metavar="T", help="when a recording without a clock begins (UTC)")
    reads.add_argument("--aircraft", metavar="HEX[,REG[,TYPE]]", help="which aircraft the files are of, on your word")
    reads.add_argument("--keep", action="store_true", help="keep the files themselves in the project too, compressed")
    guesses = _command(commands, "columns", importing.columns, "guess what the columns of a table are, for --columns")
    guesses.add_argument("file", type=Path)
    guesses.add_argument("--timezone", metavar="TZ", help="the zone of times that carry none")


def _source_commands(commands: Any) -> None:
    lists = _on_project(commands, "sources", sources.sources, "the recordings of a project")
    change = lists.add_mutually_exclusive_group()
    change.add_argument("--remove", type=int, metavar="ID", help="take one out; it stays in the file")
    change.add_argument("--restore", type=int, metavar="ID", help="put one back")
    lists.add_argument("--reason", default="", help="why, for the record")
    states = _on_project(commands, "aircraft", sources.aircraft, "say which aircraft a recording is of")
    states.add_argument("source", type=int, metavar="ID", help="the number of the recording; see sources")
    states.add_argument("aircraft", nargs="?", metavar="HEX[,REG[,TYPE]]")
    states.add_argument("--withdraw", action="store_true", help="take back what was said")
    shows = _on_project(commands, "evidence", sources.evidence, "what a row says and what was made of it")
    shows.add_argument("source", type=int, metavar="ID", help="the number of the recording; see sources")
    shows.add_argument("row", type=int)
    shows.add_argument(
        "--look-in", type=Path, action="append", default=[], metavar="PATH", help="where the file lies now"
    )
    compares = _on_project(commands, "compare", sources.compare, "where two recordings disagree, and by how much")
    compares.add_argument("--source", type=int, metavar="ID", help="only pairs with this one")
    days = _on_project(commands, "calendar", sources.calendar, "which days are covered: present, partial, missing")
    days.add_argument("--by", choices=[group.value for group in Group], default=Group.FORMAT.value)


class _SelfTest(argparse.Action):
    """Say what this installation can do, and end; like ``--version``."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it."""
        parser.exit(selftest.run())


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
