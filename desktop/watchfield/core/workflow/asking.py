"""Questions to a project: which movements, how many, what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..errors import NotFound
from ..geo.times import format_utc
from ..model.airfield import Airfield
from ..model.fixes import Quality
from ..model.movement import Movement, MovementKind
from ..model.project import Project
from ..model.source import Source
from ..model.zone import Zone
from .detecting import Reference

__all__ = [
    "airfield_named",
    "chosen",
    "counts",
    "counts_in_words",
    "source_record",
    "summary",
    "visitors",
    "zone_record",
]


def chosen(
    project: Project,
    *,
    zone: str | None = None,
    airfield: str | None = None,
    kind: str | None = None,
    aircraft: str | None = None,
    since_s: float = -np.inf,
    until_s: float = np.inf,
) -> tuple[Movement, ...]:
    """Return the movements that fit, in order of time. Raises NotFound for a zone that is not there.

    airfield : its ident, as the airfield data name it
    zone : name or id; where several zones watch one airfield a movement carries one of them, and belongs to all
    """
    watched = _zone(project, zone) if zone is not None else None
    who = aircraft.strip().upper() if aircraft else None
    return tuple(
        movement
        for movement in project.movements
        if (watched is None or _of_zone(movement, watched))
        and (airfield is None or _at(movement, airfield))
        and (kind is None or movement.kind is MovementKind(kind))
        and (who is None or who in _names(movement))
        and movement.end_s >= since_s
        and movement.start_s <= until_s
    )


def counts(movements: Iterable[Movement]) -> dict[str, int]:
    """Return how many there are by kind; what is not determined is counted apart and under no kind."""
    found: dict[str, int] = {}
    for movement in movements:
        name = movement.kind.value if movement.claims else movement.title.replace(" ", "_") + "_undetermined"
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (item[0].endswith("_undetermined"), item[0])))


def counts_in_words(movements: Iterable[Movement]) -> str:
    """Return ``12 arrivals, 11 departures; undetermined: 230 track begins, 231 track ends``."""
    claimed: list[str] = []
    open_: list[str] = []
    for name, count in counts(movements).items():
        words = name.removesuffix("_undetermined").replace("_", " ")
        if name.endswith("_undetermined"):
            open_.append(f"{count:,} × {words}")
        else:
            claimed.append(f"{count:,} {_plural(words, count)}")
    said = ", ".join(claimed) or "No movement is determined"
    return f"{said}; undetermined: {', '.join(open_)}." if open_ else f"{said}."


def summary(project: Project) -> dict[str, Any]:
    """Return what is in a project as plain values for JSON; each fix counts once."""
    fixes = project.fixes
    once = (fixes.quality & np.uint16(Quality.DUPLICATE)) == 0
    addresses = {track.icao24 or track.key for track in project.tracks}
    times = fixes.time_s[once]
    return {
        "name": project.name,
        "markings": list(project.markings),
        "fixes": int(once.sum()),
        "tracks": fixes.track_count,
        "aircraft": len(addresses),
        "sources": [source_record(source) for source in project.sources],
        "zones": [zone_record(zone) for zone in project.zones],
        "first": format_utc(float(times.min())) if len(times) else None,
        "last": format_utc(float(times.max())) if len(times) else None,
        "movements": len(project.movements),
        "audit": {"head": project.audit_head, "entries": project.audit_entries},
    }


def source_record(source: Source) -> dict[str, Any]:
    """Return a recording as plain values for JSON."""
    return {
        "id": source.id,
        "name": source.name,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "format": source.format,
        "options": source.options,
        "imported": format_utc(source.imported_s),
        "rows": source.rows,
        "stored": source.stored,
        "duplicate": source.duplicate,
        "refused": source.refused,
        "without_position": source.without_position,
        "removed": source.removed,
        "kept": source.kept,
        "stated": source.stated.words if source.stated else None,
        "stated_by": "user" if source.stated else None,
        "overruled": source.overruled,
    }


def zone_record(zone: Zone) -> dict[str, Any]:
    """Return a zone as plain values for JSON."""
    return {
        "id": zone.id,
        "name": zone.name,
        "airfield": zone.airfield,
        "floor_ft": zone.floor_ft,
        "ceiling_ft": zone.ceiling_ft,
        "version": zone.version,
        "area_nm2": round(zone.polygon.area_nm2, 3),
        "rings": [[list(corner) for corner in ring] for ring in zone.rings],
    }


def visitors(project: Project, *, since_s: float = -np.inf, until_s: float = np.inf, most: int = 6) -> tuple[str, ...]:
    """Return the aircraft (their keys) whose tracks began or ended at a zone in a span: those one would look at first.

    Military ones come first, then those that came seldom, then those that came last. Where there is no zone yet, those
    that were seen to arrive or depart anywhere.
    """
    times: dict[str, list[float]] = {}
    for movement in project.movements:
        if movement.is_end and (movement.zone or (movement.claims and not project.zones)):
            times.setdefault(movement.key, []).append(movement.time_s)
    military = {track.key for track in project.tracks if track.facts.get("military")}
    there = [key for key, seen in times.items() if any(since_s <= time_s <= until_s for time_s in seen)]
    there.sort(key=lambda key: (key not in military, len(times[key]), -max(times[key]), key))
    return tuple(there[:most])


def airfield_named(reference: Reference, text: str) -> Airfield:
    """Return the airfield of a code, or the one that a name finds first. Raises NotFound."""
    try:
        return reference.airfields.get(text)
    except NotFound:
        found: Sequence[Airfield] = reference.airfields.search(text, limit=1)
        if not found:
            raise
        return found[0]


def _zone(project: Project, name: str) -> Zone:
    for zone in project.zones:
        if name in (zone.name, zone.id):
            return zone
    known = ", ".join(f"“{zone.name}”" for zone in project.zones) or "none"
    raise NotFound(f"There is no zone “{name}”.", where=str(project.path), advice=f"Its zones: {known}.")


def _of_zone(movement: Movement, zone: Zone) -> bool:
    return movement.zone == zone.id or (zone.airfield is not None and _at(movement, zone.airfield))


def _at(movement: Movement, ident: str) -> bool:
    return movement.airfield == ident or any(candidate.ident == ident for candidate in movement.candidates)


def _names(movement: Movement) -> set[str]:
    return {name.upper() for name in (movement.icao24, movement.registration, movement.callsign) if name}


def _plural(words: str, count: int) -> str:
    if count == 1:
        return words
    return words.replace("pass", "passes") if words.endswith("pass") else f"{words}s"
