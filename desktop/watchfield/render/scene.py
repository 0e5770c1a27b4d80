"""What can be drawn of a project, made ready once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from watchfield.core.model.fixes import Fixes
from watchfield.core.model.movement import Movement
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.render.canvas import Rgb
from watchfield.render.projected import Projected
from watchfield.render.silhouettes import kind_index
from watchfield.render.tokens import Look

__all__ = ["Choice", "Scene"]


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """The fixes on the map plane, and what stands beside them.

    names, types : of each track: registration or callsign; type designator or ""
    silhouettes : uint8[tracks], numbers into ``silhouettes.KINDS``
    """

    fixes: Fixes
    projected: Projected
    names: tuple[str, ...]
    types: tuple[str, ...]
    silhouettes: NDArray[np.uint8]
    zones: tuple[Zone, ...] = ()
    movements: tuple[Movement, ...] = ()

    @classmethod
    def of(cls, project: Project, *, silhouette_of: Callable[[str], str] | None = None) -> Scene:
        """Project all fixes of a project (0.1 s a million).

        silhouette_of : from a type designator to the name of a silhouette; without it all are arrowheads
        """
        types = tuple(track.type or "" for track in project.tracks)
        kinds = {name: kind_index(silhouette_of(name) if silhouette_of and name else "unknown") for name in set(types)}
        return cls(
            project.fixes,
            Projected.of_fixes(project.fixes),
            tuple(track.name for track in project.tracks),
            types,
            np.array([kinds[name] for name in types], np.uint8),
            project.zones,
            project.movements,
        )

    def with_small(self, *, zones: Sequence[Zone] | None = None, movements: Sequence[Movement] | None = None) -> Scene:
        """Return the scene with other zones or movements; all that is large is shared."""
        return replace(
            self,
            zones=self.zones if zones is None else tuple(zones),
            movements=self.movements if movements is None else tuple(movements),
        )

    def times_s(self) -> tuple[float, float] | None:
        """Return the first and the last time of a fix that is drawn, or None without any."""
        times = self.projected.time_s
        return (float(times.min()), float(times.max())) if len(times) else None

    def bounds_deg(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of all that is drawn, the shorter way round the world; None without any.

        An east below the west lies beyond the antimeridian.
        """
        rows = self.projected.row
        lon, lat = self.fixes.lon_deg[rows], self.fixes.lat_deg[rows]
        corners = [np.asarray(ring, np.float64) for zone in self.zones for ring in zone.rings[:1]]
        lon = np.concatenate([lon, *(ring[:, 0] for ring in corners)])
        lat = np.concatenate([lat, *(ring[:, 1] for ring in corners)])
        if not len(lon):
            return None
        # The widest gap between degrees that somebody was in is what is left out.
        taken = np.unique(np.floor(lon).astype(np.int64) % 360)
        gaps = np.diff(np.append(taken, taken[0] + 360))
        begin = int(taken[(int(np.argmax(gaps)) + 1) % len(taken)])
        turned = (lon - begin) % 360.0
        west, east = begin + float(turned.min()), begin + float(turned.max())
        west, east = ((value + 180.0) % 360.0 - 180.0 for value in (west, east))
        return west, float(lat.min()), east, float(lat.max())


@dataclass(frozen=True, eq=False, slots=True)
class Choice:
    """Which tracks are more than other traffic.

    selected : the one track selected
    pinned : at most six that have a colour of their own
    shown : bool[tracks], None shows all
    """

    selected: int | None = None
    pinned: tuple[int, ...] = ()
    shown: NDArray[np.bool_] | None = None

    @property
    def coloured(self) -> tuple[int, ...]:
        """Tracks with a colour, the selected one last: it lies on top."""
        rest = tuple(track for track in dict.fromkeys(self.pinned) if track != self.selected)
        return rest if self.selected is None else (*rest, self.selected)

    def colour_of(self, track: int, look: Look) -> Rgb:
        """Return the colour of a track: its own, if pinned or selected, else that of other traffic."""
        if track in self.pinned:
            return look.aircraft[self.pinned.index(track) % len(look.aircraft)]
        if track == self.selected:
            # Not pinned: the first colour that no pinned aircraft has.
            return look.aircraft[min(len(self.pinned), len(look.aircraft) - 1)]
        return look["other_traffic"]

    def mask(self, count: int) -> NDArray[np.bool_]:
        """Return which tracks are shown, bool[tracks]."""
        return np.ones(count, np.bool_) if self.shown is None else self.shown
