"""The whole project in one strip: how much there is, when something moved, and what is shown below.

Ticks stand for starts and ends at watch zones: long ones for claims, short grey ones for those undetermined.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPen, QResizeEvent

from watchfield.app.theme.look import current, font, size
from watchfield.app.timeline import axis
from watchfield.app.timeline.axis import Strip
from watchfield.core.model.movement import Movement
from watchfield.session import playback
from watchfield.session.session import Session
from watchfield.session.state import Span
from watchfield.session.timeline import TimeIndex

__all__ = ["NAMES_PX", "Overview"]

NAMES_PX = 196  # the column of names on the left of both strips
_LABELS_PX = 15


class Overview(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no types
    """The strip above the axis; the marked region is dragged to choose what is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(background=None)
        self.setCacheMode(pg.GraphicsView.CacheModeFlag.CacheNone)  # what lies beneath changes all the time
        self.setAccessibleName("Whole project")
        self.setAccessibleDescription("Drag the marked stretch to choose what the time axis shows.")
        self.setFixedHeight(size("overview"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session = session
        self._index: TimeIndex | None = None
        self._ticks = self._open_ticks = np.empty(0)
        self._box = pg.ViewBox(enableMenu=False, defaultPadding=0.0)
        self._box.setMouseEnabled(x=False, y=False)
        self._box.setYRange(0, 1, padding=0)
        self.setCentralItem(self._box)
        self._region = pg.LinearRegionItem(swapMode="none", movable=True)
        self._box.addItem(self._region)
        self._region.sigRegionChanged.connect(self._dragged)
        self._dress()
        session.watch(playback.bounds, lambda _: self._show())
        session.watch(lambda state: state.shown, lambda _: self._show())
        session.watch(lambda state: state.project.movements if state.project else (), self._show_movements)

    def show_index(self, index: TimeIndex | None) -> None:
        """Show how many fixes there are, once they have been counted."""
        self._index = index
        self.viewport().update()

    def dress(self) -> None:
        """Take the colours of another theme."""
        self._dress()
        self.viewport().update()

    def strip(self) -> Strip:
        """Return the whole project across the strip."""
        return Strip(playback.bounds(self._session.state), NAMES_PX, self.width() - NAMES_PX - 12)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the region where its time is."""
        super().resizeEvent(event)
        if event is not None and hasattr(self, "_region"):
            self._show()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the time that is pressed; the region itself is dragged."""
        shown, time_s = self._session.state.shown, self.strip().time(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and not shown.start_s <= time_s <= shown.end_s:
            half = shown.length_s / 2
            self._session.change(playback.show(Span(time_s - half, time_s + half)))
        super().mousePressEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what does not move beneath what can be dragged."""
        del rect
        painter.save()
        painter.resetTransform()
        self._paint(painter)
        painter.restore()

    def _paint(self, painter: QPainter) -> None:
        look, strip = current(), self.strip()
        painter.fillRect(self.rect(), look.colour("panel"))
        painter.setFont(font("caption"))
        painter.setPen(look.colour("text3"))
        painter.drawText(
            QRectF(12, 0, NAMES_PX - 16, self.height() - _LABELS_PX), Qt.AlignmentFlag.AlignVCenter, "Whole project"
        )
        bottom = self.height() - _LABELS_PX
        if strip.span.length_s <= 0 or self._index is None:
            return
        axis.hatched(painter, strip, self._index.silent, 2, bottom - 2, look)
        axis.bars(painter, strip, self._index, bottom, bottom - 10, look.colour("other_traffic", 0.6))
        for ticks, token, height in ((self._open_ticks, "text3", 4), (self._ticks, "text", 7)):
            painter.setPen(QPen(look.colour(token), 1))
            for x in np.unique(np.round(strip.xs(ticks))):
                painter.drawLine(QPointF(x, 1), QPointF(x, height))
        times = axis.marks(strip, 70)
        step = times[1] - times[0] if len(times) > 1 else strip.span.length_s
        painter.setFont(font("axis"))
        painter.setPen(look.colour("text3"))
        for time_s in times:
            text = axis.name_of_tick(time_s, step)
            x = strip.x(time_s)
            if x + 50 < strip.left + strip.width:
                painter.drawText(QPointF(x + 3, self.height() - 4), text)

    def _show_movements(self, movements: tuple[Movement, ...]) -> None:
        ends = [one for one in movements if one.zone is not None and one.is_end]
        self._ticks = np.array([one.time_s for one in ends if one.claims])
        self._open_ticks = np.array([one.time_s for one in ends if not one.claims])
        self.viewport().update()

    def _show(self) -> None:
        strip, shown = self.strip(), self._session.state.shown
        has_time = strip.span.length_s > 0
        self._region.setVisible(has_time)
        if has_time:
            left = strip.time(0)
            right = strip.time(self.width())
            self._box.setXRange(left, right, padding=0)
            with QSignalBlocker(self._region):
                self._region.setBounds((strip.span.start_s, strip.span.end_s))
                self._region.setRegion((shown.start_s, max(shown.end_s, shown.start_s + 3 * strip.per_px)))
        self.viewport().update()

    def _dragged(self) -> None:
        begin, end = self._region.getRegion()
        self._session.change(playback.show(Span(float(begin), float(end))))

    def _dress(self) -> None:
        look = current()
        self._region.setBrush(QBrush(look.colour("accent", 0.18)))
        self._region.setHoverBrush(QBrush(look.colour("accent", 0.3)))
        for line in self._region.lines:
            line.setPen(QPen(look.colour("accent"), 0))
            line.setHoverPen(QPen(look.colour("focus"), 0))
