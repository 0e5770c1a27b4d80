"""Recordings into a project, with what the user says of them; and what the columns of a table seem to be."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from watchfield.cli import apart, source_tables, tables
from watchfield.cli.saying import DONE, FAILED, REFUSED, say, watched
from watchfield.cli.stopping import stoppable
from watchfield.core import workflow
from watchfield.core.errors import Cancelled, ReadError, RequestError
from watchfield.core.geo.times import parse_utc
from watchfield.core.ingest import Options
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.core.ingest.tables.zones import is_zone
from watchfield.core.model.track import AircraftStatement
from watchfield.core.store import Store
from watchfield.core.workflow.comparing import disagreements_of_new

__all__ = ["columns", "read"]

_MOST_BYTES = 200_000  # of a column mapping


def read(options: argparse.Namespace) -> int:
    """Read recordings into a project."""
    said = Options(
        now_s=time.time(),
        timezone=_zone(options.timezone),
        start_s=parse_utc(options.start) if options.start else None,
        columns=_mapping(options.columns).to_json() if options.columns else None,
    )
    aircraft = AircraftStatement.of(options.aircraft) if options.aircraft is not None else None
    before = _numbers(options.project)
    with stoppable(watched(options)) as progress:
        report = workflow.import_files(
            options.project,
            options.files,
            format_name=options.format,
            options=said,
            aircraft=aircraft,
            keep=options.keep,
            read=apart.reader(),
            progress=progress,
        )
    pairs = disagreements_of_new(options.project, _numbers(options.project) - before)
    if options.json:
        say(_record(report, pairs))
    else:
        tables.imported(report)
        source_tables.news(report, pairs)
    if report.cancelled:
        raise Cancelled(
            where=str(options.project),
            kept=f"{len(report.files):,} files were done with, as listed; nothing of any other is in.",
            advice="Import the same again to go on: what is in is not stored twice.",
        )
    if report.files and all(file.error for file in report.files):
        return FAILED
    return DONE if report.complete else REFUSED


def _record(report: workflow.ImportReport, pairs: tuple[workflow.PairReport, ...]) -> dict[str, Any]:
    return {
        "files": [asdict(file) for file in report.files],
        "cancelled": report.cancelled,
        "left": report.left,
        "new": source_tables.news_record(report),
        "disagreements": [workflow.pair_record(pair) for pair in pairs],
    }


def columns(options: argparse.Namespace) -> int:
    """Guess the columns of a table: the mapping on standard output, what it makes of the first rows beside it."""
    with options.file.open("rb") as stream:
        found = apart.preview(stream, str(options.file), _zone(options.timezone))
    mapping = json.loads(found.mapping.to_json())
    if options.json:
        say({"mapping": mapping, **_preview_record(found)})
    else:
        say(mapping)
        source_tables.previewed(found)
    return REFUSED if found.guess.missing else DONE


def _preview_record(found: Preview) -> dict[str, Any]:
    return {
        "told": [asdict(told) for told in found.guess.told],
        "untold": found.guess.untold,
        "missing": found.guess.missing,
        "rows": found.rows,
        "refusals": [{"row": row, "column": column, "reason": reason} for row, column, reason in found.refusals],
        "without_position": found.without_position,
    }


def _numbers(project: Path) -> frozenset[int]:
    """Return the numbers of the sources that a project has by now."""
    if not project.exists():
        return frozenset()
    with Store.open(project, write=False) as store:
        return frozenset(source.id for source in store.sources())


def _zone(name: str | None) -> str | None:
    if name is not None and not is_zone(name):
        raise RequestError(f"There is no time zone “{name}” here.", advice="Write it as Europe/Moscow or UTC.")
    return name


def _mapping(file: Path) -> ColumnMapping:
    with file.open("rb") as stream:
        text = stream.read(_MOST_BYTES + 1).decode("utf-8-sig", "replace")
    try:
        return ColumnMapping.from_json(text)
    except ReadError as error:
        raise ReadError(error.what, where=str(file), advice=error.advice) from error
