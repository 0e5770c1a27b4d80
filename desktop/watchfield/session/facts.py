"""What the card on the right says about what is selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from watchfield.core.model.fixes import Kind, Quality
from watchfield.core.model.movement import Movement, MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.workflow.evidence import MARKS
from watchfield.session import movements as lists
from watchfield.session import words

__all__ = ["Card", "Line", "movement_card", "source_name", "track_card"]

_MOST_PLACES = 6


@dataclass(frozen=True)
class Line:
    """One line of a card: words on the left, a figure on the right, a mark before it.

    mark : "for", "against", "place", "not", or empty
    opens : SHA-256 of a recording and a row in it: what stands behind the line
    """

    text: str
    figure: str = ""
    mark: str = ""
    opens: tuple[str, int] | None = None


@dataclass(frozen=True)
class Card:
    """A card, section by section.

    state : how sure, or None for a track
    probability : between 0 and 1, or None where the rules give none
    offer : what the user may say of it, or empty
    """

    head: str
    title: str
    who: str
    silhouette_of: str
    state: Certainty | None
    probability: float | None
    window: str
    window_note: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    offer: str = ""


def movement_card(movement: Movement, project: Project) -> Card:
    """Return what is said about a movement."""
    zones = {zone.id: zone for zone in project.zones}
    sections = [
        ("Where it may have been" if movement.candidates else "", tuple(_places(movement))),
        ("Why", tuple(Line(words.plain(reason.text), "", "for" if reason.supports else "against")
                      for reason in movement.reasons)),
        ("At the deciding fix", _deciding(movement)),
        ("What it rests on", tuple(_evidence(movement, project.sources))),
    ]  # fmt: skip
    if lists.is_out_of_date(movement, zones):
        stale = Line("The zone has another shape now; this was found with the one before.", "", "against")
        sections.insert(0, ("Out of date", (stale,)))
    return Card(
        head="Movement",
        title=words.plain(lists.title(movement, project.zones)),
        who=words.plain(
            " · ".join(filter(None, (movement.registration or movement.icao24, movement.type, movement.callsign)))
        ),
        silhouette_of=movement.type or "",
        state=movement.state,
        probability=movement.probability,
        window=f"{words.window(movement.start_s, movement.end_s)} UTC",
        window_note=_note(movement),
        sections=tuple((name, lines) for name, lines in sections if lines),
    )


def track_card(number: int, project: Project) -> Card:
    """Return what is said about an aircraft."""
    track, fixes = project.tracks[number], project.fixes
    rows = slice(int(fixes.offsets[number]), int(fixes.offsets[number + 1]))
    times = fixes.time_s[rows]
    sections = [
        ("Who", tuple(_who(track))),
        ("What was received", tuple(_received(project, rows))),
        ("What to be careful with", tuple(_doubts(project, rows))),
    ]
    ends = [movement for movement in project.movements if movement.key == track.key]
    if ends:
        claims = sum(movement.claims for movement in ends)
        sections.append(
            (
                "Movements",
                (
                    Line("Claimed by evidence", words.count(claims)),
                    Line("Starts and ends that are undetermined", words.count(len(ends) - claims)),
                ),
            )
        )
    window = words.window(float(times[0]), float(times[-1])) + " UTC" if len(times) else "no fixes"
    return Card(
        head="Aircraft",
        title=words.plain(track.name),
        who=words.plain(" · ".join(filter(None, (track.type, track.callsign, track.icao24)))),
        silhouette_of=track.type or "",
        state=None,
        probability=None,
        window=window,
        window_note="first to last fix",
        sections=tuple((name, lines) for name, lines in sections if lines),
        offer=_offer(track),
    )


def _offer(track: Track) -> str:
    if track.stated:
        return "Change or take back what you state …"
    return "" if track.icao24 else "State which aircraft this is …"


def source_name(source: Source) -> str:
    """Return the name of a file as people know it."""
    return words.plain(PurePath(source.name.replace("\\", "/")).name or source.name)


def _places(movement: Movement) -> Iterable[Line]:
    for candidate in movement.candidates[:_MOST_PLACES]:
        named = movement.claims and candidate.ident == movement.airfield
        text = f"{candidate.ident}  {words.plain(candidate.name)}"
        yield Line(text, f"{candidate.range_nm:.0f} NM", "for" if named else "place")
    more = len(movement.candidates) - _MOST_PLACES
    if more > 0:
        yield Line(f"and {more} more within reach", "", "place")
    if movement.candidates and not movement.claims:
        yield Line("Elsewhere, or flew on", "not ruled out", "place")


def _deciding(movement: Movement) -> tuple[Line, ...]:
    return (
        Line("Time", f"{words.day(movement.time_s)} {words.clock_text(movement.time_s)}Z"),
        Line("Height", words.altitude(movement.altitude_ft)),
        Line("Position", words.position(movement.lon_deg, movement.lat_deg)),
    )


def _evidence(movement: Movement, sources: tuple[Source, ...]) -> Iterable[Line]:
    names = {source.sha256: source_name(source) for source in sources}
    for part in movement.evidence:
        name = names.get(part.source, f"SHA-256 {part.source[:8]} …")
        rows = f"row {part.first_row:,}" if part.first_row == part.last_row else (
            f"rows {part.first_row:,} to {part.last_row:,}"
        )  # fmt: skip
        yield Line(name, rows, opens=(part.source, part.first_row))
    yield Line("Rules", movement.rules)


def _note(movement: Movement) -> str:
    if not movement.claims:
        return (
            "what came before was not seen"
            if movement.kind is MovementKind.DEPARTURE
            else "what came after was not seen"
        )
    return "a window, not a time" if movement.end_s - movement.start_s >= 60 else "seen on or near the ground"


def _who(track: Track) -> Iterable[Line]:
    said = (
        ("Registration", track.registration, "registration"),
        ("Type", track.type, "type"),
        ("Callsign", ", ".join(dict.fromkeys(interval.text for interval in track.callsigns)) or track.callsign, ""),
        ("ICAO address", track.icao24, "icao24"),
        ("Squawk", ", ".join(dict.fromkeys(interval.text for interval in track.squawks)), ""),
    )
    for name, value, part in said:
        if value:
            shown = words.plain(value if len(value) <= 40 else value[:39] + "…")
            yield Line(name, f"{shown} · stated by you" if part in track.by_user else shown)
    for name, fact in track.facts.items():
        yield Line(words.plain(name.capitalize()), words.plain(str(fact))[:40])


_WORTH_SAYING = (
    Quality.JUMP, Quality.ALTITUDE_OUTLIER, Quality.SPOOF_SUSPECTED, Quality.JAMMED_CELL, Quality.ODD_TIME,
    Quality.STALE, Quality.INTERPOLATED_TIME,
)  # fmt: skip


def _doubts(project: Project, rows: slice) -> Iterable[Line]:
    """Give what speaks against some of the fixes, each with the first fix that has it."""
    fixes = project.fixes
    quality = fixes.quality[rows]
    estimated = np.flatnonzero(fixes.kind[rows] == Kind.ESTIMATED)
    found = [("estimated, not observed: never taken for evidence", estimated)]
    found += [(MARKS[bit], np.flatnonzero(quality & int(bit))) for bit in _WORTH_SAYING]
    for text, places in found:
        if len(places):
            first = rows.start + int(places[0])
            source = project.sources[int(fixes.source[first])]
            count = words.counted(len(places), "fix", "fixes")
            yield Line(text.capitalize(), count, "against", (source.sha256, int(fixes.row[first])))


def _received(project: Project, rows: slice) -> Iterable[Line]:
    fixes = project.fixes
    yield Line("Fixes", words.count(rows.stop - rows.start))
    kinds = np.bincount(fixes.kind[rows], minlength=len(Kind))
    for kind in Kind:
        if kinds[kind]:
            yield Line(f"of kind {kind.name.replace('_', '-').replace('-', ' ')}", words.count(int(kinds[kind])))
    pressure, height = fixes.baro_altitude_ft[rows], fixes.geo_altitude_ft[rows]
    heights = np.where(np.isnan(pressure), height, pressure)
    heights = heights[~np.isnan(heights)]
    if len(heights):
        yield Line("Height", f"{words.altitude(float(heights.min()))} to {words.altitude(float(heights.max()))}")
    for number in np.unique(fixes.source[rows])[:5]:
        if int(number) < len(project.sources):
            taken = fixes.source[rows] == number
            found = fixes.row[rows][taken]
            source = project.sources[int(number)]
            first, last = int(found.min()), int(found.max())
            yield Line(source_name(source), f"rows {first:,} to {last:,}", opens=(source.sha256, first))
