"""What a user does to watch zones; every one of these can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from watchfield.core.errors import ZoneError
from watchfield.core.model.airfield import Airfield
from watchfield.core.model.zone import Zone
from watchfield.core.workflow.zones import RADIUS_NM, check_rings, new_zone, ring_of, zone_round
from watchfield.session.edits import corners
from watchfield.session.session import Edit
from watchfield.session.state import Selection, State, ZoneDraft

__all__ = [
    "add_corner",
    "close_ring",
    "delete_zone",
    "draw_corner",
    "keep_draft",
    "move_corner",
    "move_zone",
    "remove_corner",
    "rename_zone",
    "reshape",
    "start_drawing",
    "watch_airfield",
]


def watch_airfield(airfield: Airfield, *, radius_nm: float = RADIUS_NM) -> Edit:
    """Watch a circle round an airfield."""
    drawn = zone_round(airfield, radius_nm=radius_nm)

    def change(state: State) -> State:
        zone = replace(drawn, name=_free_name(drawn.name, state.zones))
        return _selected(_with_zones(state, (*state.zones, zone)), zone.id)

    return Edit(f"Watch zone round {airfield.name} ({airfield.code})", change)


def start_drawing(name: str = "New zone") -> Callable[[State], State]:
    """Begin a new polygon; its first corner comes with the first click."""
    return lambda state: replace(state, draft=ZoneDraft(None, _free_name(name, state.zones), ((),)))


def reshape(zone: Zone) -> Callable[[State], State]:
    """Take a zone by its handles."""
    draft = ZoneDraft(zone.id, zone.name, zone.rings, before=zone.rings, closed=True)
    return lambda state: _selected(replace(state, draft=draft), zone.id)


def draw_corner(lon_deg: float, lat_deg: float) -> Edit:
    """Add one more corner to a rim that is still open."""

    def shaped(draft: ZoneDraft) -> ZoneDraft:
        rim = (*draft.rings[0], (lon_deg, lat_deg))
        return replace(draft, rings=(rim, *draft.rings[1:]), corner=(0, len(rim) - 1))

    return _draft_edit("Add a corner", shaped)


def close_ring() -> Edit:
    """Join the last corner to the first."""
    return _draft_edit("Close the shape", lambda draft: replace(draft, closed=True) if draft.is_shape else draft)


def move_corner(ring: int, corner: int, lon_deg: float, lat_deg: float) -> Edit:
    """Put one corner elsewhere."""

    def shaped(draft: ZoneDraft) -> ZoneDraft:
        rings = corners.moved(draft.rings, ring, corner, (lon_deg, lat_deg))
        return replace(draft, rings=rings, corner=(ring, corner))

    return _draft_edit("Move a corner", shaped)


def add_corner(ring: int, after: int, lon_deg: float, lat_deg: float) -> Edit:
    """Put a new corner between two."""

    def shaped(draft: ZoneDraft) -> ZoneDraft:
        rings = corners.added(draft.rings, ring, after, (lon_deg, lat_deg))
        return replace(draft, rings=rings, corner=(ring, after + 1))

    return _draft_edit("Add a corner", shaped)


def remove_corner(ring: int, corner: int) -> Edit:
    """Take a corner out; a triangle keeps its three."""

    def shaped(draft: ZoneDraft) -> ZoneDraft:
        rings = corners.removed(draft.rings, ring, corner, least=3 if draft.closed else 0)
        return draft if rings == draft.rings else replace(draft, rings=rings, corner=None)

    return _draft_edit("Remove a corner", shaped)


def move_zone(dlon_deg: float, dlat_deg: float) -> Edit:
    """Move the whole shape."""
    return _draft_edit(
        "Move the shape", lambda draft: replace(draft, rings=corners.shifted(draft.rings, dlon_deg, dlat_deg))
    )


def keep_draft() -> Edit:
    """Keep the shape that was drawn. The edit raises ZoneError for one that encloses nothing or crosses itself."""

    def change(state: State) -> State:
        draft = state.draft
        if draft is None:
            return state
        check_rings(draft.rings)
        if draft.zone is None:
            zone = new_zone(draft.name, tuple(map(ring_of, draft.rings)))
            return _selected(_with_zones(replace(state, draft=None), (*state.zones, zone)), zone.id)
        zones = tuple(
            replace(zone, rings=tuple(map(ring_of, draft.rings)), name=draft.name) if zone.id == draft.zone else zone
            for zone in state.zones
        )
        return _with_zones(replace(state, draft=None), zones)

    return Edit("Shape a watch zone", change, closes_draft=True)


def rename_zone(zone: Zone, name: str) -> Edit:
    """Call a zone something else."""
    plain = name.strip()
    if not plain:
        raise ZoneError("A zone needs a name.", kept=f"It is still called {zone.name}.")
    return _zone_edit(f"Rename {zone.name}", zone, lambda old: replace(old, name=plain))


def delete_zone(zone: Zone) -> Edit:
    """Watch one zone less."""

    def change(state: State) -> State:
        zones = tuple(other for other in state.zones if other.id != zone.id)
        draft = state.draft if state.draft and state.draft.zone != zone.id else None
        gone = replace(
            state,
            draft=draft,
            selection=replace(state.selection, zone=None),
            filter=replace(state.filter, zone=None if state.filter.zone == zone.id else state.filter.zone),
        )
        return _with_zones(gone, zones)

    return Edit(f"Delete {zone.name}", change, closes_draft=True)


def _draft_edit(label: str, shaped: Callable[[ZoneDraft], ZoneDraft]) -> Edit:
    def change(state: State) -> State:
        if state.draft is None:
            return state
        draft = shaped(state.draft)
        return state if draft is state.draft else replace(state, draft=draft)

    return Edit(label, change)


def _zone_edit(label: str, zone: Zone, changed: Callable[[Zone], Zone]) -> Edit:
    def change(state: State) -> State:
        return _with_zones(state, tuple(changed(old) if old.id == zone.id else old for old in state.zones))

    return Edit(label, change)


def _with_zones(state: State, zones: tuple[Zone, ...]) -> State:
    if state.project is None:
        raise ZoneError(
            "There is no project to keep the zone in.",
            advice="Create one with Ctrl+N, open one with Ctrl+O, or import a recording.",
        )
    return replace(state, project=replace(state.project, zones=zones))


def _selected(state: State, zone: str) -> State:
    return replace(state, selection=Selection(tracks=state.selection.tracks, zone=zone))


def _free_name(name: str, zones: tuple[Zone, ...]) -> str:
    taken = {zone.name for zone in zones}
    names = (name, *(f"{name} {number}" for number in range(2, len(zones) + 3)))
    return next(free for free in names if free not in taken)
