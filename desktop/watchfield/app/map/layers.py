"""Layers of the map that are painted by hand, in logical pixels from the top left corner."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from watchfield.app.map.lettering import text_with_halo
from watchfield.app.map.picture import Picture
from watchfield.app.theme.look import current, font
from watchfield.app.theme.marks import stamp_mark
from watchfield.core.geo import plane
from watchfield.core.model.movement import Movement
from watchfield.core.model.zone import Ring, Zone
from watchfield.render.view import View

__all__ = ["FixLayer", "Layer", "MarkLayer", "PictureLayer", "ScaleLayer", "ZoneLayer", "ring_path"]

_NICE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_NM_M = 1852.0


class Layer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no types
    """Something painted over the whole map."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int) -> None:
        super().__init__()
        self.setParentItem(box)
        self.setZValue(level)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._box, self._view = box, view

    def boundingRect(self) -> QRectF:
        """Return the whole map."""
        return QRectF(self._box.rect())

    @property
    def ratio(self) -> float:
        """Device pixels in a logical pixel."""
        return float(self._box.getViewWidget().devicePixelRatioF())

    def viewRangeChanged(self) -> None:
        """Do nothing: layers are told by the map when the view differs."""

    def fresh(self) -> None:
        """Paint anew."""
        self.prepareGeometryChange()
        self.update()


class PictureLayer(Layer):
    """Shows the last picture that was drawn, moved to where it belongs."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int, ground: str = "") -> None:
        super().__init__(box, view, level)
        self._ground = ground
        self._picture: Picture | None = None

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture."""
        self._picture = picture
        self.fresh()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the ground and the picture."""
        if self._ground:
            painter.fillRect(self.boundingRect(), current().colour(self._ground))
        if self._picture is not None:
            self._picture.paint(painter, self._view())
        elif self._ground:
            painter.setFont(font("table"))
            painter.setPen(current().colour("sea_name"))
            painter.drawText(self.boundingRect(), Qt.AlignmentFlag.AlignCenter, "Drawing the map …")


class ZoneLayer(Layer):
    """The watch zones: magenta rim, faint fill, name beside it."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int) -> None:
        super().__init__(box, view, level)
        self._zones: tuple[Zone, ...] = ()
        self._selected: str | None = None

    def show_zones(self, zones: tuple[Zone, ...], selected: str | None) -> None:
        """Show these zones."""
        self._zones, self._selected = zones, selected
        self.fresh()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint rims and names."""
        look, view = current(), self._view()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for zone in self._zones:
            path = ring_path(zone.rings, view)
            box = path.boundingRect()
            if not box.intersects(self.boundingRect()):
                continue
            chosen = zone.id == self._selected
            painter.setPen(QPen(look.colour("zone"), 2.2 if chosen else 1.8))
            painter.setBrush(look.colour("zone", 0.16 if chosen else 0.1))
            painter.drawPath(path)
            painter.setFont(font("table"))
            half = painter.fontMetrics().horizontalAdvance(zone.name) / 2
            corner = QPointF(box.center().x() - half, box.top() - 7)
            text_with_halo(painter, corner, zone.name, look.colour("zone"), look, "table", bold=chosen)


class MarkLayer(Layer):
    """Marks of movements at the place that decided them."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int) -> None:
        super().__init__(box, view, level)
        self._movements: tuple[Movement, ...] = ()
        self._selected: str | None = None
        self._lon = self._lat = np.empty(0)

    def show_movements(self, movements: tuple[Movement, ...], selected: str | None) -> None:
        """Show the marks of these movements."""
        self._movements, self._selected = movements, selected
        self._lon = np.array([movement.lon_deg for movement in movements])
        self._lat = np.array([movement.lat_deg for movement in movements])
        self.fresh()

    def screen(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the marks are, logical pixels."""
        return self._view().locate(self._lon, self._lat)

    def nearest(self, at: QPointF, reach_px: float = 10.0) -> Movement | None:
        """Return the movement whose mark lies under the pointer."""
        if not self._movements:
            return None
        x, y = self.screen()
        far = np.hypot(x - at.x(), y - at.y())
        best = int(np.argmin(far))
        return self._movements[best] if far[best] <= reach_px else None

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the marks that are in view; the selected one with a ring, above all."""
        look, view = current(), self._view()
        x, y = self.screen()
        seen = np.flatnonzero((x > -20) & (x < view.width + 20) & (y > -20) & (y < view.height + 20))
        ground = look.colour("halo")
        for number in seen:
            movement = self._movements[number]
            chosen = movement.id == self._selected
            centre = QPointF(x[number], y[number])
            if chosen:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("text"), 2))
                painter.drawEllipse(centre, 15, 15)
            stamp_mark(painter, movement.state, centre, 8 if chosen else 6, look, ground)


