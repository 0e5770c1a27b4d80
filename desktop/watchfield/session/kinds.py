"""Which silhouette does an aircraft have?"""

from __future__ import annotations

from functools import cache

from watchfield import paths
from watchfield.core.errors import WatchfieldError
from watchfield.core.model.track import Track
from watchfield.core.reference.aircraft import AircraftTypes

__all__ = ["UNKNOWN", "is_heavy", "silhouette", "silhouettes"]

UNKNOWN = "unknown"


def silhouettes(tracks: tuple[Track, ...]) -> tuple[str, ...]:
    """Return the silhouette of each track."""
    return tuple(silhouette(track.type or "") for track in tracks)


@cache
def silhouette(designator: str) -> str:
    """Return the silhouette of a type; an arrowhead where it is not known."""
    types = _types()
    found = types.find(designator) if types is not None and designator else None
    return str(found.silhouette.value) if found is not None else UNKNOWN


@cache
def is_heavy(designator: str) -> bool:
    """Tell whether a type is heavy; one that is not known is not."""
    types = _types()
    return types is not None and bool(designator) and types.is_heavy(designator)


@cache
def _types() -> AircraftTypes | None:
    try:
        return AircraftTypes.load(paths.resources() / "aircraft")
    except (WatchfieldError, OSError):
        return None  # the map does without silhouettes rather than not at all
