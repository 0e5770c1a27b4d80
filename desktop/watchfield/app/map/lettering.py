"""Texts on the map that can be read on land and sea, painted once and stamped."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from watchfield.app.theme.look import Look, font

__all__ = ["text_with_halo"]

_HALO_PX = 3.0


def text_with_halo(
    painter: QPainter, at: QPointF, text: str, colour: QColor, look: Look, use: str, *, bold: bool = False
) -> None:
    """Write a text with its baseline beginning here."""
    picture, ascent = _picture(text, colour.rgba(), look.colour("halo").rgba(), use, bold, _ratio(painter))
    painter.drawPixmap(QPointF(round(at.x()) - _HALO_PX, round(at.y()) - ascent - _HALO_PX), picture)


def _ratio(painter: QPainter) -> int:
    scale = painter.deviceTransform().m11()
    return 100 if scale <= 0 else round(100 * scale)


@lru_cache(maxsize=256)
def _picture(text: str, rgba: int, halo: int, use: str, bold: bool, percent: int) -> tuple[QPixmap, int]:  # noqa: FBT001
    face = font(use)
    if bold:
        face.setWeight(face.Weight.DemiBold)
    size = QFontMetricsF(face)
    ascent = math.ceil(size.ascent())
    ratio = percent / 100
    width, height = size.horizontalAdvance(text) + 2 * _HALO_PX, ascent + size.descent() + 2 * _HALO_PX
    made = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    path = QPainterPath()
    path.addText(QPointF(_HALO_PX, _HALO_PX + ascent), face, text)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor.fromRgba(halo), _HALO_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, QColor.fromRgba(rgba))
    painter.end()
    return made, ascent
