"""What part of the map is seen, and where on the screen?

Screen coordinates are device pixels from the top left corner of the picture: x to the right, y down; the centre of the
first pixel is (0.5, 0.5). Plane coordinates are Web Mercator metres: x east, y north.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from watchfield.core.geo import plane

__all__ = ["CLOSEST_M_PER_PX", "View"]

CLOSEST_M_PER_PX = 0.05  # plane metres; a runway is 60 m wide

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """A window on the map plane.

    center_x_m, center_y_m : plane metres in the middle of the picture
    m_per_px : plane metres per device pixel (ground metres are these times ``plane.ground_scale``)
    width, height : device pixels
    ratio : device pixels per logical pixel; sizes of lines, letters and marks are multiplied by it
    """

    center_x_m: float
    center_y_m: float
    m_per_px: float
    width: int
    height: int
    ratio: float = 1.0

    @classmethod
    def around(
        cls, lon_deg: float, lat_deg: float, m_per_px: float, width: int, height: int, *, ratio: float = 1.0
    ) -> View:
        """Return the view whose middle is a position."""
        x_m, y_m = plane.to_plane(lon_deg, lat_deg)
        return cls(float(x_m), float(y_m), m_per_px, width, height, ratio)

    @classmethod
    def fit(
        cls,
        west_deg: float,
        south_deg: float,
        east_deg: float,
        north_deg: float,
        width: int,
        height: int,
        *,
        margin_px: float = 24.0,
        ratio: float = 1.0,
    ) -> View:
        """Return the smallest view that holds a box; an east below the west lies beyond the antimeridian.

        margin_px : logical pixels kept free on each side
        """
        if east_deg < west_deg:
            east_deg += 360.0
        (x1, x2), (y1, y2) = plane.to_plane([west_deg, east_deg], [south_deg, north_deg])
        room_x = max(width - 2 * margin_px * ratio, width / 4, 1.0)
        room_y = max(height - 2 * margin_px * ratio, height / 4, 1.0)
        m_per_px = max((x2 - x1) / room_x, (y2 - y1) / room_y, CLOSEST_M_PER_PX)
        return cls(float(x1 + x2) / 2, float(y1 + y2) / 2, float(m_per_px), width, height, ratio).tidied()

    @classmethod
    def world(cls, width: int, height: int, *, ratio: float = 1.0) -> View:
        """Return the view of the whole world, from 60 south to 78 north where there is somebody."""
        return cls.fit(-180.0, -60.0, 180.0, 78.0, width, height, margin_px=0.0, ratio=ratio)

    @property
    def zoom(self) -> float:
        """Zoom as web maps count it: the world is 256 * 2**zoom logical pixels wide."""
        return math.log2(plane.WORLD_M / (256.0 * self.m_per_px * self.ratio))

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in plane metres; may lie on other turns of the world."""
        half_x, half_y = self.width * self.m_per_px / 2, self.height * self.m_per_px / 2
        return (
            self.center_x_m - half_x, self.center_y_m - half_y, self.center_x_m + half_x, self.center_y_m + half_y,
        )  # fmt: skip

    @property
    def bounds_deg(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees; the longitudes are not wrapped."""
        left, bottom, right, top = self.bounds_m
        _, (south, north) = plane.from_plane(0.0, [bottom, top])
        per_deg = plane.HALF_WORLD_M / 180.0
        return left / per_deg, float(south), right / per_deg, float(north)

    @property
    def world_px(self) -> float:
        """Width of the whole world in device pixels."""
        return plane.WORLD_M / self.m_per_px

    @property
    def ground_m_per_px(self) -> float:
        """Metres on the ground per device pixel in the middle of the picture."""
        return self.m_per_px * float(plane.ground_scale(self.center_y_m))

    def to_screen(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[Floats, Floats]:
        """Return device pixels of plane metres, on the turn they are given on."""
        x = (np.asarray(x_m, np.float64) - self.center_x_m) / self.m_per_px + self.width / 2
        y = (self.center_y_m - np.asarray(y_m, np.float64)) / self.m_per_px + self.height / 2
        return x, y

    def to_plane(self, x_px: ArrayLike, y_px: ArrayLike) -> tuple[Floats, Floats]:
        """Return plane metres of device pixels."""
        x = (np.asarray(x_px, np.float64) - self.width / 2) * self.m_per_px + self.center_x_m
        y = self.center_y_m - (np.asarray(y_px, np.float64) - self.height / 2) * self.m_per_px
        return x, y

    def locate(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> tuple[Floats, Floats]:
        """Return device pixels of positions, each on the turn that lies nearest to the middle of the picture."""
        x_m, y_m = plane.to_plane(lon_deg, lat_deg)
        turns = np.round((self.center_x_m - x_m) / plane.WORLD_M)
        return self.to_screen(x_m + turns * plane.WORLD_M, y_m)

    def position(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return longitude and latitude under a pixel."""
        lon, lat = plane.from_plane(*self.to_plane(x_px, y_px))
        return float(lon), float(lat)

    def turns(self, left_m: float = -plane.HALF_WORLD_M, right_m: float = plane.HALF_WORLD_M) -> range:
        """Return the turns *k* for which something between two x, shifted by *k* worlds, is in the picture."""
        left, _, right, _ = self.bounds_m
        first = math.ceil((left - right_m) / plane.WORLD_M)
        last = math.floor((right - left_m) / plane.WORLD_M)
        return range(first, last + 1)

    def moved(self, dx_px: float, dy_px: float) -> View:
        """Return the view after the map was dragged by so many device pixels."""
        return replace(
            self,
            center_x_m=self.center_x_m - dx_px * self.m_per_px,
            center_y_m=self.center_y_m + dy_px * self.m_per_px,
        ).tidied()

    def zoomed(self, factor: float, x_px: float | None = None, y_px: float | None = None) -> View:
        """Return the view ``factor`` times closer; what is under the pixel stays under it (default: the middle)."""
        x_px = self.width / 2 if x_px is None else x_px
        y_px = self.height / 2 if y_px is None else y_px
        widest = 4.0 * plane.WORLD_M / max(self.width, 1)
        m_per_px = min(max(self.m_per_px / factor, CLOSEST_M_PER_PX), widest)
        x_m, y_m = self.to_plane(x_px, y_px)
        return replace(
            self,
            m_per_px=m_per_px,
            center_x_m=float(x_m) - (x_px - self.width / 2) * m_per_px,
            center_y_m=float(y_m) + (y_px - self.height / 2) * m_per_px,
        ).tidied()

    def resized(self, width: int, height: int, *, ratio: float | None = None) -> View:
        """Return the view with the same middle and the same logical scale in a picture of another size."""
        new = self.ratio if ratio is None else ratio
        return replace(self, width=width, height=height, ratio=new, m_per_px=self.m_per_px * self.ratio / new)

    def tidied(self) -> View:
        """Return the same view with its middle on the first turn and not beyond the top or bottom of the plane."""
        x_m = (self.center_x_m + plane.HALF_WORLD_M) % plane.WORLD_M - plane.HALF_WORLD_M
        y_m = min(max(self.center_y_m, -plane.HALF_WORLD_M), plane.HALF_WORLD_M)
        return replace(self, center_x_m=x_m, center_y_m=y_m)
