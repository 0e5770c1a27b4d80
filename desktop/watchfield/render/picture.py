"""The whole picture: map, tracks, aircraft, names, legend, scale, times, marking. For command line and report."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from watchfield.core.reference.airfields import Airfields
from watchfield.render import furniture
from watchfield.render.aircraft import fleet_at
from watchfield.render.basemap import Detail, draw_basemap
from watchfield.render.canvas import Canvas
from watchfield.render.engine import Engine
from watchfield.render.fleet import draw_fleet
from watchfield.render.labels import Occupied
from watchfield.render.layers import draw_movements, draw_tracks, draw_trails, draw_zones
from watchfield.render.scene import Choice, Scene
from watchfield.render.tokens import DARK, look
from watchfield.render.view import View

__all__ = ["draw", "png_bytes", "write_png"]

_EVERYTHING = Choice()


def draw(
    scene: Scene,
    view: View,
    *,
    at_s: float | None = None,
    trail_s: float | None = None,
    from_s: float | None = None,
    to_s: float | None = None,
    theme: str = DARK,
    choice: Choice = _EVERYTHING,
    marking: Sequence[str] = (),
    airfields: Airfields | None = None,
    detail: Detail | None = None,
    legend: bool = True,
    movements: bool = True,
    attribution: str = furniture.ATTRIBUTION,
    engine: Engine | None = None,
) -> NDArray[np.uint8]:
    """Return one picture of a project, opaque RGBA uint8[h, w, 4].

    at_s : the time shown; None shows whole tracks, without aircraft
    trail_s : how long the trails behind aircraft are; None draws all that was flown until then
    from_s, to_s : the part of the tracks shown where there is no ``at_s``
    marking : the project's markings, drawn at top and bottom
    airfields : fields to mark; None marks none
    """
    colours = look(theme)
    bar = colours.sizes["marking"] * view.ratio if marking else 0.0
    span_s = (-math.inf if from_s is None else from_s, math.inf if to_s is None else to_s)
    times = _times(scene, at_s, trail_s, span_s)

    def furnish(canvas: Canvas) -> list[furniture.Box]:
        boxes = [
            furniture.draw_scale(canvas, view, colours, bottom=bar, engine=engine),
            furniture.draw_attribution(canvas, view, attribution, colours, bottom=bar, engine=engine),
            furniture.draw_times(canvas, view, times, colours, top=bar, engine=engine),
        ]
        if legend:
            moment = at_s is not None
            boxes.append(
                furniture.draw_legend(canvas, view, scene, choice, colours, top=bar, moment=moment, engine=engine)
            )
        return [*boxes, (0.0, 0.0, view.width, bar), (0.0, view.height - bar, view.width, view.height)]

    # Furniture and zones' names come first in rank and last in order: drawn once on a scratch canvas, they say what the
    # names of the map and the cards of aircraft must keep clear of.
    scratch = Canvas.clear(view.width, view.height)
    boxes = furnish(scratch)
    names = _taken(view, boxes)
    draw_zones(scratch, scene.zones, view, theme=theme, occupied=names, engine=engine)
    canvas = draw_basemap(view, theme=theme, airfields=airfields, detail=detail, occupied=names, engine=engine)
    draw_zones(canvas, scene.zones, view, theme=theme, occupied=_taken(view, boxes), engine=engine)
    if at_s is None:
        draw_tracks(canvas, scene, view, choice, theme=theme, from_s=span_s[0], to_s=span_s[1], engine=engine)
    else:
        draw_trails(canvas, scene, view, choice, at_s, trail_s, theme=theme, engine=engine)
        span_s = (-math.inf if trail_s is None else at_s - trail_s), at_s
    if movements:
        shown = [m for m in scene.movements if span_s[0] <= m.time_s <= span_s[1]]
        draw_movements(canvas, shown, view, theme=theme, engine=engine)
    if at_s is not None:
        fleet = fleet_at(scene.projected, scene.fixes, at_s)
        draw_fleet(canvas, scene, view, choice, fleet, theme=theme, occupied=_taken(view, boxes), engine=engine)
    furnish(canvas)
    furniture.draw_marking(canvas, view, marking, colours, engine=engine)
    return canvas.rgba


def _taken(view: View, boxes: Sequence[furniture.Box]) -> Occupied:
    """Return a picture in which some boxes are taken."""
    occupied = Occupied(view.width, view.height)
    for box in boxes:
        occupied.take(*box)
    return occupied


def _times(scene: Scene, at_s: float | None, trail_s: float | None, span_s: tuple[float, float]) -> list[str]:
    """Return the lines that say of what time the picture is, in UTC."""
    if at_s is not None:
        trail = [] if trail_s is None else [f"Trail {_duration(trail_s)}"]
        return [f"{furniture.clock_text(at_s)}", *trail]
    known = scene.times_s()
    if known is None:
        return []
    begin, end = max(span_s[0], known[0]), min(span_s[1], known[1])
    if begin > end:
        return []
    return [f"{furniture.clock_text(begin)[:-4]}Z – {furniture.clock_text(end)[:-4]}Z"]


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    return f"{minutes} min" if minutes < 120 else f"{seconds / 3600.0:.3g} h"


def png_bytes(rgba: NDArray[np.uint8], marking: Sequence[str] = (), *, title: str = "") -> bytes:
    """Return an opaque picture as PNG: the same bytes for the same picture, its marking among its texts."""
    info: Any = PngImagePlugin.PngInfo()
    info.add_text("Software", "Watchfield")
    if title:
        info.add_itxt("Title", title)
    if marking:
        info.add_itxt("Comment", " · ".join(marking))
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgba[..., :3])).save(stream, "PNG", pnginfo=info, compress_level=6)
    return stream.getvalue()


def write_png(path: Path, rgba: NDArray[np.uint8], marking: Sequence[str] = (), *, title: str = "") -> None:
    """Write a picture as PNG. Raises OSError where it cannot be written."""
    path.write_bytes(png_bytes(rgba, marking, title=title))
