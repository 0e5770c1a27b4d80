"""Small pictures of alpha laid over a canvas: letters, marks, silhouettes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from watchfield.render import engine as engines
from watchfield.render.canvas import Canvas, Rgb, packed
from watchfield.render.engine import Engine
from watchfield.render.plain_blend import compose

__all__ = ["stamp", "stamp_many", "write"]


def stamp(
    canvas: Canvas, alpha: NDArray[np.uint8], left: int, top: int, rgb: Rgb, *, strength: float = 1.0,
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Lay one picture of alpha, uint8[h, w], over the canvas in one colour; its top left corner at (left, top)."""
    if (engine or engines.chosen()) is Engine.COMPILED:
        engines.compiled_fill().stamp(
            canvas.pixels.reshape(-1), canvas.width, canvas.height, alpha, int(left), int(top), packed(rgb),
            round(strength * 255),
        )  # fmt: skip
        return
    stamp_many(
        canvas, alpha[None], np.zeros(1, np.int32), np.array([left], np.int32), np.array([top], np.int32),
        np.array([packed(rgb)], np.uint32), np.array([round(strength * 255)], np.uint8), engine=Engine.PLAIN,
    )  # fmt: skip


def write(
    canvas: Canvas, ink: NDArray[np.uint8], edge: NDArray[np.uint8], left: int, top: int, rgb: Rgb, edge_rgb: Rgb, *,
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Lay a word over the canvas: its halo in one colour, then its letters; both uint8[h, w]."""
    if (engine or engines.chosen()) is Engine.COMPILED:
        engines.compiled_fill().write(
            canvas.pixels.reshape(-1), canvas.width, canvas.height, ink, edge, int(left), int(top), packed(rgb),
            packed(edge_rgb),
        )  # fmt: skip
        return
    stamp(canvas, edge, left, top, edge_rgb, engine=engine)
    stamp(canvas, ink, left, top, rgb, engine=engine)


def stamp_many(
    canvas: Canvas, atlas: NDArray[np.uint8], sprite: NDArray[np.int32], left: NDArray[np.int32],
    top: NDArray[np.int32], rgb: NDArray[np.uint32], alpha: NDArray[np.uint8], *, engine: Engine | None = None,
) -> None:  # fmt: skip
    """Lay many pictures of one size over the canvas, in order.

    atlas : uint8[sprites, h, w]
    sprite, left, top, rgb, alpha : one for each picture laid; colours packed, alpha 0 to 255
    """
    if (engine or engines.chosen()) is Engine.COMPILED:
        engines.compiled_fill().tint(
            canvas.pixels.reshape(-1), (canvas.width, canvas.height), np.ascontiguousarray(atlas), sprite, left, top,
            rgb, alpha,
        )  # fmt: skip
        return
    tall, wide = atlas.shape[1:]
    rows = top[:, None, None].astype(np.int64) + np.arange(tall)[None, :, None]
    columns = left[:, None, None].astype(np.int64) + np.arange(wide)[None, None, :]
    value = (atlas[sprite].astype(np.int64) * alpha[:, None, None] + 127) // 255
    inside = (rows >= 0) & (rows < canvas.height) & (columns >= 0) & (columns < canvas.width) & (value > 0)
    order = np.broadcast_to(np.arange(len(sprite))[:, None, None], value.shape)[inside]
    compose(canvas, (rows * canvas.width + columns)[inside], order, value[inside] / 255.0, rgb[order])
