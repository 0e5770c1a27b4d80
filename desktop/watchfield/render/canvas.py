"""What is drawn on: premultiplied RGBA, and who touched each pixel last.

A line crosses its own corners and its neighbours' pixels. Were each piece blended by itself, every joint of a line that
is not opaque would show as a bead. So each line is one shape: ``owner`` remembers, per pixel, which line came last and
how much of the pixel it covers; the same line adds only what it covers more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Canvas", "Rgb", "packed"]

Rgb = tuple[int, int, int]
_IDS = 1 << 24


@dataclass(eq=False, slots=True)
class Canvas:
    """A picture while it is drawn.

    rgba : uint8[h, w, 4], premultiplied
    owner : uint32[h, w], the line that came last (24 bits) and its alpha there (8 bits)
    next_id : the number of the next line
    """

    rgba: NDArray[np.uint8]
    owner: NDArray[np.uint32]
    next_id: int = 1

    @classmethod
    def clear(cls, width: int, height: int) -> Canvas:
        """Return a canvas nobody drew on: transparent."""
        return cls(np.zeros((height, width, 4), np.uint8), np.zeros((height, width), np.uint32))

    @classmethod
    def filled(cls, width: int, height: int, rgb: Rgb) -> Canvas:
        """Return an opaque canvas of one colour."""
        pixels = np.full((height, width), packed(rgb), np.uint32)
        return cls.on(pixels.view(np.uint8).reshape(height, width, 4))

    @classmethod
    def on(cls, rgba: NDArray[np.uint8]) -> Canvas:
        """Return a canvas that draws on a picture that is there already."""
        return cls(rgba, np.zeros(rgba.shape[:2], np.uint32))

    @property
    def width(self) -> int:
        """Device pixels from left to right."""
        return int(self.rgba.shape[1])

    @property
    def height(self) -> int:
        """Device pixels from top to bottom."""
        return int(self.rgba.shape[0])

    @property
    def pixels(self) -> NDArray[np.uint32]:
        """The same picture, one number a pixel: uint32[h, w], red in the lowest byte."""
        pixels: NDArray[np.uint32] = self.rgba.view(np.uint32)[..., 0]
        return pixels

    def ids(self, count: int) -> int:
        """Take numbers for so many lines; return the first."""
        if self.next_id + count >= _IDS:
            self.owner[...] = 0
            self.next_id = 1
        first = self.next_id
        self.next_id += count
        return first

    def over(self, top: NDArray[np.uint8]) -> None:
        """Lay a premultiplied picture of the same size over this one."""
        rest = 255 - top[..., 3:].astype(np.uint16)
        self.rgba[...] = top + ((self.rgba * rest + 127) // 255).astype(np.uint8)


def packed(rgb: Rgb) -> int:
    """Return an opaque colour as one number, red in the lowest byte."""
    return rgb[0] | rgb[1] << 8 | rgb[2] << 16 | 0xFF000000
