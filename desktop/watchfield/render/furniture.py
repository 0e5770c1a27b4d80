"""What a picture needs to stand alone: scale, legend, times, attribution, and the marking at top and bottom."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from watchfield.core.geo.times import format_day, format_utc
from watchfield.core.geo.units import METRES_PER_NM
from watchfield.render import marks, silhouettes
from watchfield.render.canvas import Canvas, Rgb
from watchfield.render.engine import Engine
from watchfield.render.fill import fill_screen
from watchfield.render.labels import Type, draw_word, word
from watchfield.render.lines import DASH, draw_screen_lines
from watchfield.render.scene import Choice, Scene
from watchfield.render.stamps import stamp
from watchfield.render.tokens import Look
from watchfield.render.view import View

__all__ = [
    "ATTRIBUTION",
    "Box",
    "clock_text",
    "draw_attribution",
    "draw_legend",
    "draw_marking",
    "draw_scale",
    "draw_times",
]

ATTRIBUTION = "Natural Earth · OurAirports"
_SCALE_PX = 110.0  # the bar is at most so long
_MARGIN_PX = 14.0
_ROW_PX = 20.0
_SAMPLE_PX = 26.0

Box = tuple[float, float, float, float]
Painter = Callable[[Canvas, float, float], None]


def draw_scale(canvas: Canvas, view: View, colours: Look, *, bottom: float = 0.0, engine: Engine | None = None) -> Box:
    """Draw how long some nautical miles are in the middle of the picture, and in kilometres; return the box it takes.

    bottom : device pixels kept free below it
    """
    ratio = view.ratio
    most_nm = _SCALE_PX * ratio * view.ground_m_per_px / METRES_PER_NM
    range_nm = _round_down(most_nm)
    length = range_nm * METRES_PER_NM / view.ground_m_per_px
    left, base = _MARGIN_PX * ratio, view.height - bottom - _MARGIN_PX * ratio
    path = np.array([[left, base - 5 * ratio], [left, base], [left + length, base], [left + length, base - 5 * ratio]])
    path = np.floor(path) + 0.5
    draw_screen_lines(canvas, [path], colours["halo"], 4.0 * ratio, alpha=0.7, engine=engine)
    draw_screen_lines(canvas, [path], colours["text"], 1.5 * ratio, engine=engine)
    first = word(f"{_number(range_nm)} NM", Type(11.0 * ratio, 600, halo=1.8 * ratio))
    km = range_nm * METRES_PER_NM / 1000.0
    second = word(f"{_number(km)} km", Type(11.0 * ratio, halo=1.8 * ratio))
    draw_word(canvas, first, left, base - 9 * ratio, colours["text"], colours["halo"], engine=engine)
    start = left + first.width + 9 * ratio
    draw_word(canvas, second, start, base - 9 * ratio, colours["text2"], colours["halo"], engine=engine)
    return 0.0, base - 26 * ratio, max(left + length, start + second.width) + 8 * ratio, base + 8 * ratio


def _round_down(value: float) -> float:
    """Return the largest of 1, 2, 5, 10 ... that is not above a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= value * (1 + 1e-9))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def draw_attribution(
    canvas: Canvas, view: View, text: str, colours: Look, *, bottom: float = 0.0, engine: Engine | None = None
) -> Box:
    """Say at the bottom right where the map comes from; return the box it takes."""
    picture = word(text, Type(10.0 * view.ratio, halo=1.6 * view.ratio))
    left = view.width - picture.width - 8.0 * view.ratio
    base = view.height - bottom - 8.0 * view.ratio
    draw_word(canvas, picture, left, base, colours["text3"], colours["halo"], engine=engine)
    return left - 4, base - picture.ascent - 2, float(view.width), float(view.height)


def clock_text(time_s: float) -> str:
    """Return a time as people read it: ``26 Oct 2025  13:57:40Z``."""
    return f"{format_day(time_s)}  {format_utc(time_s)[11:]}"


def draw_times(
    canvas: Canvas, view: View, lines: Sequence[str], colours: Look, *, top: float = 0.0, engine: Engine | None = None
) -> Box:
    """Write the times at the top right, the first line large; return the box they take."""
    ratio = view.ratio
    words = [
        word(text, Type((15.0 if i == 0 else 11.0) * ratio, 600 if i == 0 else 400)) for i, text in enumerate(lines)
    ]
    if not words:
        return 0.0, 0.0, 0.0, 0.0
    wide, tall = max(w.width for w in words) + 20 * ratio, (10.0 + 20.0 + 16.0 * (len(words) - 1)) * ratio
    right, above = view.width - _MARGIN_PX * ratio, top + 22.0 * ratio
    box = (right - wide, above, right, above + tall)
    _panel(canvas, box, colours, ratio, engine)
    base = above + 20.0 * ratio
    for i, picture in enumerate(words):
        draw_word(
            canvas,
            picture,
            right - 10 * ratio - picture.width,
            base,
            colours["text" if i == 0 else "text2"],
            engine=engine,
        )
        base += 16.0 * ratio
    return box


def _panel(canvas: Canvas, box: Box, colours: Look, ratio: float, engine: Engine | None) -> None:
    left, top, right, bottom = (math.floor(v) + 0.5 for v in box)
    path = _rounded(left, top, right, bottom, 6.0 * ratio)
    fill_screen(canvas, [path], colours["panel"], alpha=0.92)
    closed = np.concatenate([path, path[:1]])
    draw_screen_lines(canvas, [closed], colours["line"], 1.0 * ratio, engine=engine)


