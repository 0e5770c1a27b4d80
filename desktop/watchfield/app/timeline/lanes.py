"""One row of the axis: who, and when they were received."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from watchfield.app.map.silhouettes import kind_icon
from watchfield.app.theme.icons import paint_svg
from watchfield.app.theme.look import Look, font, size
from watchfield.app.timeline.axis import Strip
from watchfield.app.timeline.overview import NAMES_PX
from watchfield.session.lanes import Lane

__all__ = ["paint_lane"]


def paint_lane(painter: QPainter, lane: Lane, strip: Strip, row: QRectF, look: Look) -> None:
    """Paint a row: solid where seen, dashed where calculated, nothing where nothing was received."""
    colour = look.colour("text") if lane.place is None else look.of_aircraft(lane.place)
    middle = row.center().y()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = size("aircraft_axis")
    paint_svg(painter, kind_icon(lane.silhouette), colour, QRectF(12, middle - side / 2, side, side))
    face = font("table", codes=True)
    face.setWeight(face.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(look.colour("text"))
    name = painter.fontMetrics().elidedText(lane.name, Qt.TextElideMode.ElideRight, 88)
    painter.drawText(QPointF(40, middle + 4), name)
    shift = painter.fontMetrics().horizontalAdvance(name) + 8
    painter.setFont(font("caption"))
    painter.setPen(look.colour("text3"))
    kind = painter.fontMetrics().elidedText(lane.type, Qt.TextElideMode.ElideRight, max(NAMES_PX - 48 - shift, 0))
    painter.drawText(QPointF(40 + shift, middle + 4), kind)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003
    clip = QRectF(strip.left, row.top(), strip.width, row.height())
    painter.save()
    painter.setClipRect(clip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(_boxes(lane.presence.seen, strip, middle, 3.0))
    pen = QPen(colour, 4)
    pen.setDashPattern([1.2, 0.8])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    for box in _boxes(lane.presence.estimated, strip, middle, 2.0):
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    painter.restore()


def _boxes(stretches: NDArray[np.float64], strip: Strip, middle: float, half: float) -> list[QRectF]:
    """Return one box a stretch that is in view, at least two pixels wide; those in one pixel become one."""
    times = stretches
    near = (times[:, 1] >= strip.span.start_s) & (times[:, 0] <= strip.span.end_s)
    left, right = strip.xs(times[near, 0]), strip.xs(times[near, 1])
    boxes: list[QRectF] = []
    for a, b in zip(left, right, strict=True):
        if boxes and a <= boxes[-1].right():
            boxes[-1].setRight(max(boxes[-1].right(), b))
        else:
            boxes.append(QRectF(a, middle - half, max(b - a, 2.0), 2 * half))
    return boxes
