"""The map's view box: what the mouse does on the map, said as signals."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

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
    boxing = Signal(QPointF, QPointF)

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
        """Pan; with Shift draw a rectangle to select."""
        del axis
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            begin, end = QPointF(event.buttonDownPos()), QPointF(event.pos())
            (self.boxed if event.isFinish() else self.boxing).emit(begin, end)
            return
        step = event.pos() - event.lastPos()
        self.panned.emit(step.x(), step.y())

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
