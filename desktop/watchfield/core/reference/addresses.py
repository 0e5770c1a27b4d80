"""To which state does an ICAO 24-bit address belong, and is the aircraft known as military?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..model.aircraft import AddressBlock, KnownAircraft
from .tables import read_rows

__all__ = ["Addresses"]

_ADDRESS = re.compile("[0-9a-f]{6}")


@dataclass(frozen=True, eq=False)
class Addresses:
    """Address blocks, the small before the large, and aircraft known by their address."""

    blocks: tuple[AddressBlock, ...]
    _folder: Path

    @classmethod
    def load(cls, folder: Path) -> Addresses:
        """Read ``resources/aircraft``; raise ResourceError where it is missing or broken."""
        rows = read_rows(folder / "blocks.csv")
        return cls(tuple(AddressBlock(int(r["first"], 16), int(r["last"], 16), r["state"]) for r in rows), folder)

    def state_of(self, icao24: str | None) -> str:
        """Return the state of registry, empty where the address is none (as ``~2a3b4c``) or not assigned.

        The first block that holds it wins: Bermuda's lie inside the block of the United Kingdom.
        """
        address = (icao24 or "").strip().lower()
        if not _ADDRESS.fullmatch(address):
            return ""
        number = int(address, 16)
        return next((block.state for block in self.blocks if block.first <= number <= block.last), "")

    def known(self, icao24: str | None) -> KnownAircraft | None:
        """Return the military or government aircraft of this address, None where the list has none."""
        return self._aircraft.get((icao24 or "").strip().lower())

    def is_military(self, icao24: str | None) -> bool:
        """Return whether the list has it as military; that it is not listed says nothing."""
        aircraft = self.known(icao24)
        return aircraft is not None and aircraft.military

    @cached_property
    def _aircraft(self) -> dict[str, KnownAircraft]:
        rows = read_rows(self._folder / "addresses.csv.gz")
        return {
            row["icao24"]: KnownAircraft(
                row["icao24"], row["registration"], row["type"], row["operator"], military=row["military"] == "1"
            )
            for row in rows
        }
