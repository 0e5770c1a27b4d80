"""Recordings as plain text for a terminal: what is new, what they say, where they disagree, which days they cover."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from watchfield.cli.tables import counted, line, plain, table
from watchfield.core.geo.times import format_utc
from watchfield.core.ingest.tables.instants import FORMS
from watchfield.core.ingest.tables.mapping import FIELDS
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.core.workflow import Calendar, ImportReport, PairReport
from watchfield.core.workflow.comparing import Spread
from watchfield.core.workflow.coverage import LIMITS, calendar_record

__all__ = ["calendar", "disagreements", "evidence", "news", "news_record", "previewed", "sources"]

_LISTED = 10
_UNSAID = "-"


def news_record(report: ImportReport) -> dict[str, int]:
    """Return what an import has brought, as counts."""
    files = report.files
    own = sum(file.own_duplicate for file in files)
    return {
        "files": len(files),
        "not_taken": sum(bool(file.error) for file in files),
        "new": sum(file.stored for file in files),
        "duplicate_of_others": sum(file.duplicate for file in files) - own,
        "duplicate_within": own,
        "refused": sum(file.refused for file in files),
        "without_position": sum(file.without_position for file in files),
    }


def news(report: ImportReport, pairs: Sequence[PairReport]) -> None:
    """Say what is new, and where it disagrees with what was there."""
    found = news_record(report)
    print(
        f"\n{found['new']:,} fixes are new, {found['duplicate_of_others']:,} were there already, "
        f"{found['duplicate_within']:,} repeat another of their own file; "
        f"{counted(found['refused'], 'row')} refused, {found['without_position']:,} without a position."
    )
    for file in report.files:
        if file.replaces is not None:
            line(f"{file.path}: read again with other options; its reading {file.replaces} has left the project.")
    if any(pair.compared for pair in pairs):
        print()
        disagreements(pairs)


def disagreements(pairs: Sequence[PairReport]) -> int:
    """Say where pairs of recordings disagree, and by how much."""
    if not pairs:
        return line("No two recordings have fixes of one aircraft at one time.")
    table(
        ("source", "against", "compared", "disagree", "NM: median", "95 %", "most", "ft", "kt", "degrees", "clock s"),
        [
            (
                f"{pair.source.id} {pair.source.name[-30:]}",
                f"{pair.other.id} {pair.other.name[-30:]}",
                pair.compared,
                pair.disagree,
                *(round(value, 2) for value in (pair.distance_nm.median, pair.distance_nm.p95, pair.distance_nm.most)),
                *(_p95(spread) for spread in (pair.altitude_ft, pair.speed_kt, pair.track_deg)),
                _UNSAID if pair.offset_s is None else f"{pair.offset_s:+g}?",
            )
            for pair in pairs
        ],
    )
    for pair in (pair for pair in pairs if pair.worst):
        print(f"\n{pair.disagree:,} of {pair.compared:,} apart, source {pair.source.id} against {pair.other.id}:")
        for moment in pair.worst[:_LISTED]:
            where = f"row {moment.row:,} against row {moment.other_row:,}"
            print(f"  {format_utc(moment.time_s)}  {plain(moment.name)}  {moment.distance_nm:,.2f} NM  {where}")
    return 0


def _p95(spread: Spread | None) -> str:
    return _UNSAID if spread is None else f"{spread.p95:,.0f}"


def sources(records: Sequence[Mapping[str, Any]]) -> int:
    """List recordings."""
    table(
        ("id", "source", "format", "stored", "duplicate", "refused", "imported", "kept", "aircraft, stated by you"),
        [
            (
                source["id"],
                f"{source['name']} (removed)" if source["removed"] else source["name"],
                source["format"],
                source["stored"],
                source["duplicate"],
                source["refused"],
                source["imported"],
                "yes" if source["kept"] else "no",
                f"{source['stated']} (recordings say otherwise)" if source["overruled"] else source["stated"],
            )
            for source in records
        ],
    )
    return 0


def evidence(record: Mapping[str, Any]) -> None:
    """Show what a row says, and what was made of it."""
    for name in ("file", "sha256", "bytes", "format", "options", "imported", "row"):
        line(f"{name:<12}{record[name]}")
    for fix in record["fixes"]:
        print("\nWhat was made of it")
        for name, value in fix.items():
            line(f"  {name.replace('_', ' '):<20}{_words(value)}")
    if record["refusal"]:
        print()
        line(f"It was refused: {record['refusal']['column']}: {record['refusal']['reason']}")
    elif record["removed"]:
        print("\nThe recording has been removed from the project, and its fixes with it.")
    elif not record["fixes"]:
        print("\nNo fix is of this row: it repeats one that is there, has no position, or the file has no such row.")
    print()
    if record["said"] is not None:
        where = "the project, which keeps the file" if record["read_from"] == "project" else record["found_at"]
        line(f"What the row says, read again from {where}")
        line(f"  {record['said']}")
    else:
        line(record["why_not"])


def _words(value: object) -> str:
    if value is None or value == []:
        return _UNSAID
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def calendar(found: Calendar) -> int:
    """Say which days are covered."""
    record = calendar_record(found)
    table(
        ("day", found.group.value, "state", "fixes", "aircraft", "hours", "first", "last"),
        [
            (day["day"], day["name"], day["state"], day["fixes"], day["aircraft"], _hours(day["hours"]),
             day["first"][11:], day["last"][11:])
            for day in record["days"]
        ],
    )  # fmt: skip
    for gap in record["missing"]:
        days = gap["from"] if gap["from"] == gap["to"] else f"{gap['from']} to {gap['to']}"
        line(f"missing  {days}  {gap[found.group.value]}")
    print()
    return line(LIMITS)


def _hours(hours: Sequence[int]) -> str:
    """Return ``0-5, 9, 12-23``."""
    runs: list[list[int]] = []
    for hour in hours:
        if runs and hour == runs[-1][1] + 1:
            runs[-1][1] = hour
        else:
            runs.append([hour, hour])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def previewed(found: Preview) -> None:
    """Say on standard error what was told of the columns, and what the first rows then mean."""
    told = [
        f"{told.field}: {told.column} ({told.unit or 'text'}; {told.confidence}: {told.reason})"
        for told in found.guess.told
    ]
    lines = [*told, *found.guess.assumed(None if found.mapping.timezone == "UTC" else found.mapping.timezone), ""]
    for row in found.rows[:_LISTED]:
        lines += ["  ".join(f"{name} {_shown(name, value)}" for name, value in row.items())]
    lines += [f"row {row}, {column}: {reason}" for row, column, reason in found.refusals[:_LISTED]]
    if found.guess.missing:
        lines.append(f"Not found: {', '.join(found.guess.missing)}. Say in the mapping which columns they are.")
        lines.append(f"Fields: {', '.join(FIELDS)}. Forms of times (time_form): {', '.join(FORMS)}.")
    for text in lines:
        print(plain(text), file=sys.stderr)


def _shown(name: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    return format_utc(value, decimals=3) if name == "time_s" else f"{value:.10g}"
