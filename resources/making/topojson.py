"""Turn TopoJSON into plain coordinates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def arcs(topology: dict[str, Any]) -> list[NDArray[np.float64]]:
    """Return every arc as float64[n, 2] of degrees, its differences summed and scaled."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(np.asarray(arc, float), axis=0) * scale + translate for arc in topology["arcs"]]


def line(indices: list[int], all_arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the arcs joined end to end; arc ~i is arc i backwards."""
    pieces = [all_arcs[i] if i >= 0 else all_arcs[~i][::-1] for i in indices]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def lines(geometry: dict[str, Any], all_arcs: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return the lines of a LineString or MultiLineString, or the rings of a polygon."""
    rings = geometry["arcs"]
    if geometry["type"] == "LineString":
        rings = [rings]
    elif geometry["type"] == "MultiPolygon":
        rings = [ring for polygon in rings for ring in polygon]
    return [line(group, all_arcs) for group in rings]
