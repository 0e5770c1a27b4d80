"""Words on the map: shaped by raqm from the shipped fonts, kept as small pictures, placed by rank without overlap."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from watchfield import paths
from watchfield.core.errors import ResourceError
from watchfield.render import stamps
from watchfield.render.canvas import Canvas, Rgb
from watchfield.render.engine import Engine

__all__ = ["Anchor", "Label", "Occupied", "Type", "Word", "draw_labels", "draw_word", "plain_text", "word"]

_LONGEST = 80  # characters of a text that came from outside
_CELL = 3  # device pixels; how finely it is remembered what is taken
_FACES = {400: "Regular", 500: "Medium", 600: "SemiBold"}
_FINER = 4
# Reduced letters are a little pale against those that a screen's own engine sets.
_FIRMER = np.rint(255.0 * (np.arange(256) / 255.0) ** 0.8).astype(np.uint8)
_SLANT = 0.2  # the shipped fonts have no italic: upright letters are sheared


@dataclass(frozen=True, slots=True)
class Type:
    """How a word is set.

    size : pixels (of the picture: multiply by the view's ratio)
    weight : 400, 500 or 600
    tracking : extra space between letters, in parts of the size; only for scripts whose letters stand apart
    halo : pixels of edge around the letters
    """

    size: float
    weight: int = 400
    tracking: float = 0.0
    slanted: bool = False
    halo: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Word:
    """A text as a picture.

    ink, edge : uint8[h, w], alpha of the letters and of the halo round them
    left, top : where the picture's corner lies from the start of the text on its base line
    width, ascent, descent : of the text itself, in pixels
    """

    ink: NDArray[np.uint8]
    edge: NDArray[np.uint8]
    left: int
    top: int
    width: float
    ascent: float
    descent: float


class Anchor(Enum):
    """Where a label stands from its point: steps of its width, and of its height."""

    CENTER = (-0.5, 0.0)
    RIGHT = (0.0, 0.0)
    LEFT = (-1.0, 0.0)
    ABOVE = (-0.5, -1.0)
    BELOW = (-0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Label:
    """A word that wants a place.

    x, y : device pixels of the point it belongs to
    rank : who comes first; small numbers win
    anchors : places to try, in order
    gap : device pixels between point and word
    keep_clear : device pixels round the point that others may not take
    """

    x: float
    y: float
    text: str
    type: Type
    rgb: Rgb
    halo_rgb: Rgb
    rank: float
    anchors: tuple[Anchor, ...] = (Anchor.RIGHT, Anchor.LEFT, Anchor.ABOVE, Anchor.BELOW)
    gap: float = 5.0
    keep_clear: float = 0.0


@dataclass(eq=False, slots=True)
class Occupied:
    """Which parts of a picture are taken, in coarse cells: one number a row of them, one bit a cell."""

    width: int
    height: int
    rows: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [0] * (self.height // _CELL + 2)

    def _span(self, left: float, top: float, right: float, bottom: float) -> tuple[range, int]:
        """Return the rows of a box, and the bits of its cells in each."""
        first, stop = max(int(left) // _CELL, 0), min(int(right), self.width) // _CELL + 1
        bits = ((1 << (stop - first)) - 1) << first if stop > first else 0
        return range(max(int(top) // _CELL, 0), min(int(bottom) // _CELL + 1, len(self.rows))), bits

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Tell whether a box lies inside the picture and nothing else in it."""
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        span, bits = self._span(left, top, right, bottom)
        return not any(self.rows[row] & bits for row in span)

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take a box; what is outside the picture does not matter."""
        span, bits = self._span(left, top, right, bottom)
        for row in span:
            self.rows[row] |= bits


def draw_labels(
    canvas: Canvas, labels: Iterable[Label], occupied: Occupied, engine: Engine | None = None
) -> list[Label]:
    """Draw the labels that find a place, by rank; return them. Those that find none are left out."""
    drawn = []
    for label in sorted(labels, key=lambda label: (label.rank, label.text)):
        picture = word(label.text, label.type)
        place = _place(label, picture, occupied)
        if place is None:
            continue
        x, y, box = place
        occupied.take(*box)
        if label.keep_clear:
            clear = label.keep_clear
            occupied.take(label.x - clear, label.y - clear, label.x + clear, label.y + clear)
        draw_word(canvas, picture, x, y, label.rgb, label.halo_rgb, engine=engine)
        drawn.append(label)
    return drawn


def draw_word(
    canvas: Canvas, picture: Word, x: float, y: float, rgb: Rgb, halo_rgb: Rgb | None = None, *,
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw a word whose base line begins at (x, y)."""
    left, top = round(x) + picture.left, round(y) + picture.top
    if halo_rgb is not None and picture.edge.size:
        stamps.write(canvas, picture.ink, picture.edge, left, top, rgb, halo_rgb, engine=engine)
    else:
        stamps.stamp(canvas, picture.ink, left, top, rgb, engine=engine)


def _place(
    label: Label, picture: Word, occupied: Occupied
) -> tuple[float, float, tuple[float, float, float, float]] | None:
    """Return where the base line begins and the box it takes, at the first anchor that is free."""
    tall = picture.ascent + picture.descent
    for anchor in label.anchors:
        across, down = anchor.value
        push = {Anchor.RIGHT: label.gap, Anchor.LEFT: -label.gap}.get(anchor, 0.0)
        left = label.x + across * picture.width + push
        middle = label.y + down * (tall / 2 + label.gap)
        base = middle + (picture.ascent - picture.descent) / 2
        box = (left - 2, middle - tall / 2 - 1, left + picture.width + 2, middle + tall / 2 + 1)
        if occupied.free(*box):
            return left, base, box
    return None


def plain_text(untrusted_text: str) -> str:
    """Return one line that can be drawn: without control and direction characters, and not endless."""
    kept = "".join(c for c in untrusted_text[: 4 * _LONGEST] if unicodedata.category(c)[0] not in "C" or c == " ")
    line = " ".join(kept.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


@functools.lru_cache(maxsize=8192)
def word(untrusted_text: str, kind: Type) -> Word:
    """Return a text as a picture; kept, because the same names come again in every frame."""
    text = plain_text(untrusted_text)
    arabic = _is_arabic(text)
    # Set four times as large and reduced: at its own size every letter would be moved to a whole pixel.
    font = _font(kind.weight, kind.size * _FINER, arabic=arabic)
    spread = 0.0 if arabic else kind.tracking * kind.size * _FINER
    width = (font.getlength(text) + spread * max(len(text) - 1, 0)) / _FINER
    ascent, descent = _extent(font)
    pad = int(np.ceil(kind.halo)) + 2 + (int(kind.size * _SLANT) + 1 if kind.slanted else 0)
    wide, tall = int(np.ceil(width)) + 2 * pad, int(np.ceil(ascent + descent)) + 2 * pad + 4
    base = pad + 2 + int(np.ceil(ascent))
    fine = (wide * _FINER, tall * _FINER)
    ink = _set(text, font, fine, (pad * _FINER, base * _FINER), spread)
    if kind.slanted:
        shear = (1, _SLANT, -_SLANT * base * _FINER, 0, 1, 0)
        ink = ink.transform(fine, Image.Transform.AFFINE, shear, Image.Resampling.BILINEAR)
    letters = np.array(ink.reduce(_FINER), np.uint8)
    letters = _FIRMER[letters]
    edge = _grown(letters, kind.halo) if kind.halo > 0 else np.zeros((0, 0), np.uint8)
    return Word(letters, edge, -pad, -base, width, ascent, descent)


def _set(
    text: str, font: ImageFont.FreeTypeFont, size: tuple[int, int], start: tuple[int, int], spread: float
) -> Image.Image:
    picture = Image.new("L", size)
    pen = ImageDraw.Draw(picture)
    if not spread:
        pen.text(start, text, 255, font, "ls")
        return picture
    for index, letter in enumerate(text):
        pen.text((start[0] + font.getlength(text[:index]) + index * spread, start[1]), letter, 255, font, "ls")
    return picture


def _grown(ink: NDArray[np.uint8], reach: float) -> NDArray[np.uint8]:
    """Return the letters grown by some pixels, softly at the outer edge."""
    steps = int(np.ceil(reach)) + 1
    grown = np.zeros(ink.shape, np.float64)
    padded = np.pad(ink, steps).astype(np.float64)
    for dy in range(-steps, steps + 1):
        for dx in range(-steps, steps + 1):
            strength = min(max(reach + 0.7 - float(np.hypot(dx, dy)), 0.0), 1.0)
            if strength > 0:
                part = padded[steps + dy : steps + dy + ink.shape[0], steps + dx : steps + dx + ink.shape[1]]
                np.maximum(grown, part * strength, out=grown)
    return (grown * 0.9).astype(np.uint8)


def _is_arabic(text: str) -> bool:
    return any("\u0590" <= c <= "\u08ff" or "\ufb50" <= c <= "\ufeff" for c in text)


@functools.lru_cache(maxsize=128)
def _font(weight: int, size: float, *, arabic: bool) -> ImageFont.FreeTypeFont:
    name = f"IBMPlexSans{'Arabic' if arabic else ''}-{_FACES[weight]}.woff2"
    path = paths.resources() / "fonts" / name
    try:
        return ImageFont.truetype(str(path), size)
    except OSError as error:
        raise ResourceError(
            f"a font cannot be read ({error})", where=str(path), advice="Install Watchfield again."
        ) from error


@functools.lru_cache(maxsize=128)
def _extent(font: ImageFont.FreeTypeFont) -> tuple[float, float]:
    """Return how far capitals and descenders reach from the base line; less than the font's own line."""
    _, top, _, bottom = font.getbbox("HÅgp", anchor="ls")
    return -top / _FINER, bottom / _FINER
