"""Plain text for a terminal. What came from a file is shown with its control characters made harmless."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from watchfield.core.geo.times import format_utc
from watchfield.core.model.movement import Movement
from watchfield.core.model.project import Project
from watchfield.core.model.reading import Refusal
from watchfield.core.workflow import ImportReport, counts_in_words

__all__ = ["counted", "counts", "imported", "info", "line", "movements", "plain", "progress", "table", "zones"]

_LISTED_REFUSALS = 20


def plain(text: object) -> str:
    """Return text that no terminal takes for a command: control and direction characters become U+FFFD."""
    return "".join(c if c.isprintable() and not _turns(c) else "\ufffd" for c in str(text))


def _turns(character: str) -> bool:
    return "\u200b" <= character <= "\u200f" or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def line(text: str) -> int:
    """Print one line."""
    print(plain(text))
    return 0


def counted(number: int, noun: str) -> str:
    """Return ``1 row``, ``1,234 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def progress(done: float, total: float, text: str, /) -> None:
    """Show how far the work is, on one line of standard error."""
    share = done / total if total > 0 else 1.0
    print(f"\r\x1b[K{share:4.0%} {plain(text)[-70:]}", end="" if share < 1 else "\r\x1b[K", file=sys.stderr, flush=True)


def imported(report: ImportReport) -> int:
    """Say what became of each file, and of each row that was refused."""
    table(
        ("file", "format", "rows", "stored", "duplicate", "refused", "no position"),
        [(f.path, f.format or "-", f.rows, f.stored, f.duplicate, f.refused, f.without_position) for f in report.files],
    )
    for file in report.files:
        if file.error:
            print(f"\nNot taken: {plain(file.error)}")
        if file.notes:
            print(f"\n{plain(file.path)}:")
        for note in file.notes:
            print(f"  {plain(note)}")
        if not file.refusals:
            continue
        print(f"\n{plain(file.path)}: {counted(file.refused, 'row')} refused, {file.stored + file.duplicate:,} kept.")
        reasons = _reasons(file.refusals)
        for reason in reasons[:_LISTED_REFUSALS]:
            print(f"  {plain(reason)}")
        if len(reasons) > _LISTED_REFUSALS or file.refused > len(file.refusals):
            print("  There are more; --json lists the first 1,000.")
    return 0


def _reasons(refusals: Sequence[Refusal]) -> list[str]:
    """Return refusals as lines, neighbours with one reason together: ``rows 1 to 358, time: There is no time. (358)``.

    refusals : in the order of their rows
    """
    lines = []
    for (column, reason), same in groupby(refusals, key=lambda refusal: (refusal.column, refusal.reason)):
        rows = [refusal.row for refusal in same]
        where = f"row {rows[0]:,}" if len(rows) == 1 else f"rows {rows[0]:,} to {rows[-1]:,}"
        count = f" ({len(rows):,})" if len(rows) > 1 else ""
        lines.append(f"{where}{f', {column}' if column else ''}: {reason}{count}")
    return lines


def info(summary: Mapping[str, Any]) -> int:
    """Say what is in a project."""
    for marking in summary["markings"]:
        print(plain(marking))
    for name in ("fixes", "tracks", "aircraft", "movements"):
        print(f"{name:<10}{summary[name]:>12,}")
    print(f"{'from':<10}{summary['first'] or '-'}\n{'to':<10}{summary['last'] or '-'}\n")
    table(
        ("source", "format", "stored", "duplicate", "aircraft as stated by the user"),
        [
            (source["name"], source["format"], source["stored"], source["duplicate"], source["stated"])
            for source in summary["sources"]
        ],
    )
    print()
    return zones(summary["zones"])


def zones(records: Sequence[Mapping[str, Any]]) -> int:
    """List zones."""
    rows = [(z["name"], z["airfield"] or "-", round(z["area_nm2"]), z["floor_ft"], z["ceiling_ft"]) for z in records]
    table(("zone", "airfield", "area NM²", "floor ft", "ceiling ft"), rows)
    return 0


def counts(found: Mapping[str, int]) -> int:
    """Say how many movements there are."""
    for title, count in found.items():
        print(f"{title.replace('_', ' '):<28}{count:>9,}")
    return 0


def movements(project: Project, found: Sequence[Movement]) -> int:
    """List movements, and count what they claim."""
    for marking in project.markings:
        print(plain(marking))
    names = {zone.id: zone.name for zone in project.zones}
    table(
        ("state", "movement", "time (UTC)", "zone", "aircraft", "type", "callsign", "airfield or reach"),
        [
            (
                movement.state.value,
                f"{movement.title} (zone changed)" if project.is_out_of_date(movement) else movement.title,
                format_utc(movement.time_s),
                names.get(movement.zone or "", "-"),
                movement.registration or movement.icao24 or "-",
                movement.type or "-",
                movement.callsign or "-",
                movement.airfield or _reach(movement),
            )
            for movement in found
        ],
    )
    if project.movements:
        print(f"\n{counts_in_words(found)}")
    else:
        print("\nNo movements are kept in this project. Look for them: watchfield detect PROJECT")
    return 0


def _reach(movement: Movement) -> str:
    near = [candidate.ident for candidate in movement.candidates[:3]]
    more = f" +{len(movement.candidates) - 3}" if len(movement.candidates) > 3 else ""
    return f"reach: {', '.join(near)}{more}" if near else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print columns, figures to the right."""
    cells = [
        [f"{cell:,}" if isinstance(cell, int) else "-" if cell is None else plain(cell) for cell in row] for row in rows
    ]
    right = [
        bool(rows) and all(isinstance(row[i], (int, float)) or row[i] is None for row in rows) for i in range(len(head))
    ]
    widths = [max(len(row[i]) for row in (list(head), *cells)) for i in range(len(head))]
    for row in (list(head), *cells):
        texts = [
            text.rjust(width) if r else text.ljust(width) for text, width, r in zip(row, widths, right, strict=True)
        ]
        print("  ".join(texts).rstrip())