def _rounded(
    left: float, top: float, right: float, bottom: float, radius: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    turn = np.linspace(0.0, np.pi / 2, 6)
    corners = ((right, top, 0), (right, bottom, 1), (left, bottom, 2), (left, top, 3))
    parts = []
    for x, y, quarter in corners:
        angle = turn + quarter * np.pi / 2 - np.pi / 2
        middle = (x - radius if x == right else x + radius, y + radius if y == top else y - radius)
        parts.append(np.stack([middle[0] + radius * np.cos(angle), middle[1] + radius * np.sin(angle)], axis=1))
    return np.concatenate(parts)


def draw_legend(
    canvas: Canvas, view: View, scene: Scene, choice: Choice, colours: Look, *, top: float = 0.0, moment: bool = False,
    engine: Engine | None = None,
) -> Box:  # fmt: skip
    """Say what the lines mean, of those that there are; return the box it takes.

    moment : the picture shows one time, so aircraft stand in it
    """
    ratio = view.ratio
    rows = _legend_rows(scene, choice, colours, ratio, moment=moment, engine=engine)
    words = [word(text, Type(11.0 * ratio, weight)) for text, weight, _ in rows]
    wide = max(w.width for w in words) + (_SAMPLE_PX + 32.0) * ratio
    left, above = _MARGIN_PX * ratio, top + 22.0 * ratio
    box = (left, above, left + wide, above + (_ROW_PX * len(rows) + 10.0) * ratio)
    _panel(canvas, box, colours, ratio, engine)
    for number, (picture, (_, _, paint)) in enumerate(zip(words, rows, strict=True)):
        middle = above + (5.0 + _ROW_PX * (number + 0.5)) * ratio
        paint(canvas, left + 10.0 * ratio, middle)
        draw_word(
            canvas, picture, left + (_SAMPLE_PX + 20.0) * ratio, middle + 4.0 * ratio, colours["text2"], engine=engine
        )
    return box


def _legend_rows(
    scene: Scene, choice: Choice, colours: Look, ratio: float, *, moment: bool, engine: Engine | None
) -> list[tuple[str, int, Painter]]:
    """Return text, weight and how to paint the sample of each row."""
    links = set(np.unique(scene.projected.link).tolist())
    ink = colours["text"] if choice.coloured else colours["other_traffic"]

    def line(rgb: Rgb, width: float, *, dashed: bool = False, gap: bool = False) -> Painter:
        def paint(canvas: Canvas, x: float, y: float) -> None:
            y = math.floor(y) + 0.5
            ends = [(0.0, 8.0), (18.0, 26.0)] if gap else [(0.0, _SAMPLE_PX)]
            paths = [np.array([[x + a * ratio, y], [x + b * ratio, y]]) for a, b in ends]
            draw_screen_lines(canvas, paths, rgb, width * ratio, dash=DASH if dashed else None, engine=engine)
            if gap:
                picture = marks.ring(2.6 * ratio, 1.3 * ratio)
                half = picture.shape[0] // 2
                for end in (8.0, 18.0):
                    stamp(canvas, picture, math.floor(x + end * ratio) - half, math.floor(y) - half, rgb, engine=engine)

        return paint

    rows: list[tuple[str, int, Painter]] = [
        (_name(scene, track), 600, line(choice.colour_of(track, colours), 2.4)) for track in choice.coloured[::-1]
    ]
    rows.append(("Observed", 400, line(ink, 2.0)))
    if 2 in links:
        rows.append(("Estimated", 400, line(ink, 2.0, dashed=True)))
    if choice.coloured:
        rows.append(("Missing: nothing drawn", 400, line(ink, 1.6, gap=True)))
        rows.append(("Other traffic", 400, _other_sample(colours, ratio, line, moment=moment, engine=engine)))
    if scene.zones:
        rows.append(("Watch zone", 400, _zone_sample(colours, ratio, engine)))
    return rows


def _name(scene: Scene, track: int) -> str:
    return " ".join(part for part in (scene.names[track], scene.types[track]) if part)


def _other_sample(
    colours: Look, ratio: float, line: Callable[[Rgb, float], Painter], *, moment: bool, engine: Engine | None
) -> Painter:
    if not moment:
        return line(colours["other_traffic"], 1.0)

    def paint(canvas: Canvas, x: float, y: float) -> None:
        picture = silhouettes.sprite(silhouettes.kind_index("twin_jet"), round(18 * ratio), 11)
        half = picture.shape[0] // 2
        left = math.floor(x + _SAMPLE_PX / 2 * ratio) - half
        stamp(canvas, picture, left, math.floor(y) - half, colours["other_traffic"], engine=engine)

    return paint


def _zone_sample(colours: Look, ratio: float, engine: Engine | None) -> Painter:
    def paint(canvas: Canvas, x: float, y: float) -> None:
        left, top = math.floor(x) + 0.5, math.floor(y - 5 * ratio) + 0.5
        right, bottom = left + _SAMPLE_PX * ratio, top + 10 * ratio
        path = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
        fill_screen(canvas, [path[:-1]], colours["zone"], alpha=0.15)
        draw_screen_lines(canvas, [path], colours["zone"], 1.5 * ratio, engine=engine)

    return paint


def draw_marking(
    canvas: Canvas, view: View, texts: Sequence[str], colours: Look, *, engine: Engine | None = None
) -> float:
    """Draw the markings in a bar at the top and one at the bottom; return how tall a bar is (0 without markings)."""
    if not texts:
        return 0.0
    tall = round(colours.sizes["marking"] * view.ratio)
    picture = word(" · ".join(texts), Type(11.0 * view.ratio, 600, tracking=0.06))
    for top in (0, view.height - tall):
        canvas.rgba[max(top, 0) : top + tall, :] = (*colours["marking"], 255)
        base = top + (tall + picture.ascent - picture.descent) / 2
        left = (view.width - picture.width) / 2
        draw_word(canvas, picture, left, base, colours["on_marking"], engine=engine)
    return float(tall)
