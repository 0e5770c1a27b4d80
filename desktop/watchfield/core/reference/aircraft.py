"""What type does a designator stand for?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import NotFound
from ..model.aircraft import RUNWAY_OTHER_FT, AircraftType, Silhouette, Wake
from .tables import read_rows

__all__ = ["AircraftTypes"]


@dataclass(frozen=True, eq=False)
class AircraftTypes:
    """All types by their designator."""

    by_designator: dict[str, AircraftType]

    @classmethod
    def load(cls, folder: Path) -> AircraftTypes:
        """Read ``resources/aircraft``; raise ResourceError where it is missing or broken."""
        types = {}
        for row in read_rows(folder / "types.csv.gz"):
            wake = Wake(row["wake"])
            name, engine, engines, body = row["name"], row["engine"], int(row["engines"]), row["body"]
            types[row["designator"]] = AircraftType(row["designator"], name, wake, engine, engines, body)
        return cls(types)

    def __len__(self) -> int:
        return len(self.by_designator)

    def find(self, designator: str | None) -> AircraftType | None:
        """Return the type of this designator in upper or lower case, None where it is not known."""
        return self.by_designator.get((designator or "").strip().upper())

    def get(self, designator: str) -> AircraftType:
        """Return the type of this designator; raise NotFound."""
        found = self.find(designator)
        if found is None:
            raise NotFound(f"no aircraft type has the designator {designator.strip()[:20]!r}")
        return found

    def is_heavy(self, designator: str | None) -> bool:
        """Return whether it is known to be of wake category heavy or super."""
        found = self.find(designator)
        return found is not None and found.heavy

    def runway_need_ft(self, designator: str | None) -> float:
        """Return the runway the type needs at least; of a type that is not known, that of the least demanding class."""
        found = self.find(designator)
        return found.runway_need_ft if found is not None else RUNWAY_OTHER_FT

    def silhouette(self, designator: str | None) -> Silhouette:
        """Return the shape that stands for the type on the map."""
        found = self.find(designator)
        return found.silhouette if found is not None else Silhouette.UNKNOWN
