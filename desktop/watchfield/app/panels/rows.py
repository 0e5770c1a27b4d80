"""Rows of the left panel: a mark, a name, a word beside it, a figure on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from watchfield.app.plain import tip
from watchfield.app.theme.icons import pixmap
from watchfield.app.theme.look import current, font, size

__all__ = ["ItemRow"]

_INSET = 12


class ItemRow(QWidget):
    """One row that can be pressed.

    pressed, opened : by a click or Enter; by a double click
    tool_pressed : the icon at its end
    """

    pressed = Signal()
    opened = Signal()
    tool_pressed = Signal()
    menu_wanted = Signal(object)

    def __init__(
        self,
        name: str,
        note: str = "",
        figure: str = "",
        *,
        icon: str = "",
        colour: Callable[[], QColor] | None = None,
        tool: str = "",
        tool_words: str = "",
        chosen: bool = False,
        warning: str = "",
    ) -> None:
        super().__init__()
        self._name, self._note, self._figure = name, note, figure
        self._icon, self._colour, self._tool, self._chosen, self._warning = icon, colour, tool, chosen, warning
        self._under = False
        self.setFixedHeight(size("row"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(" ".join(filter(None, (name, note, warning, figure))))
        self.setToolTip(tip("\n".join(filter(None, (name, note, warning, tool_words)))))
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Return the size it would like."""
        return QSize(200, size("row"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the row, its icon, or open its menu."""
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(event.globalPosition().toPoint())
        elif self._tool and event.position().x() > self.width() - 34:
            self.tool_pressed.emit()
        else:
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        del event
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the row with Enter, its icon with Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        elif event.key() == Qt.Key.Key_Space and self._tool:
            self.tool_pressed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        del event
        self._under = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Go dark."""
        del event
        self._under = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        del event
        look, painter = current(), QPainter(self)
        middle = self.height() / 2
        if self._chosen or self._under:
            painter.fillRect(self.rect(), look.colour("selected" if self._chosen else "hover"))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRect(QRectF(1, 1, self.width() - 2, self.height() - 2))
        left = float(_INSET)
        ratio = self.devicePixelRatioF()
        if self._colour is not None:
            painter.fillRect(QRectF(left, middle - 1.5, 14, 3), self._colour())
            left += 22
        elif self._icon:
            token = "zone" if self._icon == "polygon" else "text2"
            painter.drawPixmap(QPointF(left, middle - 8), pixmap(self._icon, look.colour(token), 16, ratio))
            left += 24
        right = float(self.width() - _INSET)
        if self._tool:
            painter.drawPixmap(QPointF(right - 16, middle - 8), pixmap(self._tool, look.colour("text2"), 16, ratio))
            right -= 24
        painter.setFont(font("caption"))
        metrics = painter.fontMetrics()
        if self._figure:
            painter.setPen(look.colour("text3" if not self._chosen else "text2"))
            width = metrics.horizontalAdvance(self._figure)
            painter.drawText(QPointF(right - width, middle + 4), self._figure)
            right -= width + 10
        if self._warning:
            width = metrics.horizontalAdvance(self._warning)
            painter.setPen(look.states_colour("warning"))
            painter.drawText(QPointF(right - width, middle + 4), self._warning)
            painter.drawPixmap(
                QPointF(right - width - 18, middle - 7),
                pixmap("alert-triangle", look.states_colour("warning"), 14, ratio),
            )
            right -= width + 26
        self._paint_names(painter, left, right, middle)

    def _paint_names(self, painter: QPainter, left: float, right: float, middle: float) -> None:
        look = current()
        painter.setFont(font("table", codes=True))
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, round(right - left))
        painter.drawText(QPointF(left, middle + 4), name)
        left += metrics.horizontalAdvance(name) + 8
        if self._note and right - left > 24:
            painter.setFont(font("caption"))
            painter.setPen(look.colour("text3" if not self._chosen else "text2"))
            note = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, round(right - left))
            painter.drawText(QPointF(left, middle + 4), note)
