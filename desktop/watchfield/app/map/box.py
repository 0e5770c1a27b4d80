"""The map's view box: what the mouse does on the map, said as signals."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPen

from watchfield.app.theme.look import current

__all__ = ["MapBox"]

_STEP = 2.0**0.5  # two steps of the wheel are twice as close
_NOTCH = 120.0


class MapBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph ships no types
    """Turns drags, wheels and clicks into signals, in logical pixels from the map's top left corner."""

    panned = Signal(float, float)
    zoomed = Signal(float, QPointF)
    clicked = Signal(QPointF, object)
    double_clicked = Signal(QPointF)
    menu_wanted = Signal(QPointF, QPointF)
    hovered = Signal(object)
    boxed = Signal(QPointF, QPointF)
    carried = Signal(QPointF, QPointF, bool)

    def __init__(self) -> None:
        super().__init__(border=None, enableMenu=False, lockAspect=False, defaultPadding=0.0)
        self.disableAutoRange()
        self.setMouseEnabled(x=False, y=False)
        self.setAcceptHoverEvents(True)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Zoom at the pointer."""
        del axis
        event.accept()
        self.zoomed.emit(_STEP ** (event.delta() / _NOTCH), event.pos())

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Pan; with Shift draw a rectangle to select, with Alt carry the shape that is drawn."""
        del axis
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._draw_rectangle(QPointF(event.buttonDownPos()), QPointF(event.pos()), done=event.isFinish())
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.carried.emit(QPointF(event.buttonDownPos()), QPointF(event.pos()), event.isFinish())
            return
        step = event.pos() - event.lastPos()
        self.panned.emit(step.x(), step.y())

    def _draw_rectangle(self, begin: QPointF, end: QPointF, *, done: bool) -> None:
        """Draw the rectangle under the hand, and say which it was."""
        look = current()
        self.rbScaleBox.setPen(QPen(look.colour("accent"), 0))
        self.rbScaleBox.setBrush(look.colour("accent", 0.15))
        self.updateScaleBox(begin, end)
        if done:
            self.rbScaleBox.hide()
            self.boxed.emit(begin, end)

    def mouseClickEvent(self, event: Any) -> None:
        """Pick, or open the menu."""
        event.accept()
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(QPointF(event.pos()), QPointF(event.screenPos()))
        elif event.double():
            self.double_clicked.emit(QPointF(event.pos()))
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(QPointF(event.pos()), event.modifiers())

    def hoverEvent(self, event: Any) -> None:
        """Say where the pointer is, or that it has gone."""
        self.hovered.emit(None if event.isExit() else QPointF(event.pos()))
