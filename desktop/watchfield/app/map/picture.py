"""A picture of a part of the map, shown where it belongs while the next one is being drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from watchfield.core.geo.plane import WORLD_M
from watchfield.render.view import View

__all__ = ["Picture"]


class Picture:
    """Pixels, and the view they were drawn for."""

    def __init__(self, rgba: NDArray[np.uint8], view: View) -> None:
        self._rgba = np.ascontiguousarray(rgba)  # QImage borrows the pixels: they must live as long as it does
        height, width = self._rgba.shape[:2]
        self._image = QImage(self._rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
        self._image.setDevicePixelRatio(view.ratio)
        self.view = view

    def paint(self, painter: QPainter, now: View) -> None:
        """Draw the picture into a view (in logical pixels), moved and scaled if it was drawn for another one.

        now : the view of the widget, with a ratio of 1
        """
        drawn = self.view
        scale = drawn.m_per_px * drawn.ratio / now.m_per_px
        width, height = drawn.width / drawn.ratio * scale, drawn.height / drawn.ratio * scale
        dx = _short_way(drawn.center_x_m - now.center_x_m)
        x = dx / now.m_per_px + now.width / 2 - width / 2
        y = (now.center_y_m - drawn.center_y_m) / now.m_per_px + now.height / 2 - height / 2
        if abs(scale - 1.0) < 1e-6:
            ratio = drawn.ratio
            painter.drawImage(QRectF(round(x * ratio) / ratio, round(y * ratio) / ratio, width, height), self._image)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(x, y, width, height), self._image)
        painter.restore()


def _short_way(dx_m: float) -> float:
    return dx_m - round(dx_m / WORLD_M) * WORLD_M
