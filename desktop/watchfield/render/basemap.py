"""The map under the tracks: sea, land, lakes, coasts, borders, graticule, airfields, names. One call draws a view."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from watchfield.core.geo import plane
from watchfield.core.reference.airfields import Airfields
from watchfield.render import atlas, fields
from watchfield.render.canvas import Canvas
from watchfield.render.engine import Engine
from watchfield.render.fill import fill_rings
from watchfield.render.labels import Anchor, Label, Occupied, Type, draw_labels
from watchfield.render.lines import Strokes, draw_lines, draw_screen_lines
from watchfield.render.marks import disc
from watchfield.render.stamps import stamp
from watchfield.render.tokens import DARK, Look, look
from watchfield.render.view import View

__all__ = ["Detail", "Script", "draw_basemap", "draw_names"]

_BORDER_DASH = (4.0, 3.0)
_STEPS_DEG = (45.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01)
_GRATICULE_PX = 120.0  # logical pixels between two of its lines, at least
_MOST_CITIES = 160  # looked at; most of them find no place
_OUTSKIRTS_PX = 3.0


class Script(IntEnum):
    """In which letters cities and countries are named."""

    LATIN = 0
    CYRILLIC = 1
    ARABIC = 2


@dataclass(frozen=True, slots=True)
class Detail:
    """What of the map is wanted.

    script : letters of cities and countries; where a name has none in them, the Latin one stands
    """

    script: Script = Script.LATIN
    graticule: bool = True
    names: bool = True
    airfields: bool = True
    rivers: bool = True
    firs: bool = False


def draw_basemap(
    view: View,
    *,
    theme: str = DARK,
    airfields: Airfields | None = None,
    detail: Detail | None = None,
    occupied: Occupied | None = None,
    engine: Engine | None = None,
) -> Canvas:
    """Return an opaque canvas with the map of a view.

    airfields : fields to be marked; None marks none
    occupied : where names may not stand; names that find a place are added to it
    """
    wanted = detail or Detail()
    colours = look(theme)
    canvas = Canvas.filled(view.width, view.height, colours["sea"])
    _draw_areas(canvas, view, colours, wanted, engine)
    taken = occupied or Occupied(view.width, view.height)
    labels: list[Label] = []
    if wanted.graticule:
        labels += _graticule_labels(view, colours)
    if airfields is not None and wanted.airfields:
        labels += fields.draw_fields(canvas, view, airfields, colours, taken, engine=engine)
    if wanted.names:
        draw_names(canvas, view, colours, wanted, taken, labels, engine)
    return canvas


def _draw_areas(canvas: Canvas, view: View, colours: Look, wanted: Detail, engine: Engine | None) -> None:
    level = atlas.level_of(view)
    if wanted.graticule:
        _draw_graticule(canvas, view, colours, alpha=1.0, engine=engine)
    fill_rings(canvas, atlas.rings("land", level), view, colours["land"], engine=engine)
    fill_rings(canvas, atlas.rings("lakes", level), view, colours["sea"], engine=engine)
    if wanted.graticule:
        _draw_graticule(canvas, view, colours, alpha=0.35, engine=engine)
    if wanted.rivers and 4.0 <= view.zoom <= 10.0:
        rivers = atlas.lines("rivers", atlas.COARSE if level == atlas.COARSE else atlas.MEDIUM)
        draw_lines(canvas, rivers, view, Strokes.same(rivers.track_count, colours["sea"], 1.2), engine=engine)
    shown = [("shores", "coast", 0.9, 0.7), ("coast", "coast", 1.0, 1.0)]
    for layer, colour, width, alpha in shown:
        if layer == "shores" and view.zoom < 3.5:
            continue
        lines = atlas.lines(layer, level)
        strokes = Strokes.same(lines.track_count, colours[colour], width, alpha)
        draw_lines(canvas, lines, view, strokes, as_alpha=False, engine=engine)
    borders = atlas.lines("borders", level, dashed=view.zoom >= 3.0)
    strokes = Strokes.same(borders.track_count, colours["border"], 1.0, 0.9)
    draw_lines(canvas, borders, view, strokes, dash=_BORDER_DASH, engine=engine)
    if wanted.firs:
        firs = atlas.lines("firs", atlas.MEDIUM, dashed=True)
        strokes = Strokes.same(firs.track_count, colours["sea_name"], 1.0, 0.8)
        draw_lines(canvas, firs, view, strokes, dash=(8.0, 3.0), engine=engine)


def _step_deg(view: View) -> float:
    """Return how far apart the lines of the graticule are: as near as is readable."""
    deg_per_px = view.m_per_px * view.ratio * 360.0 / plane.WORLD_M
    return min((s for s in _STEPS_DEG if s >= _GRATICULE_PX * deg_per_px), default=_STEPS_DEG[0])


def _graticule(view: View) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return degrees and pixels of the meridians and of the parallels in view."""
    west, south, east, north = view.bounds_deg
    step = _step_deg(view)
    lons = np.arange(math.ceil(west / step), math.floor(east / step) + 1) * step
    lats = np.arange(math.ceil(south / step), math.floor(north / step) + 1) * step
    lats = lats[np.abs(lats) < plane.LIMIT_LAT_DEG]
    x, _ = view.to_screen(lons * (plane.HALF_WORLD_M / 180.0), np.zeros(len(lons)))
    _, y = view.to_screen(np.zeros(len(lats)), plane.to_plane(np.zeros(len(lats)), lats)[1])
    return list(zip(lons.tolist(), x.tolist(), strict=True)), list(zip(lats.tolist(), y.tolist(), strict=True))


