"""What is behind a fix? The file and the row that it came from, what was made of it, and what the row itself says.

What the row says is read again, and only from bytes that have the hash of what was imported: from the file where it
lies, or from what the project keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import NotFound
from ..geo.times import format_utc
from ..ingest.rereading import answer
from ..model.fixes import MISSING_U1, Kind, Quality
from ..model.project import Project
from ..model.reading import Refusal
from ..model.source import Source
from ..model.track import Track
from ..store import Store
from .rereading import Origin, Quote, read_again

__all__ = ["Evidence", "Fix", "Origin", "Quote", "as_record", "evidence", "evidence_of_fix"]

KINDS: dict[Kind, str] = {
    Kind.ADS_B: "ADS-B",
    Kind.MLAT: "multilateration",
    Kind.TIS_B: "TIS-B",
    Kind.ADS_C: "ADS-C",
    Kind.MODE_S: "Mode S",
    Kind.ESTIMATED: "estimated, not observed",
    Kind.UNKNOWN: "not said how the position came about",
}
MARKS: dict[Quality, str] = {
    Quality.ON_GROUND: "on the ground",
    Quality.STALE: "stale: nothing had been heard of the position for a while",
    Quality.ODD_TIME: "the time cannot be right",
    Quality.INTERPOLATED_TIME: "the time is interpolated",
    Quality.GEOMETRIC_ALTITUDE: "the altitude given as barometric is geometric",
    Quality.JUMP: "farther from both neighbours than an aircraft can fly",
    Quality.ALTITUDE_OUTLIER: "the altitude does not fit its neighbours",
    Quality.SPOOF_SUSPECTED: "spoofing suspected",
    Quality.JAMMED_CELL: "in an area that seems to be jammed",
    Quality.SEVERAL_SOURCES: "another source has this fix too",
    Quality.DUPLICATE: "another fix says the same and counts instead",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """What was made of a row; None where the row does not say it.

    index : its position in the fixes of the project
    track : whose it is
    kind, marks : in words
    """

    index: int
    track: Track
    time_s: float
    lon_deg: float
    lat_deg: float
    baro_altitude_ft: float | None
    geo_altitude_ft: float | None
    speed_kt: float | None
    track_deg: float | None
    climb_fpm: float | None
    kind: str
    marks: tuple[str, ...]
    nic: int | None
    nac_p: int | None
    sil: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is behind a row of a recording.

    fixes : what was made of the row, none where it was not taken
    refusal : why the row was not taken, where that is kept
    origin : where the row was read again
    said : what the row says as it stands there, plain text; empty where it could not be read again
    found_at : the file that it was read from, or the first one of its name that is not the recording
    why_not : why it could not be read again and what to do, else empty
    """

    source: Source
    row: int
    fixes: tuple[Fix, ...]
    refusal: Refusal | None
    origin: Origin
    said: str
    found_at: str
    why_not: str


def evidence_of_fix(project: Project, index: int, *, quote: Quote = answer, folders: Sequence[Path] = ()) -> Evidence:
    """Return what is behind the fix at this position; see ``evidence``."""
    source = project.sources[int(project.fixes.source[index])]
    return evidence(project, source.id, int(project.fixes.row[index]), quote=quote, folders=folders)


def evidence(
    project: Project, source_id: int, row: int, *, quote: Quote = answer, folders: Sequence[Path] = ()
) -> Evidence:
    """Return what is behind a row of a recording.

    quote : how the row is read again; files are hostile, so a desktop does it in the worker
    folders : files, or folders, where the user says that the recording lies now

    Raises NotFound for a source that is not there, ProjectError where the project cannot be read. A row that cannot be
    read again is no error: it is said why.
    """
    number, source = _source(project, source_id)
    with Store.open(project.path, write=False) as store:
        kept = store.kept(source.sha256) if source.kept else None
        refusal = next((refusal for refusal in store.refusals(source_id) if refusal.row == row), None)
    fixes = tuple(_fix(project, index) for index in _indices(project, number, row))
    return Evidence(source, row, fixes, refusal, *read_again(project.path, source, row, kept, quote, folders))


def as_record(found: Evidence) -> dict[str, Any]:
    """Return evidence as plain values for JSON."""
    source = found.source
    return {
        "source": source.id,
        "file": source.name,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "format": source.format,
        "options": source.options,
        "imported": format_utc(source.imported_s),
        "removed": source.removed,
        "stated_by": "user" if source.stated else None,
        "row": found.row,
        "fixes": [_fix_record(fix) for fix in found.fixes],
        "refusal": {"column": found.refusal.column, "reason": found.refusal.reason} if found.refusal else None,
        "read_from": found.origin.value,
        "found_at": found.found_at or None,
        "said": found.said or None,
        "why_not": found.why_not or None,
    }


def _fix_record(fix: Fix) -> dict[str, Any]:
    track = fix.track
    return {
        "aircraft": track.key,
        "icao24": track.icao24,
        "callsign": _held(track, fix.time_s),
        "registration": track.registration,
        "type": track.type,
        "stated_by": track.stated_by,
        "by_user": list(track.by_user),
        "time": format_utc(fix.time_s, decimals=3),
        "latitude": fix.lat_deg,
        "longitude": fix.lon_deg,
        **{
            name: getattr(fix, name)
            for name in ("baro_altitude_ft", "geo_altitude_ft", "speed_kt", "track_deg", "climb_fpm")
        },
        "kind": fix.kind,
        "marks": list(fix.marks),
        "nic": fix.nic,
        "nac_p": fix.nac_p,
        "sil": fix.sil,
    }


def _held(track: Track, time_s: float) -> str | None:
    return next((one.text for one in track.callsigns if one.start_s <= time_s <= one.end_s), None)


def _source(project: Project, source_id: int) -> tuple[int, Source]:
    for number, source in enumerate(project.sources):
        if source.id == source_id:
            return number, source
    known = ", ".join(str(source.id) for source in project.sources[:20]) or "none"
    raise NotFound(f"There is no source {source_id}.", where=str(project.path), advice=f"There are: {known}.")


def _indices(project: Project, number: int, row: int) -> list[int]:
    fixes = project.fixes
    if not 0 <= row <= 0xFFFFFFFF:
        return []
    at = np.flatnonzero(fixes.row == np.uint32(row))
    return [int(index) for index in at[fixes.source[at] == number]]


def _fix(project: Project, index: int) -> Fix:
    fixes = project.fixes
    track = int(np.searchsorted(fixes.offsets, index, side="right")) - 1
    quality = int(fixes.quality[index])
    return Fix(
        index,
        project.tracks[track],
        float(fixes.time_s[index]),
        float(fixes.lon_deg[index]),
        float(fixes.lat_deg[index]),
        _number(fixes.baro_altitude_ft[index]),
        _number(fixes.geo_altitude_ft[index]),
        _number(fixes.speed_kt[index]),
        _number(fixes.track_deg[index]),
        _number(fixes.climb_fpm[index]),
        KINDS[Kind(int(fixes.kind[index]))],
        tuple(words for bit, words in MARKS.items() if quality & bit),
        _whole(fixes.nic[index]),
        _whole(fixes.nac_p[index]),
        _whole(fixes.sil[index]),
    )


def _number(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(str(value))  # as short as it was stored: 420.3, not 420.29998779296875


def _whole(value: np.uint8) -> int | None:
    return None if value == MISSING_U1 else int(value)
