"""Everything one project file says, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from .fixes import Fixes
from .movement import Movement
from .source import Source
from .track import Track
from .zone import Zone

__all__ = ["GENERATED", "Project"]

GENERATED = (
    "generated demonstration"  # the value of the setting that marks a project as generated; it is never taken off
)


@dataclass(frozen=True, eq=False)
class Project:
    """A project as it was read.

    id : made once
    generated : whether its recordings were generated for demonstration; every picture, export and report says so
    marking : a handling marking chosen by the user, or empty
    fixes, tracks : all fixes, marked by the rules; one track a track of ``fixes``
    sources : in the order that the column ``source`` counts
    zones, movements : small values
    settings : all other settings
    read_only : nothing can be written here
    audit_head, audit_entries : hash of the newest entry of the audit chain (empty if none), and how many there are
    """

    path: Path
    id: str
    name: str
    fixes: Fixes
    tracks: tuple[Track, ...]
    sources: tuple[Source, ...] = ()
    zones: tuple[Zone, ...] = ()
    movements: tuple[Movement, ...] = ()
    generated: bool = False
    marking: str = ""
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    read_only: bool = False
    audit_head: str = ""
    audit_entries: int = 0

    def is_out_of_date(self, movement: Movement) -> bool:
        """Tell whether a movement was found with another shape of its zone than the one that is there now."""
        if movement.zone is None:
            return False
        return movement.zone_version not in {zone.version for zone in self.zones if zone.id == movement.zone}

    @property
    def markings(self) -> tuple[str, ...]:
        """What stands at the top and bottom of everything made from this project."""
        generated = ("DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS",) if self.generated else ()
        return (*generated, self.marking) if self.marking else generated
