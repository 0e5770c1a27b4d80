"""Which place does a name mean, and does it hold this airfield?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..errors import NotFound
from ..model.airfield import Airfield
from ..model.place import Place, PlaceKind
from .names import Match, Names
from .tables import read_rows

__all__ = ["Places"]

_ORDER = list(PlaceKind)


@dataclass(frozen=True, eq=False)
class Places:
    """All places by id, the smaller kinds first."""

    by_id: dict[str, Place]

    @classmethod
    def load(cls, folder: Path) -> Places:
        """Read ``resources/places``; raise ResourceError where it is missing or broken."""
        places = [_small(row) for row in read_rows(folder / "places.csv")]
        places += [_country(row) for row in read_rows(folder / "countries.csv")]
        places.sort(key=lambda place: (_ORDER.index(place.kind), place.id))
        return cls({place.id: place for place in places})

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, place_id: str) -> Place:
        """Return the place of this id; raise NotFound."""
        try:
            return self.by_id[place_id]
        except KeyError:
            raise NotFound(f"no place has the id {place_id[:40]!r}") from None

    def search(self, untrusted_text: str, limit: int = 20) -> tuple[Place, ...]:
        """Return what a person may mean, best first; any script, case and accents."""
        matches = self._names.search(untrusted_text)
        rows = dict.fromkeys(np.concatenate([matches[match] for match in Match]).tolist())
        places = list(self.by_id.values())
        return tuple(places[row] for row in list(rows)[:limit])

    def contains(self, place: Place, airfield: Airfield) -> bool:
        """Return whether the airfield lies in the place, or in a place inside it."""
        return any(place.id in (holder.id, *self._around(holder)) for holder in self._direct(airfield))

    def of(self, airfield: Airfield) -> tuple[Place, ...]:
        """Return all places that hold the airfield, the smallest first."""
        found = dict.fromkeys(
            place_id for holder in self._direct(airfield) for place_id in (holder.id, *self._around(holder))
        )
        return tuple(place for place_id, place in self.by_id.items() if place_id in found)

    def _direct(self, airfield: Airfield) -> list[Place]:
        return [
            place
            for place in self.by_id.values()
            if airfield.ident in place.airfields
            or (airfield.region and airfield.region in place.regions)
            or (airfield.country and airfield.country == place.country)
        ]

    def _around(self, place: Place) -> tuple[str, ...]:
        """Return the ids of the places around one, inside out."""
        if not place.parent:
            return ()
        return (place.parent, *self._around(self.by_id[place.parent]))

    @cached_property
    def _names(self) -> Names:
        return Names.of(([f"{place.name}|{'|'.join(place.names)}" for place in self.by_id.values()],))


def _small(row: dict[str, str]) -> Place:
    return Place(
        id=row["id"],
        kind=PlaceKind(row["kind"]),
        name=row["name"],
        parent=row["parent"],
        names=_split(row["names"]),
        airfields=frozenset(_split(row["airfields"])),
        regions=frozenset(_split(row["regions"])),
        country="",
        source=row["source"],
    )


def _country(row: dict[str, str]) -> Place:
    return Place(
        id=f"country:{row['iso']}",
        kind=PlaceKind.COUNTRY,
        name=row["name"],
        parent="",
        names=_split(row["names"]),
        airfields=frozenset(),
        regions=frozenset(),
        country=row["iso"],
        source="Natural Earth; ISO 3166-1",
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("|") if name)
