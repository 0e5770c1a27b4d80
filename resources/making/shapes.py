"""Small questions about shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray


def signed_area(ring: NDArray[np.float64]) -> float:
    """Return the area in square degrees, positive for a ring that turns counter-clockwise."""
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def parts(geometry: Any) -> Iterator[shapely.Polygon]:
    """Yield the polygons of whatever an operation gave back; its points and lines are dropped."""
    for part in getattr(geometry, "geoms", [geometry]):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            yield part
        elif hasattr(part, "geoms"):
            yield from parts(part)


def label_point(shape: Any) -> tuple[float, float]:
    """Return the middle of the largest circle inside the largest part."""
    largest = max(parts(shapely.make_valid(shape)), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(0.01, largest.area**0.5 / 100))
    x, y = shapely.get_coordinates(circle)[0]
    return round(float(x), 3), round(float(y), 3)
