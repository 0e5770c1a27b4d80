"""Whose fixes are these?

A track belongs to a *key*, the best name its recording gives it:

    icao:1551df                  an ICAO 24-bit address
    fr24:3376ab31                a Flightradar24 flight id
    callsign:JAL516@<sha256>     a callsign, in that one source
    other:~2a3b4c@<sha256>       any other name or number, in that one source

A file that gives two names joins them. What a name means in one source it need not mean in another, hence the hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..errors import RequestError

__all__ = [
    "AircraftStatement",
    "Identity",
    "Interval",
    "Track",
    "best_key",
    "complete_key",
    "key_of",
    "merged",
]

_RANK = {"icao": 0, "fr24": 1, "callsign": 2, "other": 3}
_LOCAL = ("callsign:", "other:")
_COMPLETED = re.compile(r"@[0-9a-f]{64}\Z")  # the hash of a source; a name may have an @ of its own
_ADDRESS = re.compile("[0-9a-f]{6}")
_LONGEST = 16  # characters of a registration or a type


@dataclass(frozen=True, slots=True)
class Interval:
    """A text that held from one time to another, both included: a callsign, a squawk."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class AircraftStatement:
    """Which aircraft a recording is of, on the user's word, where the recording does not say it.

    icao24 : six lower-case hex digits, or None
    registration, type : short plain texts, or None

    Made in any spelling. Raises RequestError for an address that is none, a text that is not plain, or nothing at all.
    """

    icao24: str | None = None
    registration: str | None = None
    type: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "icao24", _address(self.icao24 or ""))
        object.__setattr__(self, "registration", _stated_text(self.registration or "", "registration"))
        object.__setattr__(self, "type", _stated_text(self.type or "", "type"))
        if not (self.icao24 or self.registration or self.type):
            raise RequestError("Nothing is said of the aircraft.", advice="Give an address, a registration or a type.")

    @classmethod
    def of(cls, text: str) -> AircraftStatement:
        """Return what ``HEX[,REGISTRATION[,TYPE]]`` says; each part may be empty. Raises RequestError."""
        parts = text.split(",")
        if len(parts) > 3:
            raise RequestError(
                f"“{text[:60]}” is no aircraft.", advice="Write HEX, HEX,REGISTRATION,TYPE or ,REGISTRATION."
            )
        return cls(*parts)

    @property
    def words(self) -> str:
        """What is stated, for people: ``address 1551df, registration RA-82035, type A124``."""
        said = (("address", self.icao24), ("registration", self.registration), ("type", self.type))
        return ", ".join(f"{name} {text}" for name, text in said if text)


@dataclass(frozen=True, slots=True)
class Identity:
    """Two keys that name one aircraft: because a file says so, or because the user does.

    stated_by : ``file`` or ``user``
    registration, type : what the user states of the aircraft beside its address; a key may then be the same as itself
    """

    key: str
    same_as: str
    stated_by: str = "file"
    registration: str | None = None
    type: str | None = None

    @property
    def statement(self) -> AircraftStatement | None:
        """What the user states here of an aircraft; None where two keys are joined and nothing more."""
        address = (
            self.same_as.partition(":")[2] if self.key != self.same_as and self.same_as.startswith("icao:") else ""
        )
        if self.stated_by != "user" or not (address or self.registration or self.type):
            return None
        return AircraftStatement(address, self.registration, self.type)


@dataclass(frozen=True, slots=True)
class Track:
    """Who it is whose fixes stand in one track.

    icao24 : six lower-case hex digits, or None
    callsign : the one that held longest
    facts : what else the recording says: ``military`` (bool), ``category``, ``owner``, ``description``
    stated : what the user states of this aircraft, in order; a part of its fixes may be its own on that word alone
    by_user : which of ``icao24``, ``registration`` and ``type`` no recording says, but the user
    """

    key: str
    icao24: str | None = None
    callsign: str | None = None
    registration: str | None = None
    type: str | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    callsigns: tuple[Interval, ...] = ()
    squawks: tuple[Interval, ...] = ()
    stated: tuple[AircraftStatement, ...] = ()
    by_user: tuple[str, ...] = ()

    @property
    def stated_by(self) -> str | None:
        """``user`` where the user states something of this aircraft, else None."""
        return "user" if self.stated else None

    @property
    def name(self) -> str:
        """What people call it: registration, callsign, address, or the key's own text."""
        return self.registration or self.callsign or self.icao24 or _COMPLETED.sub("", self.key.partition(":")[2])


def key_of(*, icao24: str | None = None, fr24: str | None = None, callsign: str | None = None, other: str = "") -> str:
    """Return the best key that these names give; local ones are completed with their source's hash later."""
    if icao24:
        return f"icao:{icao24.lower()}"
    if fr24:
        return f"fr24:{fr24.lower()}"
    return f"callsign:{callsign}" if callsign else f"other:{other}"


def complete_key(key: str, sha256: str) -> str:
    """Return a key that holds beyond its file: a name that is only local gets the hash of its source."""
    return f"{key}@{sha256}" if key.startswith(_LOCAL) and not _COMPLETED.search(key) else key


def best_key(keys: Iterable[str]) -> str:
    """Return the key that names an aircraft best."""
    return min(keys, key=lambda key: (_RANK.get(key.partition(":")[0], 9), key))


def merged(tracks: Iterable[Track]) -> Track:
    """Return one track for several stretches of one aircraft, named by the best key; the best key's word holds."""
    stretches = sorted(tracks, key=lambda track: (_RANK.get(track.key.partition(":")[0], 9), track.key))
    first = stretches[0]
    facts: dict[str, object] = {}
    for track in stretches:
        facts = {**track.facts, **facts}
    callsigns = _union(interval for track in stretches for interval in track.callsigns)
    return replace(
        first,
        icao24=next((track.icao24 for track in stretches if track.icao24), None),
        callsign=_longest(callsigns) or next((track.callsign for track in stretches if track.callsign), None),
        registration=next((track.registration for track in stretches if track.registration), None),
        type=next((track.type for track in stretches if track.type), None),
        facts=MappingProxyType(facts),
        callsigns=callsigns,
        squawks=_union(interval for track in stretches for interval in track.squawks),
    )


def _union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return intervals in order of time, each once."""
    return tuple(sorted(set(intervals), key=lambda interval: (interval.start_s, interval.end_s, interval.text)))


def _longest(intervals: tuple[Interval, ...]) -> str | None:
    held: dict[str, float] = {}
    for interval in intervals:
        held[interval.text] = held.get(interval.text, 0.0) + interval.end_s - interval.start_s
    return min(held, key=lambda text: (-held[text], text)) if held else None


def _address(text: str) -> str | None:
    digits = text.strip().lower().removeprefix("0x")
    if not digits:
        return None
    if not _ADDRESS.fullmatch(digits) or digits == "000000":
        raise RequestError(
            f"“{text[:20]}” is no ICAO 24-bit address.",
            advice="It has six hex digits, like 1551df, and never begins with ~.",
        )
    return digits


def _stated_text(text: str, name: str) -> str | None:
    trimmed = text.strip().upper()
    if len(trimmed) > _LONGEST or not trimmed.isprintable() or any("\u2066" > c >= "\u200b" for c in trimmed):
        raise RequestError(f"“{text[:20]}” is no {name}.", advice=f"It has up to {_LONGEST} letters and digits.")
    return trimmed or None
