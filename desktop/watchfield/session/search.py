"""One box finds everything: airfields, zones, aircraft, commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from watchfield.core.errors import RequestError
from watchfield.core.geo.times import parse_utc
from watchfield.core.model.airfield import Airfield
from watchfield.core.model.project import Project
from watchfield.core.reference.airfields import Airfields
from watchfield.session import words

__all__ = ["Found", "What", "find"]

_MOST_OF_A_KIND = 6


class What(str, Enum):
    """What was found."""

    AIRFIELD = "airfield"
    WATCH = "watch"
    ZONE = "zone"
    AIRCRAFT = "aircraft"
    TIME = "time"
    COMMAND = "command"


@dataclass(frozen=True)
class Found:
    """One line of the answer.

    key : ident of an airfield, id of a zone, key of a track, UTC seconds, name of a command
    """

    what: What
    key: str
    text: str
    note: str = ""
    airfield: Airfield | None = None


def find(
    text: str, project: Project | None, airfields: Airfields | None, commands: Sequence[tuple[str, str, str]] = ()
) -> tuple[Found, ...]:
    """Return what a text may mean, likeliest first.

    commands : (name, words, keys) of each
    """
    wanted = text.strip()
    if not wanted:
        return tuple(Found(What.COMMAND, name, said, keys) for name, said, keys in commands[:8])
    folded = wanted.casefold()
    found: list[Found] = list(_times(wanted))
    fields = airfields.search(wanted, limit=_MOST_OF_A_KIND) if airfields is not None else ()
    if fields:
        found += _about(fields[0])
    if project is not None:
        found += [
            Found(What.ZONE, zone.id, f"Zone {words.plain(zone.name)}", "go to")
            for zone in project.zones
            if folded in zone.name.casefold() or folded == (zone.airfield or "").casefold()
        ][:_MOST_OF_A_KIND]
        found += list(_aircraft(folded, project))
    found += [Found(What.AIRFIELD, field.ident, _name(field), _note(field), field) for field in fields[1:]]
    found += [Found(What.COMMAND, name, said, keys) for name, said, keys in commands if folded in said.casefold()]
    return tuple(found)


def _about(field: Airfield) -> tuple[Found, Found]:
    return (
        Found(What.AIRFIELD, field.ident, _name(field), _note(field), field),
        Found(What.WATCH, field.ident, f"Watch zone round {words.plain(field.name)} ({field.code})", "make it", field),
    )


def _name(field: Airfield) -> str:
    return f"{words.plain(field.name)} · {field.code}"


def _note(field: Airfield) -> str:
    where = ", ".join(filter(None, (field.municipality, field.country)))
    return words.plain(f"airfield, {where}" if where else "airfield")


def _aircraft(folded: str, project: Project) -> Iterable[Found]:
    count = 0
    for track in project.tracks:
        names = (track.registration, track.callsign, track.icao24, *(interval.text for interval in track.callsigns))
        if any(name and folded in name.casefold() for name in names):
            note = " · ".join(filter(None, (track.type, track.callsign, track.icao24)))
            yield Found(What.AIRCRAFT, track.key, words.plain(track.name), words.plain(note))
            count += 1
            if count == _MOST_OF_A_KIND:
                return


def _times(text: str) -> Iterable[Found]:
    if any(char.isdigit() for char in text) and len(text) >= 8:
        try:
            time_s = parse_utc(text)
        except RequestError:
            return
        yield Found(What.TIME, str(time_s), f"Go to {words.day(time_s)} {words.clock_text(time_s)}Z", "time")
