"""Watch zones: drawn round an airfield, read from a file, kept in the project."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import ZoneError
from ..geo.polygon import circle
from ..ingest.features.polygons import read_polygons
from ..model.airfield import Airfield
from ..model.zone import Ring, Zone
from ..spatial import shapes
from ..store import Store

__all__ = ["RADIUS_NM", "add_zones", "check_rings", "import_zones", "keep_zones", "new_zone", "ring_of", "zone_round"]

RADIUS_NM = 8.0


def zone_round(
    airfield: Airfield,
    *,
    radius_nm: float = RADIUS_NM,
    floor_ft: float | None = None,
    ceiling_ft: float | None = None,
    name: str | None = None,
) -> Zone:
    """Return a round zone about an airfield. Raises ZoneError for a radius or a band that encloses nothing."""
    if not 0.0 < radius_nm <= 500.0:
        raise ZoneError(f"A radius of {radius_nm:g} NM makes no zone.", advice="Give one above 0 and up to 500 NM.")
    ring = ring_of(circle(airfield.lon_deg, airfield.lat_deg, radius_nm).tolist())
    zone = new_zone(name or airfield.name, (ring,), airfield=airfield.ident)
    return _with_sound_band(replace(zone, floor_ft=floor_ft, ceiling_ft=ceiling_ft))


def new_zone(name: str, rings: tuple[Ring, ...], *, airfield: str | None = None) -> Zone:
    """Return a zone with an id of its own, which it keeps through every reshaping."""
    return Zone(id=uuid.uuid4().hex[:16], name=name, rings=rings, airfield=airfield)


def ring_of(corners: Sequence[Sequence[float]]) -> Ring:
    """Return corners as a ring, to 1e-7 degrees, a centimetre."""
    return tuple((round(corner[0], 7), round(corner[1], 7)) for corner in corners)


def checked(zone: Zone) -> Zone:
    """Return the zone, or raise ZoneError if nothing can be inside it. Needs numpy alone."""
    if not zone.rings or any(len(ring) < 3 for ring in zone.rings) or zone.polygon.area_nm2 <= 0.0:
        raise ZoneError(f"“{zone.name}” encloses nothing.", advice="A zone needs three corners that are not in a line.")
    return _with_sound_band(zone)


def _with_sound_band(zone: Zone) -> Zone:
    if not all(math.isfinite(height_ft) for height_ft in (zone.floor_ft, zone.ceiling_ft) if height_ft is not None):
        raise ZoneError(f"“{zone.name}” has a floor or a ceiling that is no height.", advice="Give it in feet.")
    if zone.floor_ft is not None and zone.ceiling_ft is not None and zone.floor_ft >= zone.ceiling_ft:
        raise ZoneError(
            f"“{zone.name}” has its floor at {zone.floor_ft:,.0f} ft and its ceiling at {zone.ceiling_ft:,.0f} ft.",
            advice="The ceiling must be the higher one.",
        )
    return zone


def check_rings(rings: Sequence[Ring]) -> None:
    """Raise ZoneError unless the rings enclose something and none crosses itself or another. Needs shapely."""
    if not rings or any(len(ring) < 3 for ring in rings):
        raise ZoneError("A zone has at least three corners.", advice="Add a corner.")
    if any(not -90.0 <= lat <= 90.0 for ring in rings for _, lat in ring):
        raise ZoneError("A corner lies beyond a pole.", advice="Move it back.")
    if not shapes.is_simple(rings):
        raise ZoneError("The rim crosses itself, or encloses nothing.", advice="Move a corner.")


def add_zones(path: Path, zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """Keep more zones in a project; one whose name is taken gets a number. Return them as they were kept."""
    with Store.open(path, write=True) as store:
        held = store.zones()
        names = {zone.name for zone in held}
        added: list[Zone] = []
        for zone in zones:
            name = _free_name(zone.name, names)
            names.add(name)
            check_rings(zone.rings)
            added.append(checked(replace(zone, name=name)))
        store.put_zones((*held, *added), action="zone add")
    return tuple(added)


def import_zones(path: Path, file: Path) -> tuple[Zone, ...]:
    """Keep the polygons of a KML, GeoJSON or GeoPackage file as zones, mended where they need it.

    Raises ReadError, ZoneError, ProjectError.
    """
    return add_zones(path, [new_zone(named.name, shapes.mended(named.rings)) for named in read_polygons(file)])


def keep_zones(path: Path, zones: Sequence[Zone], action: str) -> None:
    """Make these the zones of a project, in one transaction with its audit entry."""
    for zone in zones:
        check_rings(zone.rings)
        checked(zone)
    with Store.open(path, write=True) as store:
        store.put_zones(tuple(zones), action=action)


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