class FixLayer(Layer):
    """The fix that is asked about: a ring, and a cross that leaves its middle free."""

    _at: tuple[float, float] | None = None

    def show_fix(self, at: tuple[float, float] | None) -> None:
        """Mark a fix at this longitude and latitude, or none."""
        self._at = at
        self.fresh()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the mark."""
        if self._at is None:
            return
        look = current()
        x, y = self._view().locate(*self._at)
        centre = QPointF(float(x), float(y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, weight in ((look.colour("halo"), 5.0), (look.colour("accent"), 2.0)):
            painter.setPen(QPen(colour, weight))
            painter.drawEllipse(centre, 8, 8)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(centre + QPointF(dx, dy) * 8, centre + QPointF(dx, dy) * 13)


class ScaleLayer(Layer):
    """The scale in the corner, and whose data the map is made of."""

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint a bar of a round number of nautical miles and what it is in kilometres."""
        look, view = current(), self._view()
        per_nm = _NM_M / max(view.ground_m_per_px, 1e-9)
        length_nm: float = next((step for step in _NICE if step * per_nm >= 60), _NICE[-1])
        if per_nm > 60 * 4:
            length_nm = next((part for part in (0.1, 0.2, 0.5) if part * per_nm >= 60), 1)
        width = length_nm * per_nm
        x, y = 16.0, view.height - 16.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003
        for colour, weight in ((look.colour("halo"), 4), (look.colour("text"), 2)):
            painter.setPen(QPen(colour, weight))
            painter.drawPolyline(
                QPolygonF([QPointF(x, y - 4), QPointF(x, y), QPointF(x + width, y), QPointF(x + width, y - 4)])
            )
            painter.drawLine(QPointF(x + width / 2, y - 4), QPointF(x + width / 2, y))
        nautical = f"{length_nm:g} NM"
        text_with_halo(painter, QPointF(x, y - 10), nautical, look.colour("text"), look, "caption", bold=True)
        metric = length_nm * 1.852
        text = f"{metric:.0f} km" if metric >= 2 else f"{metric * 1000:.0f} m"
        text_with_halo(painter, QPointF(x + 52, y - 10), text, look.colour("text2"), look, "caption")
        credit = "Natural Earth · OurAirports"
        painter.setFont(font("caption"))
        size = painter.fontMetrics().horizontalAdvance(credit)
        corner = QPointF(view.width - size - 12, view.height - 10)
        text_with_halo(painter, corner, credit, look.colour("city"), look, "caption")


def ring_path(rings: tuple[Ring, ...], view: View) -> QPainterPath:
    """Return rings as a path in logical pixels, on the turn of the world that lies nearest."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    shift = 0.0
    for number, ring in enumerate(rings):
        if not ring:
            continue
        points = np.asarray(ring, np.float64)
        x_m, y_m = plane.to_plane(points[:, 0], points[:, 1])
        if number == 0:
            shift = round((view.center_x_m - float(x_m.mean())) / plane.WORLD_M) * plane.WORLD_M
        x, y = view.to_screen(x_m + shift, y_m)
        path.addPolygon(QPolygonF([QPointF(a, b) for a, b in zip(x, y, strict=True)]))
        path.closeSubpath()
    return path
