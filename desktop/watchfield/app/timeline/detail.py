"""The time axis: a row for each aircraft one follows, how much was received, and the playhead."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent

from watchfield.app.plain import tip
from watchfield.app.theme.look import current, font, size
from watchfield.app.theme.marks import stamp_mark
from watchfield.app.timeline import axis
from watchfield.app.timeline.axis import Strip
from watchfield.app.timeline.lanes import paint_lane
from watchfield.app.timeline.overview import NAMES_PX
from watchfield.core.model.movement import Movement
from watchfield.session import looking, movements, playback, words
from watchfield.session.lanes import Lane, lanes
from watchfield.session.session import Session
from watchfield.session.timeline import TimeIndex

__all__ = ["Detail"]

_HEAD_PX = 20
_STEP = 2.0**0.5
_MARK_PX = 6.0
_LEAST_ROWS, _MOST_ROWS = 3, 7


class Detail(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no types
    """The axis; a click or a drag sets the time, the wheel zooms at the pointer, Shift and wheel pan.

    marked : a movement whose mark was double-clicked
    """

    marked = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(background=None)
        self.setCacheMode(pg.GraphicsView.CacheModeFlag.CacheNone)  # what lies beneath changes all the time
        self.setAccessibleName("Time axis")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._session = session
        self._index: TimeIndex | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._picture: tuple[tuple[object, ...], QPixmap] | None = None
        self._box = pg.ViewBox(enableMenu=False, defaultPadding=0.0)
        self._box.setMouseEnabled(x=False, y=False)
        self._box.setYRange(0, 1, padding=0)
        self.setCentralItem(self._box)
        self.playhead = pg.InfiniteLine(angle=90, movable=True)
        self._box.addItem(self.playhead)
        self.playhead.sigDragged.connect(lambda line: self._set_time(float(line.value())))
        self._dress()
        session.watch(lanes, self._show_lanes)
        session.watch(lambda state: (state.shown, state.clock.now_s, state.selection), lambda _: self._show())

    def show_index(self, index: TimeIndex | None) -> None:
        """Show how many fixes there are, once they have been counted."""
        self._index = index
        self.viewport().update()

    def dress(self) -> None:
        """Take the colours of another theme."""
        self._dress()
        self.viewport().update()

    def strip(self) -> Strip:
        """Return the shown time across the axis."""
        return Strip(self._session.state.shown, NAMES_PX, self.width() - NAMES_PX - 12)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the playhead where its time is."""
        super().resizeEvent(event)
        if event is not None and hasattr(self, "playhead"):
            self._show()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint rows and histogram beneath the playhead."""
        del rect
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._painted())
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the time on top of the playhead."""
        del rect
        if self._session.state.clock.last_s > self._session.state.clock.first_s:
            painter.save()
            painter.resetTransform()
            self._paint_time(painter)
            painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the time, or select the aircraft whose name is pressed."""
        at = event.position()
        if event.button() == Qt.MouseButton.LeftButton and at.x() < NAMES_PX:
            lane = self._lane_at(at.y())
            if lane is not None:
                self._session.change(looking.select_tracks((lane.key,)))
            return
        if (
            event.button() == Qt.MouseButton.LeftButton
            and abs(at.x() - self.strip().x(self._session.state.clock.now_s)) > 6
        ):
            self._set_time(self.strip().time(at.x()))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the time along; say what a mark is."""
        if event.buttons() & Qt.MouseButton.LeftButton and event.position().x() >= NAMES_PX:
            self._set_time(self.strip().time(event.position().x()))
            return
        found = self.movement_at(event.position())
        project = self._session.state.project
        if found is not None and project is not None:
            row = movements.rows((found,), project.zones)[0]
            title = words.plain(movements.title(found, project.zones))
            self.setToolTip(tip(f"{title}\n{row.window} UTC\n{row.state}"))
        else:
            self.setToolTip("")
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the movement whose mark is there."""
        found = self.movement_at(event.position())
        if found is not None:
            self._session.change(looking.select_movement(found))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift pan."""
        event.accept()
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._session.change(playback.pan_shown(-turn / 120 * 0.1))
        else:
            around = self.strip().time(max(event.position().x(), NAMES_PX))
            self._session.change(playback.zoom_shown(_STEP ** (turn / 120), around))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window: the arrows go from fix to fix."""
        event.ignore()

    def movement_at(self, at: QPointF) -> Movement | None:
        """Return the movement whose mark lies there."""
        lane = self._lane_at(at.y())
        if lane is None:
            return None
        strip = self.strip()
        near = [(abs(strip.x(movement.time_s) - at.x()), movement.id, movement) for movement in lane.movements]
        best = min(near, default=None)
        return best[2] if best and best[0] <= _MARK_PX + 2 else None

    def _lane_at(self, y: float) -> Lane | None:
        number = int((y - _HEAD_PX) // size("axis_row"))
        return self._lanes[number] if 0 <= number < len(self._lanes) and y >= _HEAD_PX else None

    def _painted(self) -> QPixmap:
        """Return the axis without its playhead; while it plays only that moves."""
        state, ratio = self._session.state, self.devicePixelRatioF()
        now = (state.shown, state.selection, self._lanes, self._index, self.size(), ratio, current().name)
        if self._picture is None or now != self._picture[0]:
            made = QPixmap(self.size() * ratio)
            made.setDevicePixelRatio(ratio)
            painter = QPainter(made)
            self._paint(painter)
            painter.end()
            self._picture = (now, made)
        return self._picture[1]

    def _paint(self, painter: QPainter) -> None:
        look, strip = current(), self.strip()
        painter.fillRect(self.rect(), look.colour("panel"))
        if strip.span.length_s <= 0:
            painter.setPen(look.colour("text3"))
            painter.setFont(font("table"))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, "The time axis begins with the first recording."
            )
            return
        bottom = self.height() - 4
        self._paint_grid(painter, strip)
        if self._index is not None:
            axis.hatched(painter, strip, self._index.silent, _HEAD_PX, bottom - _HEAD_PX, look)
            axis.bars(painter, strip, self._index, bottom, size("histogram") - 4, look.colour("other_traffic", 0.6))
        painter.setFont(font("caption"))
        painter.setPen(look.colour("text3"))
        painter.drawText(QPointF(12, bottom - 6), f"Fixes in {words.duration(strip.per_px * 5)}")
        selected = self._session.state.selection.tracks
        for number, lane in enumerate(self._lanes):
            top = _HEAD_PX + number * size("axis_row")
            if top + size("axis_row") > bottom - size("histogram") + 6:
                break
            row = QRectF(0, top, self.width(), size("axis_row"))
            if lane.key in selected:
                painter.fillRect(row, look.colour("selected"))
            paint_lane(painter, lane, strip, row, look)
            ground = look.colour("selected" if lane.key in selected else "panel")
            for movement in lane.movements:
                x = strip.x(movement.time_s)
                if strip.left <= x <= strip.left + strip.width:
                    stamp_mark(painter, movement.state, QPointF(x, row.center().y()), _MARK_PX, look, ground)

    def _paint_grid(self, painter: QPainter, strip: Strip) -> None:
        look = current()
        times = axis.marks(strip, 60)
        step = times[1] - times[0] if len(times) > 1 else strip.span.length_s
        for time_s in times:
            x = round(strip.x(time_s)) + 0.5
            midnight = time_s % 86_400 == 0
            painter.setPen(QPen(look.colour("line_strong" if midnight and step < 86_400 else "line"), 1))
            painter.drawLine(QPointF(x, 0 if midnight else 14), QPointF(x, self.height()))
            text = axis.name_of_tick(time_s, step)
            face = font("axis")
            face.setWeight(face.Weight.DemiBold if midnight else face.Weight.Normal)
            painter.setFont(face)
            painter.setPen(look.colour("text" if midnight else "text3"))
            if x + 60 < strip.left + strip.width:
                painter.drawText(QPointF(x + 5, 13), text)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(0, _HEAD_PX), QPointF(self.width(), _HEAD_PX))
        painter.drawLine(QPointF(NAMES_PX, 0), QPointF(NAMES_PX, self.height()))

    def _paint_time(self, painter: QPainter) -> None:
        """Paint the time on top of the playhead."""
        look, strip = current(), self.strip()
        now_s = self._session.state.clock.now_s
        x = strip.x(now_s)
        if not strip.left - 1 <= x <= strip.left + strip.width + 1:
            return
        face = font("caption")
        face.setWeight(face.Weight.DemiBold)
        painter.setFont(face)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(min(max(x - 33, NAMES_PX), self.width() - 68), 1, 66, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_fill"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(look.colour("on_accent_fill"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{words.clock_text(now_s)}Z")

    def _show_lanes(self, shown: tuple[Lane, ...]) -> None:
        self._lanes = shown
        rows = min(max(len(shown), _LEAST_ROWS), _MOST_ROWS)
        self.setFixedHeight(_HEAD_PX + rows * size("axis_row") + size("histogram") + 10)
        self.viewport().update()

    def _show(self) -> None:
        strip = self.strip()
        state = self._session.state
        has_time = strip.span.length_s > 0
        self.playhead.setVisible(has_time)
        if has_time:
            self._box.setXRange(strip.time(0), strip.time(self.width()), padding=0)
            self.playhead.setValue(state.clock.now_s)
        self.setAccessibleDescription(
            f"{words.day(state.clock.now_s)} {words.clock_text(state.clock.now_s)} UTC" if has_time else "no recordings"
        )
        self.viewport().update()

    def _set_time(self, time_s: float) -> None:
        self._session.change(playback.at(time_s, show=False))

    def _dress(self, *_: Any) -> None:
        look = current()
        self.playhead.setPen(QPen(look.colour("accent"), 0))
        self.playhead.setHoverPen(QPen(look.colour("focus"), 0))
