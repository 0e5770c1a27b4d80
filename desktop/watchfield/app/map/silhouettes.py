"""Aircraft seen from above, turned to 64 headings once and stamped from one sheet."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from shiboken6 import Shiboken

from watchfield.app.theme.icons import has_icon, paint_svg

__all__ = ["HEADINGS", "Sheet", "kind_icon", "sheet"]

Floats = NDArray[np.float64]
HEADINGS = 64
_COLUMNS = 16


class Sheet:
    """One silhouette in one colour and size, in all headings.

    pixmap : ``HEADINGS`` cells of ``cell`` logical pixels
    """

    def __init__(self, pixmap: QPixmap, cell: int, ratio: float) -> None:
        self.pixmap, self.cell, self.ratio = pixmap, cell, ratio

    def source(self, heading_deg: float) -> QRectF:
        """Return where on the sheet a heading is, in device pixels of the sheet."""
        number = round(heading_deg / 360.0 * HEADINGS) % HEADINGS
        side = self.cell * self.ratio
        return QRectF(number % _COLUMNS * side, number // _COLUMNS * side, side, side)

    def stamp(self, painter: QPainter, x: Floats, y: Floats, heading_deg: Floats) -> None:
        """Draw one aircraft at each place, all in one go.

        x, y, heading_deg : float64[n], middles in logical pixels, true course
        """
        count = len(x)
        if not count:
            return
        side = self.cell * self.ratio
        number = np.rint(heading_deg / 360.0 * HEADINGS).astype(np.int64) % HEADINGS
        # The ten numbers of a QPainter.PixmapFragment: place, source, scale, rotation, opacity.
        fragments = np.empty((count, 10))
        fragments[:, 0], fragments[:, 1] = x, y
        fragments[:, 2], fragments[:, 3] = number % _COLUMNS * side, number // _COLUMNS * side
        fragments[:, 4:6] = side
        fragments[:, 6:8] = 1.0 / self.ratio
        fragments[:, 8], fragments[:, 9] = 0.0, 1.0
        # Qt takes an array of fragments, the binding only its first element: it must lie in memory of ours.
        first: Any = Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, count, self.pixmap)


@lru_cache(maxsize=128)
def sheet(kind: str, rgba: int, halo: int, pixels: int, hollow: bool, percent: int) -> Sheet:  # noqa: FBT001
    """Return the sheet of a silhouette; ``hollow`` for one that lies between two fixes.

    rgba, halo : colours; percent : hundred times the device's pixel ratio
    """
    ratio = percent / 100
    cell = round(pixels * 1.5) + 4
    made = QPixmap(round(cell * _COLUMNS * ratio), round(cell * (HEADINGS // _COLUMNS) * ratio))
    made.fill(Qt.GlobalColor.transparent)
    stamp = _stamp(kind, QColor.fromRgba(rgba), QColor.fromRgba(halo), pixels, hollow, ratio)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    for number in range(HEADINGS):
        painter.resetTransform()
        painter.scale(ratio, ratio)
        painter.translate((number % _COLUMNS + 0.5) * cell, (number // _COLUMNS + 0.5) * cell)
        painter.rotate(number * 360.0 / HEADINGS)
        painter.drawPixmap(QRectF(-cell / 2, -cell / 2, cell, cell), stamp, QRectF(stamp.rect()))
    painter.end()
    return Sheet(made, cell, ratio)


def kind_icon(kind: str) -> str:
    """Return the name of the icon of a silhouette."""
    name = f"aircraft/{kind}"
    return name if has_icon(name) else "aircraft/unknown"


def _stamp(kind: str, colour: QColor, halo: QColor, pixels: int, hollow: bool, ratio: float) -> QPixmap:  # noqa: FBT001
    """Return one silhouette, nose up, four times as fine as it is shown; an outline inside its halo where hollow."""
    fine = ratio * 2
    cell = round(pixels * 1.5) + 4
    made = QPixmap(round(cell * fine), round(cell * fine))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(fine, fine)
    box = QRectF((cell - pixels) / 2, (cell - pixels) / 2, pixels, pixels)
    name = kind_icon(kind)
    for dx, dy in _ring(1.4):
        paint_svg(painter, name, halo, box.translated(dx, dy))
    if hollow:
        for dx, dy in _ring(0.7):
            paint_svg(painter, name, colour, box.translated(dx, dy))
        inset = pixels * 0.055
        paint_svg(painter, name, halo, box.adjusted(inset, inset, -inset, -inset))
    else:
        paint_svg(painter, name, colour, box)
    painter.end()
    return made


def _ring(radius: float) -> tuple[tuple[float, float], ...]:
    slant = radius * 0.7071
    return (
        (radius, 0.0), (-radius, 0.0), (0.0, radius), (0.0, -radius),
        (slant, slant), (-slant, slant), (slant, -slant), (-slant, -slant),
    )  # fmt: skip
