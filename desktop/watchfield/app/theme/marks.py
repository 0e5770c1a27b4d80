"""The marks of the five states: told apart by shape first, by colour second."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from watchfield.app.theme.look import Look
from watchfield.app.theme.look import look as look_of
from watchfield.core.model.movement import State as Certainty

__all__ = ["mark_pixmap", "paint_mark", "stamp_mark"]

_SHARE = {Certainty.PROBABLE: 0.75, Certainty.POSSIBLE: 0.5}


def paint_mark(painter: QPainter, state: Certainty, centre: QPointF, radius: float, look: Look, ground: QColor) -> None:
    """Draw the mark of a state.

    ground : what it stands on, shown through a tick and behind open rings
    """
    colour = look.state(state)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(radius * 0.22, 1.2)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(ground)
    inner = radius - width / 2
    if state is Certainty.UNDETERMINED:
        dash = inner * 2 * math.pi / 8 / width / 2
        pen.setDashPattern([dash * 1.2, dash * 0.8])
    painter.setPen(pen)
    painter.drawEllipse(centre, inner, inner)
    if state is Certainty.CONFIRMED:
        painter.setBrush(colour)
        painter.drawEllipse(centre, inner, inner)
        _strokes(painter, QPen(ground, width * 1.1), centre, radius, ((-0.42, 0.02), (-0.1, 0.34), (0.44, -0.3)))
    elif state in _SHARE:
        _pie(painter, colour, centre, radius, _SHARE[state])
    elif state is Certainty.CONTRADICTED:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        _strokes(painter, pen, centre, radius, ((-0.32, -0.32), (0.32, 0.32)))
        _strokes(painter, pen, centre, radius, ((-0.32, 0.32), (0.32, -0.32)))
    else:
        _question(painter, colour, centre, radius)
    painter.restore()


def stamp_mark(
    painter: QPainter, state: Certainty, centre: QPointF, radius: float, look: Look, ground: QColor, ratio: float = 1.0
) -> None:
    """Draw the mark of a state from a picture that is made once: a map shows hundreds."""
    pixels = math.ceil(2 * radius) + 2
    picture = _picture(state, look.name, pixels, round(radius * 10), ground.rgba(), round(ratio * 100))
    painter.drawPixmap(QPointF(centre.x() - pixels / 2, centre.y() - pixels / 2), picture)


def mark_pixmap(state: Certainty, look: Look, pixels: int, ground: QColor, ratio: float = 1.0) -> QPixmap:
    """Return the mark of a state as a picture."""
    return _picture(state, look.name, pixels, round((pixels / 2 - 0.5) * 10), ground.rgba(), round(ratio * 100))


@lru_cache(maxsize=256)
def _picture(state: Certainty, name: str, pixels: int, tenths: int, ground: int, percent: int) -> QPixmap:
    ratio = percent / 100
    made = QPixmap(round(pixels * ratio), round(pixels * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    middle = QPointF(pixels / 2, pixels / 2)
    paint_mark(painter, state, middle, tenths / 10, look_of(name), QColor.fromRgba(ground))
    painter.end()
    return made


def _pie(painter: QPainter, colour: QColor, centre: QPointF, radius: float, share: float) -> None:
    """Fill a share of the disc clockwise from the top; half is the left half, as the moon wanes."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    inner = radius * 0.8
    box = QRectF(centre.x() - inner, centre.y() - inner, 2 * inner, 2 * inner)
    painter.drawPie(box, 90 * 16, round(-360 * 16 * share) if share > 0.5 else 180 * 16)


def _strokes(
    painter: QPainter, pen: QPen, centre: QPointF, radius: float, points: tuple[tuple[float, float], ...]
) -> None:
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    path = QPainterPath()
    for number, (x, y) in enumerate(points):
        point = QPointF(centre.x() + x * radius, centre.y() + y * radius)
        path.moveTo(point) if number == 0 else path.lineTo(point)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _question(painter: QPainter, colour: QColor, centre: QPointF, radius: float) -> None:
    face = QFont(painter.font())
    face.setPixelSize(max(round(radius * 1.25), 6))
    face.setWeight(QFont.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(colour)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
