"""The shape that is being drawn: its corners are taken in hand here, and the edits are made elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from watchfield.app.map.layers import Layer, ring_path
from watchfield.app.theme.look import current, font
from watchfield.core.geo import plane, sphere
from watchfield.core.model.zone import Ring
from watchfield.render.view import View
from watchfield.session import words
from watchfield.session.edits import corners, zones
from watchfield.session.session import Edit
from watchfield.session.state import ZoneDraft

__all__ = ["HandleLayer"]

Handle = tuple[str, int, int]  # "corner" or "middle", ring, corner
Rings = tuple[Ring, ...]
Point = tuple[float, float]

_REACH_PX = 11.0
_APART_PX = 20.0
_CROWDED_PX = 26.0  # an edge shorter than this has no small circle: it would cover the corners
_RINGS_NM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_SNAP_NM = 1.0


class HandleLayer(Layer):
    """Shows a draft with its handles; drags become edits when the button is let go."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int, do: Callable[[Edit], None]) -> None:
        super().__init__(box, view, level)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self._do = do
        self._draft: ZoneDraft | None = None
        self._centre: Point | None = None
        self._preview: Rings | None = None
        self._held: Handle | None = None
        self._pointer: QPointF | None = None

    def show_draft(self, draft: ZoneDraft | None, centre: Point | None) -> None:
        """Show this shape; distances are told from ``centre`` (longitude, latitude), else from its middle."""
        self._draft, self._centre = draft, centre
        self._preview = self._held = None
        self.setVisible(draft is not None)
        self.fresh()

    def point_at(self, pointer: QPointF | None) -> None:
        """Know where the pointer is, for the line that leads to the next corner."""
        self._pointer = pointer
        if self._draft is not None:
            self.fresh()

    def shape(self) -> QPainterPath:
        """Return what can be taken in hand, so that the rest of the map stays the map's."""
        path = QPainterPath()
        for _, x, y in self._handles():
            path.addEllipse(QPointF(x, y), _REACH_PX, _REACH_PX)
        return path

    def handle_at(self, at: QPointF) -> Handle | None:
        """Return the handle under the pointer; corners before small circles."""
        near = [(handle[0] != "corner", np.hypot(x - at.x(), y - at.y()), handle) for handle, x, y in self._handles()]
        within = [one for one in near if one[1] <= _REACH_PX]
        return min(within)[2] if within else None

    def mouseClickEvent(self, event: Any) -> None:
        """Choose a corner for the keys; close the rim at its first one."""
        handle = self.handle_at(event.pos())
        if handle is None or self._draft is None:
            event.ignore()
            return
        event.accept()
        kind, ring, corner = handle
        if not self._draft.closed and corner == 0 and self._draft.is_shape:
            self._do(zones.close_ring())
        elif kind == "corner" and self._draft.closed:
            at = self._draft.rings[ring][corner]
            self._do(zones.move_corner(ring, corner, *at))

    def mouseDragEvent(self, event: Any) -> None:
        """Drag a corner, or draw a new one out of an edge."""
        if event.isStart():
            self._held = self.handle_at(event.buttonDownPos())
        if self._held is None or self._draft is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self._pointer = event.pos()
        kind, ring, corner = self._held
        to = self._wish(event.pos(), event.modifiers())
        if not event.isFinish():
            change = corners.moved if kind == "corner" else corners.added
            self._preview = change(self._draft.rings, ring, corner, to)
            self.fresh()
            return
        self._preview = self._held = None
        self._do((zones.move_corner if kind == "corner" else zones.add_corner)(ring, corner, *to))

    def carry(self, begin: QPointF, end: QPointF, done: bool) -> None:  # noqa: FBT001  # as the signal says it
        """Move the whole shape along with the hand."""
        if self._draft is None:
            return
        (lon1, lat1), (lon2, lat2) = (self._view().position(at.x(), at.y()) for at in (begin, end))
        if done:
            self._preview = None
            self._do(zones.move_zone(lon2 - lon1, lat2 - lat1))
        else:
            self._preview = corners.shifted(self._draft.rings, lon2 - lon1, lat2 - lat1)
            self.fresh()

    def hoverEvent(self, event: Any) -> None:
        """Claim drags that begin on a handle, and show that it can be taken."""
        handle = None if event.isExit() else self.handle_at(event.pos())
        if handle is not None:
            event.acceptDrags(Qt.MouseButton.LeftButton)
            event.acceptClicks(Qt.MouseButton.LeftButton)
        self.setCursor(Qt.CursorShape.OpenHandCursor if handle else Qt.CursorShape.CrossCursor)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the rings of distance, the old shape, the new one, and its handles."""
        if self._draft is None:
            return
        look, view = current(), self._view()
        rings = self._rings()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_distances(painter, view)
        if self._draft.before and self._draft.before != rings:
            old = QPen(look.colour("zone", 0.7), 1.2, Qt.PenStyle.DashLine)
            painter.setPen(old)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(ring_path(self._draft.before, view))
        painter.setPen(QPen(look.colour("zone"), 2.2))
        painter.setBrush(look.colour("zone", 0.14))
        if self._draft.closed:
            painter.drawPath(ring_path(rings, view))
        else:
            self._paint_open(painter, view, rings[0])
        self._paint_handles(painter)
        if self._held is not None and self._pointer is not None:
            self._paint_facts(painter, self._pointer)

    def _rings(self) -> Rings:
        if self._draft is None:
            return ()
        return self._preview or self._draft.rings

    def _points(self, ring: Ring) -> np.ndarray:
        """Return the corners of a ring in logical pixels, float64[n, 2]."""
        points = np.asarray(ring, np.float64).reshape(-1, 2)
        if not len(points):
            return points
        view = self._view()
        x_m, y_m = plane.to_plane(points[:, 0], points[:, 1])
        shift = round((view.center_x_m - float(np.mean(x_m))) / plane.WORLD_M) * plane.WORLD_M
        return np.column_stack(view.to_screen(x_m + shift, y_m))

    def _handles(self) -> list[tuple[Handle, float, float]]:
        found: list[tuple[Handle, float, float]] = []
        if self._draft is None:
            return found
        for number, ring in enumerate(self._rings()):
            points = self._points(ring)
            found += [(("corner", number, i), *points[i]) for i in _apart(points)]
            if self._draft.closed:
                following = np.roll(points, -1, axis=0)
                for i, (one, other) in enumerate(zip(points, following, strict=True)):
                    if np.hypot(*(other - one)) >= _CROWDED_PX:
                        x, y = (one + other) / 2
                        found.append((("middle", number, i), float(x), float(y)))
        return found

    def _wish(self, at: QPointF, keys: Qt.KeyboardModifier) -> Point:
        lon, lat = self._view().position(at.x(), at.y())
        wish: Point = (lon, lat)
        if self._draft is None or self._held is None:
            return wish
        kind, ring, corner = self._held
        if keys & Qt.KeyboardModifier.ShiftModifier and kind == "corner":
            wish = corners.along(self._draft.rings[ring][corner], wish)
        if keys & Qt.KeyboardModifier.ControlModifier:
            wish = corners.on_ring(self._middle(), wish, _SNAP_NM)
        return wish

    def _middle(self) -> Point:
        if self._centre is not None:
            return self._centre
        rim = np.asarray(self._rings()[0], np.float64)
        return (float(rim[:, 0].mean()), float(rim[:, 1].mean())) if len(rim) else (0.0, 0.0)

    def _paint_distances(self, painter: QPainter, view: View) -> None:
        """Paint circles of distance about the middle, those that are neither dots nor off the map."""
        if not self._rings() or not self._rings()[0]:
            return
        look, middle = current(), self._middle()
        x, y = (float(value) for value in view.locate(*middle))
        per_nm = 1852.0 / view.ground_m_per_px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(font("caption"))
        for range_nm in _RINGS_NM:
            radius = range_nm * per_nm
            if not 40 < radius < view.width:
                continue
            painter.setPen(QPen(look.colour("other_traffic", 0.8), 1, Qt.PenStyle.DashLine))
            painter.drawEllipse(QPointF(x, y), radius, radius)
            painter.setPen(look.colour("city"))
            painter.drawText(QPointF(x + radius * 0.707 + 4, y + radius * 0.707 + 4), f"{range_nm:g} NM")

    def _paint_open(self, painter: QPainter, view: View, rim: Ring) -> None:
        """Paint a rim that is not closed yet, with the line to where the next corner would be."""
        del view
        points = [QPointF(x, y) for x, y in self._points(rim)]
        if self._pointer is not None and points:
            painter.save()
            pen = QPen(painter.pen())
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(points[-1], self._pointer)
            if len(points) >= 2:
                painter.drawLine(self._pointer, points[0])
            painter.restore()
        if len(points) >= 3:
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF(points))
            painter.restore()
        painter.drawPolyline(QPolygonF(points))

    def _paint_handles(self, painter: QPainter) -> None:
        look, draft = current(), self._draft
        assert draft is not None  # noqa: S101  # paint() asked before
        under = self.handle_at(self._pointer) if self._pointer is not None else None
        for handle, x, y in self._handles():
            kind, ring, corner = handle
            chosen = kind == "corner" and (ring, corner) == draft.corner
            at = QPointF(x, y)
            if handle in (under, self._held):
                painter.setPen(QPen(look.colour("focus"), 2))
                painter.setBrush(look.colour("focus", 0.2))
                painter.drawEllipse(at, 11, 11)
            painter.setPen(QPen(look.colour("zone"), 1.4))
            if kind == "corner":
                painter.setBrush(look.colour("accent" if chosen else "halo"))
                painter.drawRect(QRectF(x - 4.5, y - 4.5, 9, 9))
            else:
                painter.setBrush(look.colour("halo"))
                painter.drawEllipse(at, 3.5, 3.5)

    def _paint_facts(self, painter: QPainter, at: QPointF) -> None:
        """Write beside the pointer where the corner is now."""
        look = current()
        lon, lat = self._view().position(at.x(), at.y())
        middle = self._middle()
        range_nm = float(sphere.distance_nm(*middle, lon, lat))
        bearing = float(sphere.bearing_deg(*middle, lon, lat))
        lines = (words.position(lon, lat), f"{range_nm:.1f} NM, {bearing:03.0f}° from the middle")
        painter.setFont(font("table"))
        width = max(painter.fontMetrics().horizontalAdvance(line) for line in lines) + 20
        view = self._view()
        x = at.x() + 18 if at.x() + 18 + width < view.width else at.x() - 18 - width
        box = QRectF(x, at.y() - 10, width, 44)
        painter.setPen(QPen(look.colour("line_strong"), 1))
        painter.setBrush(look.colour("panel", 0.95))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(look.colour("text"))
        painter.drawText(QPointF(box.x() + 10, box.y() + 18), lines[0])
        painter.setPen(look.colour("text2"))
        painter.drawText(QPointF(box.x() + 10, box.y() + 35), lines[1])


def _apart(points: NDArray[np.float64]) -> list[int]:
    """Return the corners whose handles are shown: from afar not all, so that none covers another."""
    shown: list[int] = []
    for number, point in enumerate(points):
        if all(np.hypot(*(point - points[other])) >= _APART_PX for other in (shown[:1] + shown[-1:])):
            shown.append(number)
    return shown
