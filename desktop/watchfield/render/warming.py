"""Draw one small picture of everything that is compiled, so that the first real one does not wait."""

from __future__ import annotations

import numpy as np

from watchfield.render.canvas import Canvas
from watchfield.render.fill import Rings, fill_rings
from watchfield.render.lines import Strokes, Window, draw_lines
from watchfield.render.pick import pick
from watchfield.render.projected import Projected
from watchfield.render.stamps import stamp, stamp_many, write
from watchfield.render.view import View

__all__ = ["draw_once"]


def draw_once() -> None:
    """Call every kernel with the kinds of arrays it is called with later."""
    view = View.world(32, 20)
    canvas = Canvas.clear(view.width, view.height)
    path = np.array([[0.0, 0.0], [20.0, 20.0], [20.0, -20.0]])
    lines = Projected.of_paths([path])
    for colours in ([1, 1], [1, 2]):
        both = Projected.of_paths([path, path[::-1]])
        strokes = Strokes(np.array(colours, np.uint32), np.ones(2, np.float32), np.array([1, 3], np.float32))
        draw_lines(canvas, both, view, strokes, window=Window(-1.0, 1.0, 0.5), as_alpha=colours[0] == colours[1])
    fill_rings(canvas, Rings.of_degrees([path]), view, (9, 9, 9))
    alpha = np.full((3, 3), 200, np.uint8)
    stamp(canvas, alpha, 1, 1, (9, 9, 9))
    write(canvas, alpha, alpha, 1, 1, (9, 9, 9), (1, 1, 1))
    first = np.zeros(1, np.int32)
    stamp_many(canvas, alpha[None], first, first, first, first.astype(np.uint32), np.full(1, 255, np.uint8))
    pick(lines, view, 16.0, 10.0)
