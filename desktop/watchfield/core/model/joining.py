"""Which keys name one aircraft, and what may the user state of a recording?

icao:1551df ── callsign:ABY12@6f… ── fr24:3376ab31        one aircraft, named icao:1551df

Recordings have the first word. The newest statement of a key holds, and one that would make a single aircraft of two
addresses does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import RequestError
from .track import AircraftStatement, Identity

__all__ = ["Groups", "settled", "stated_identities"]

Span = tuple[float, float]  # from when to when, UTC seconds


class Groups:
    """Keys that identities join (union-find)."""

    def __init__(self, identities: Iterable[Identity] = ()) -> None:
        self._parents: dict[str, str] = {}
        self._keys: dict[str, set[str]] = {}
        self._stated: dict[str, list[AircraftStatement]] = {}
        for identity in identities:
            self.join(identity)

    def join(self, identity: Identity) -> None:
        """Join two keys, and all that are joined with either."""
        root, gone = self.root(identity.same_as), self.root(identity.key)
        keys, stated = self._keys.setdefault(root, {root}), self._stated.setdefault(root, [])
        if gone != root:
            self._parents[gone] = root
            keys |= self._keys.pop(gone, {gone})
            stated.extend(self._stated.pop(gone, ()))
        if identity.statement:
            stated.append(identity.statement)

    def root(self, key: str) -> str:
        """Return the key that stands for all that are joined with this one."""
        while (parent := self._parents.get(key, key)) != key:
            self._parents[key] = self._parents.get(parent, parent)
            key = parent
        return key

    def keys(self, root: str) -> set[str]:
        """Return all keys that identities join to this one, itself included where there is any."""
        return self._keys.get(root, set())

    def stated(self, root: str) -> tuple[AircraftStatement, ...]:
        """Return what the user states of this aircraft, in order, each once."""
        return tuple(dict.fromkeys(self._stated.get(root, ())))

    def addresses(self, key: str) -> set[str]:
        """Return the ICAO addresses of the aircraft of this key."""
        return {one[5:] for one in {key, *self.keys(self.root(key))} if one.startswith("icao:")}


def settled(
    rows: Iterable[tuple[Identity, int | None]], gone: frozenset[int]
) -> tuple[tuple[Identity, ...], frozenset[int]]:
    """Return the identities that hold, in order, and the sources of which a statement does not.

    rows : everything that was ever said, oldest first, with its source; a key that the user calls the same as itself
        and of which nothing is said takes back what was stated of it
    gone : sources that are removed, whose word does not count
    """
    said = [(identity, source) for identity, source in rows if source not in gone]
    held = [identity for identity, _ in said if identity.stated_by == "file"]
    groups = Groups(held)
    newest: dict[str, tuple[Identity, int | None]] = {}
    overruled: set[int] = set()
    for identity, source in said:
        if identity.stated_by == "file":
            continue
        before = newest.pop(identity.key, None)
        if before and before[1] is not None and before[0].statement != identity.statement:
            overruled.add(before[1])
        newest[identity.key] = identity, source
        overruled -= {source}
    for identity, source in newest.values():
        if identity.key == identity.same_as and not identity.statement:
            continue
        if source is not None and _contradicts(groups, identity):
            overruled.add(source)
            continue
        groups.join(identity)
        held.append(identity)
    return tuple(held), frozenset(overruled)


def _contradicts(groups: Groups, identity: Identity) -> bool:
    """Tell whether this would make one aircraft of two addresses."""
    if groups.root(identity.key) == groups.root(identity.same_as):
        return False
    return bool(groups.addresses(identity.key)) and bool(groups.addresses(identity.same_as))


def stated_identities(
    spans: Mapping[str, Sequence[Span]], identities: Iterable[Identity], statement: AircraftStatement
) -> tuple[Identity, ...]:
    """Return what joins a recording to the aircraft that the user says it is of.

    spans : the complete keys of its tracks, and from when to when each of them goes (several for one that pauses)
    identities : what joins keys already, of the recording itself and of those that are held, without what the user
        stated of these keys before

    Raises RequestError where the recording itself says otherwise, or cannot be of one aircraft.
    """
    if not spans:
        raise RequestError("The recording has no positions, so nothing is known of its aircraft.")
    groups = Groups(identities)
    addresses = set().union(*(groups.addresses(key) for key in spans))
    if len(addresses) > 1:
        raise RequestError(
            f"The recording is of {len(addresses):,} aircraft, by their addresses.",
            advice="An aircraft is stated for a recording of one.",
        )
    if statement.icao24 and addresses - {statement.icao24}:
        raise RequestError(f"The recording itself says that its aircraft is {addresses.pop()}, not {statement.icao24}.")
    by_aircraft: dict[str, list[Span]] = {}
    for key, when in spans.items():
        by_aircraft.setdefault(groups.root(key), []).extend(when)
    if _at_once(by_aircraft):
        raise RequestError(
            f"The recording has {len(by_aircraft):,} tracks, and some go at the same time: it is not of one aircraft.",
            advice="An aircraft is stated for a recording of one.",
        )
    same = f"icao:{statement.icao24}" if statement.icao24 else ""
    said = Identity("", "", "user", statement.registration, statement.type)
    return tuple(replace(said, key=key, same_as=same or key) for key in spans if key != same or said.statement)


def _at_once(by_aircraft: Mapping[str, Sequence[Span]]) -> bool:
    """Tell whether two of several aircraft go at the same time."""
    spans = sorted((*span, root) for root, when in by_aircraft.items() for span in when)
    last_s, of = float("-inf"), ""
    for first_s, end_s, root in spans:
        if root != of and first_s < last_s:
            return True
        if end_s > last_s:
            last_s, of = end_s, root
    return False