def _draw_graticule(canvas: Canvas, view: View, colours: Look, *, alpha: float, engine: Engine | None) -> None:
    meridians, parallels = _graticule(view)
    # On the middle of pixels: a line of one pixel stays one pixel.
    upright = [np.array([[math.floor(x) + 0.5, 0.0], [math.floor(x) + 0.5, view.height]]) for _, x in meridians]
    level = [np.array([[0.0, math.floor(y) + 0.5], [view.width, math.floor(y) + 0.5]]) for _, y in parallels]
    draw_screen_lines(canvas, upright + level, colours["graticule"], 1.0 * view.ratio, alpha=alpha, engine=engine)


def _graticule_labels(view: View, colours: Look) -> list[Label]:
    meridians, parallels = _graticule(view)
    kind = Type(10.0 * view.ratio, halo=1.5 * view.ratio)
    edge = 10.0 * view.ratio
    style = (kind, colours["sea_name"], colours["halo"])
    labels = [
        Label(
            x,
            edge,
            _degrees((lon + 180.0) % 360.0 - 180.0, "E", "W"),
            *style,
            rank=1.0,
            gap=edge * 1.8,
            anchors=(Anchor.CENTER, Anchor.BELOW),
        )
        for lon, x in meridians
    ]
    return labels + [
        Label(0.0, y, _degrees(lat, "N", "S"), *style, rank=1.0, anchors=(Anchor.RIGHT,), gap=6.0 * view.ratio)
        for lat, y in parallels
    ]


def _degrees(value: float, plus: str, minus: str) -> str:
    digits = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    side = "" if abs(value) < 1e-9 or abs(abs(value) - 180.0) < 1e-9 else f" {plus if value > 0 else minus}"
    return f"{digits}°{side}"


def draw_names(
    canvas: Canvas, view: View, colours: Look, wanted: Detail, occupied: Occupied, others: list[Label],
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw the names of countries, seas and cities, and other labels among them by their rank."""
    labels = [
        *others,
        *_country_labels(view, colours, wanted.script),
        *_sea_labels(view, colours),
        *_city_labels(view, colours, wanted.script),
    ]
    for label in draw_labels(canvas, labels, occupied, engine):
        if label.keep_clear == _OUTSKIRTS_PX * view.ratio:
            _draw_dot(canvas, label, view, engine)


def _draw_dot(canvas: Canvas, label: Label, view: View, engine: Engine | None) -> None:
    dot = disc(1.7 * view.ratio)
    half = dot.shape[0] // 2
    stamp(canvas, dot, math.floor(label.x) - half, math.floor(label.y) - half, label.rgb, engine=engine)


def _in_script(text: tuple[str, str, str], script: Script) -> str:
    return text[script] or text[0]


def _country_labels(view: View, colours: Look, script: Script) -> list[Label]:
    if view.zoom > 8.0:
        return []
    names = atlas.names("countries")
    most = view.zoom + 1.2
    size = min(9.5 + view.zoom * 0.4, 11.5) * view.ratio
    kind = Type(size, 500, tracking=0.16, halo=2.0 * view.ratio)
    return [
        Label(
            x, y, _in_script(names.text[i], script).upper(), kind, colours["city"], colours["halo"],
            rank=2.0 + names.weight[i], anchors=(Anchor.CENTER,),
        )
        for i, x, y in names.within(view)
        if names.weight[i] <= most
    ]  # fmt: skip


def _sea_labels(view: View, colours: Look) -> list[Label]:
    names = atlas.names("seas")
    deg_per_px = view.m_per_px * view.ratio * 360.0 / plane.WORLD_M
    labels = []
    for i, x, y in names.within(view):
        across_px = math.sqrt(max(names.weight[i], 0.0)) / deg_per_px
        text = names.text[i][0]
        # A sea is named where it is about as wide as its name, and no longer when the picture lies inside it.
        if 5.5 * len(text) < across_px < 6000.0:
            size = (13.0 if across_px > 500.0 else 12.0 if across_px > 220.0 else 11.0) * view.ratio
            kind = Type(size, tracking=0.03, slanted=True, halo=0.0)
            labels.append(
                Label(
                    x, y, text, kind, colours["sea_name"], colours["sea"], rank=6.0 - min(across_px, 3000.0) / 2000.0,
                    anchors=(Anchor.CENTER, Anchor.ABOVE, Anchor.BELOW),
                )
            )  # fmt: skip
    return labels


def _city_labels(view: View, colours: Look, script: Script) -> list[Label]:
    names = atlas.names("cities")
    # A city of a million is named from the zoom of a continent on, one of ten thousand near its airfield.
    least = 0.0 if view.zoom >= 8.5 else 10.0 ** (8.3 - 0.55 * view.zoom)
    labels = []
    found = [entry for entry in names.within(view) if names.weight[entry[0]] >= least]
    for i, x, y in found[:_MOST_CITIES]:
        large = names.weight[i] > 2e6
        kind = Type((12.0 if large else 11.0) * view.ratio, 500 if large else 400, halo=1.6 * view.ratio)
        labels.append(
            Label(
                x, y, _in_script(names.text[i], script), kind, colours["city"], colours["halo"],
                rank=7.0 - math.log10(max(names.weight[i], 10.0)) / 2.0 + 0.5, gap=5.0 * view.ratio,
                keep_clear=_OUTSKIRTS_PX * view.ratio,
            )
        )  # fmt: skip
    return labels
