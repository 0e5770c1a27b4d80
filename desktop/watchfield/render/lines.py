"""Tracks, coasts and borders as anti-aliased lines.

What was observed is solid, what was estimated is dashed, and where nothing is known nothing is drawn. Two engines draw
the same: kernels compiled by numba, and numpy where those cannot run.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from watchfield.core.geo import plane
from watchfield.render import engine as engines
from watchfield.render import plain_lines
from watchfield.render.canvas import Canvas, Rgb, packed
from watchfield.render.engine import Engine
from watchfield.render.projected import Projected
from watchfield.render.view import View

__all__ = ["DASH", "Camera", "Strokes", "Window", "draw_lines", "draw_screen_lines"]

DASH = (3.2, 2.6)  # of what is estimated: dash and gap in line widths
_WORTH_THREADS = 2_000  # runs; below it a second thread costs more than it brings
_SUBPIXELS = 65_536.0  # of lines given on the screen


@dataclass(frozen=True, eq=False, slots=True)
class Strokes:
    """How each line is drawn.

    rgb : uint32[tracks], packed opaque colours (see ``canvas.packed``)
    alpha : float32[tracks], 0 to 1
    width : float32[tracks], logical pixels; 0 leaves a line out
    """

    rgb: NDArray[np.uint32]
    alpha: NDArray[np.float32]
    width: NDArray[np.float32]

    @classmethod
    def same(cls, count: int, rgb: Rgb, width: float, alpha: float = 1.0) -> Strokes:
        """Return one style for all lines."""
        return cls(
            np.full(count, packed(rgb), np.uint32), np.full(count, alpha, np.float32), np.full(count, width, np.float32)
        )

    def only(self, which: ArrayLike) -> Strokes:
        """Return the same style with all lines left out but these: a mask, bool[tracks]."""
        return Strokes(self.rgb, self.alpha, np.where(which, self.width, np.float32(0)).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the lines is drawn by time.

    from_s, to_s : UTC seconds; a link that crosses one of them is cut there
    faint : how much of its alpha a line keeps at ``from_s``; 1 does not fade
    """

    from_s: float = -math.inf
    to_s: float = math.inf
    faint: float = 1.0


@dataclass(frozen=True, slots=True)
class Camera:
    """Where plane units lie on the screen.

    x, y : units that are seen at (middle_x, middle_y) in device pixels
    scale : device pixels a unit
    turns : how many worlds to the left and to the right may be in view
    """

    x: int
    y: int
    scale: float
    middle_x: float
    middle_y: float
    turns: int

    @classmethod
    def of(cls, view: View) -> Camera:
        """Return the camera of a view, exact to a millionth of a pixel at any zoom."""
        x, y = plane.units_from_plane(view.center_x_m, view.center_y_m)
        scale = 1.0 / (view.m_per_px * plane.UNITS_PER_M)
        rest_x = view.center_x_m * plane.UNITS_PER_M - x
        rest_y = view.center_y_m * plane.UNITS_PER_M - y
        turns = math.ceil(view.width / (2.0 * view.world_px)) if view.world_px < 4 * view.width else 0
        return cls(x, y, scale, view.width / 2 - rest_x * scale, view.height / 2 + rest_y * scale, turns)


def draw_lines(
    canvas: Canvas,
    lines: Projected,
    view: View,
    strokes: Strokes,
    *,
    window: Window | None = None,
    dash: tuple[float, float] = DASH,
    as_alpha: bool | None = None,
    engine: Engine | None = None,
) -> None:
    """Draw lines of the map over a canvas, in their order.

    as_alpha : whether lines of one colour are drawn as alpha first and coloured afterwards, all at once; by itself
        where there are many, because a quarter of the memory stays in the cache
    """
    scaled = Strokes(strokes.rgb, strokes.alpha, strokes.width * np.float32(view.ratio))
    _draw(
        canvas, lines, Camera.of(view), scaled, window or Window(), dash, engine or engines.chosen(), as_alpha=as_alpha
    )


def draw_screen_lines(
    canvas: Canvas,
    paths: list[NDArray[Any]],
    rgb: Rgb,
    width_px: float,
    *,
    alpha: float = 1.0,
    dash: tuple[float, float] | None = None,
    engine: Engine | None = None,
) -> None:
    """Draw lines given in device pixels; each path is float[n, 2]. They may reach 16,000 pixels beyond the picture."""
    if not paths:
        return
    points = np.clip(np.concatenate(paths), -16_000.0, 32_000.0)
    offsets = np.concatenate([[0], np.cumsum([len(path) for path in paths])]).astype(np.int64)
    link = None
    if dash is not None:
        link = np.full(len(points), 2, np.uint8)
        link[offsets[1:] - 1] = 0
    units = np.rint(points * _SUBPIXELS).astype(np.int64)
    lines = Projected.of_units(offsets, units[:, 0].astype(np.int32), (-units[:, 1]).astype(np.int32), link)
    strokes = Strokes.same(len(paths), rgb, width_px, alpha)
    camera = Camera(0, 0, 1.0 / _SUBPIXELS, 0.0, 0.0, 0)
    _draw(canvas, lines, camera, strokes, Window(), dash or DASH, engine or engines.chosen(), as_alpha=False)


def _draw(
    canvas: Canvas, lines: Projected, camera: Camera, strokes: Strokes, window: Window,
    dash: tuple[float, float], engine: Engine, *, as_alpha: bool | None,
) -> None:  # fmt: skip
    if not len(lines.run_first):
        return
    first_id = canvas.ids(lines.track_count * (2 * camera.turns + 1))
    if engine is Engine.PLAIN:
        plain_lines.trace(canvas, first_id, lines, camera, strokes, window, dash)
        return
    arguments = (
        first_id, lines.x, lines.y, lines.time_s, lines.run_first, lines.run_last, lines.run_track, lines.run_link,
        lines.run_box, lines.run_length, lines.run_time_s, strokes.rgb, strokes.alpha, strokes.width,
        (camera.x, camera.y, camera.scale, camera.middle_x, camera.middle_y), camera.turns,
        (window.from_s, window.to_s, window.faint), (float(dash[0]), float(dash[1])),
    )  # fmt: skip
    many = len(lines.run_first) >= _WORTH_THREADS
    plain = (many if as_alpha is None else as_alpha) and _one_colour(strokes)
    alpha = np.zeros(-(-canvas.width * canvas.height // 8) * 8, np.uint8) if plain else None
    draw = functools.partial(_draw_rows, canvas, alpha, arguments)
    if many:
        engines.in_bands(canvas.height, draw)
    else:
        draw(0, canvas.height)


def _draw_rows(
    canvas: Canvas, alpha: NDArray[np.uint8] | None, arguments: tuple[Any, ...], top: int, bottom: int
) -> None:
    """Draw what falls into some rows of the canvas."""
    module = engines.compiled_lines()
    pixels, owner = canvas.pixels.reshape(-1), canvas.owner.reshape(-1)
    frame = (canvas.width, top, bottom)
    if alpha is None:
        module.trace(pixels, owner, frame, *arguments)
        return
    module.trace(alpha, owner, frame, *arguments)
    module.lay(pixels, alpha, alpha.view(np.uint64), top * canvas.width, bottom * canvas.width, int(arguments[11][0]))


def _one_colour(strokes: Strokes) -> bool:
    """Tell whether all lines that are shown have the colour of the first one."""
    return bool(len(strokes.rgb)) and bool((strokes.rgb[strokes.width > 0] == strokes.rgb[0]).all())
