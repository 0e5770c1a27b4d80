"""What is behind a fix, in words: the file, the row, what was made of it, what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from watchfield import apart
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.workflow.evidence import Evidence, Fix, Origin, evidence_of_fix
from watchfield.session import facts, words
from watchfield.session.facts import Line
from watchfield.session.state import State
from watchfield.session.survey import format_title

__all__ = ["Evidence", "Shown", "evidence_of", "first_look", "fix_at_clock", "fix_of_row", "shown"]


@dataclass(frozen=True)
class Shown:
    """A fix and what it rests on.

    file, path, sha256, row : where it comes from
    values : what was made of the row, with units
    marks : what speaks against it, or limits it, in words
    said : the row as it stands in the file, empty where it could not be read again
    read_from : where it was read again
    why_not : why it could not be, and what to do
    waiting : it is being read
    """

    title: str
    day: str
    who: str
    file: str
    path: str
    sha256: str
    row: str
    values: tuple[Line, ...] = ()
    marks: tuple[str, ...] = ()
    said: str = ""
    read_from: str = ""
    why_not: str = ""
    waiting: bool = False


def evidence_of(project: Project, index: int, folders: Sequence[Path] = ()) -> Evidence:
    """Return what is behind a fix, its row read again where its recording lies."""
    return evidence_of_fix(project, index, quote=apart.quote, folders=folders)


def first_look(project: Project, index: int) -> Shown:
    """Return what the project itself knows of a fix, while the row is being read again."""
    fixes = project.fixes
    source = project.sources[int(fixes.source[index])]
    track = project.tracks[int(np.searchsorted(fixes.offsets, index, side="right")) - 1]
    head = _head(float(fixes.time_s[index]), track.name, source, int(fixes.row[index]))
    return Shown(*head, waiting=True)


def shown(found: Evidence, index: int) -> Shown:
    """Return evidence in words; of several fixes of one row the one that was asked for."""
    fix = next((fix for fix in found.fixes if fix.index == index), None)
    if fix is None:
        name = found.refusal.reason if found.refusal else "nothing was made of this row"
        head = ("No fix", "", words.plain(name), *_file(found.source, found.row))
        return Shown(*head, said=found.said, read_from=_read_from(found), why_not=words.plain(found.why_not))
    return Shown(
        *_head(fix.time_s, fix.track.name, found.source, found.row),
        values=tuple(_values(fix)),
        marks=(*fix.marks, *_stated(fix)),
        said=found.said,
        read_from=_read_from(found),
        why_not=words.plain(found.why_not),
    )


def fix_of_row(project: Project, sha256: str, row: int) -> int | None:
    """Return the position of the fix that a row of a recording became, None where it became none."""
    numbers = [number for number, source in enumerate(project.sources) if source.sha256 == sha256]
    fixes = project.fixes
    at = np.flatnonzero(fixes.row == row)
    at = at[np.isin(fixes.source[at], numbers)]
    return int(at[0]) if len(at) else None


def fix_at_clock(state: State) -> int | None:
    """Return the last fix of the selected aircraft up to now, else its first one."""
    if state.project is None or not state.selection.tracks:
        return None
    fixes = state.project.fixes
    number = next((i for i, track in enumerate(state.project.tracks) if track.key == state.selection.tracks[-1]), None)
    if number is None:
        return None
    first, last = int(fixes.offsets[number]), int(fixes.offsets[number + 1])
    if first == last:
        return None
    place = int(np.searchsorted(fixes.time_s[first:last], state.clock.now_s + 1e-3, side="right")) - 1
    return first + max(place, 0)


def _head(time_s: float, name: str, source: Source, row: int) -> tuple[str, str, str, str, str, str, str]:
    time = f"{words.clock_text(time_s)}{_fraction(time_s)} UTC"
    return (time, words.day(time_s), words.plain(name), *_file(source, row))


def _file(source: Source, row: int) -> tuple[str, str, str, str]:
    imported = f"{words.day(source.imported_s)} {words.clock_text(source.imported_s, seconds=False)}Z"
    kind = f"row {row:,} · read as {format_title(source.format)} · imported {imported}"
    return facts.source_name(source), words.plain(source.name), source.sha256, kind


def _fraction(time_s: float) -> str:
    thousandths = round(time_s * 1_000) % 1_000
    return f".{thousandths:03d}" if thousandths else ""


def _values(fix: Fix) -> list[Line]:
    said = (
        ("Pressure altitude", fix.baro_altitude_ft, "ft"),
        ("Height by satellite", fix.geo_altitude_ft, "ft"),
        ("Ground speed", fix.speed_kt, "kt"),
        ("Track over ground", fix.track_deg, "°"),
        ("Vertical rate", fix.climb_fpm, "ft/min"),
    )
    lines = [Line("Position", words.position(fix.lon_deg, fix.lat_deg))]
    lines += [Line(name, _number(value, unit)) for name, value, unit in said]
    lines.append(Line("Kind of position", fix.kind))
    limits = (("NIC", fix.nic), ("NACp", fix.nac_p), ("SIL", fix.sil))
    given = [f"{name} {value}" for name, value in limits if value is not None]
    lines.append(Line("Integrity and accuracy", " · ".join(given) if given else "not said"))
    return lines


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "not said"
    text = f"{value:,.0f}" if unit in ("ft", "ft/min") else f"{value:,.1f}".removesuffix(".0")
    return f"{text.replace('-', '−')}{'' if unit == '°' else ' '}{unit}"


def _stated(fix: Fix) -> tuple[str, ...]:
    names = {"icao24": "address", "registration": "registration", "type": "type"}
    own = [names[name] for name in fix.track.by_user if name in names]
    return (f"{', '.join(own)} of the aircraft: stated by you, no recording says it",) if own else ()


def _read_from(found: Evidence) -> str:
    if not found.said:
        return ""
    if found.origin is Origin.PROJECT:
        return "from the copy that the project keeps; same SHA-256"
    return f"from {words.plain(found.found_at)}; same SHA-256"
