"""The search box and its answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from watchfield.app.plain import Label
from watchfield.app.theme.icons import pixmap, set_icon
from watchfield.app.theme.look import current, font
from watchfield.session.search import Found, What

__all__ = ["SearchBox"]

_ICONS = {
    What.AIRFIELD: "map-pin", What.WATCH: "polygon", What.ZONE: "polygon", What.AIRCRAFT: "plane",
    What.TIME: "clock", What.COMMAND: "command",
}  # fmt: skip
_ROW_PX = 32
_MOST_ROWS = 10
_FOUND = Qt.ItemDataRole.UserRole


class SearchBox(QLineEdit):
    """A line to type in, and a list that drops from it.

    chosen : what was chosen
    """

    chosen = Signal(object)

    def __init__(self, find: Callable[[str], tuple[Found, ...]]) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setAccessibleName("Search airfields, aircraft, commands")
        self.setPlaceholderText("Search airfields, aircraft, commands")
        self.setFixedWidth(420)
        self._find = find
        self._glass = Label()
        set_icon(self._glass, "search", "text3", 16)
        self._glass.setParent(self)
        self._keys = Label("Ctrl K", "caption")
        self._keys.setParent(self)
        self._popup: _Popup | None = None
        self.textEdited.connect(lambda _: self._show())
        self.textChanged.connect(lambda text: self._keys.setVisible(not text))

    def open(self) -> None:
        """Begin to search."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._show()

    def leave(self) -> None:
        """Stop searching."""
        self._hide()
        self.clear()
        self.clearFocus()

    @property
    def answers(self) -> tuple[Found, ...]:
        """What is offered now."""
        return self._popup.answers if self._popup is not None and self._popup.isVisible() else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the glass on the left and the key on the right."""
        super().resizeEvent(event)
        self._glass.move(9, (self.height() - 16) // 2)
        self._keys.adjustSize()
        self._keys.move(self.width() - self._keys.width() - 10, (self.height() - self._keys.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the list, choose, or leave."""
        key = event.key()
        if self._popup is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif self._popup is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._popup.current())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:
        """Close the list."""
        super().focusOutEvent(event)  # type: ignore[arg-type]  # Qt hands over a QFocusEvent
        self._hide()

    def _show(self) -> None:
        if self._popup is None:
            self._popup = _Popup(self.window())
            self._popup.picked.connect(self._choose)
        found = self._find(self.text())
        self._popup.show_answers(found, self.text())
        corner = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        rows = min(max(len(found), 1), _MOST_ROWS)
        self._popup.setGeometry(corner.x() - 40, corner.y(), self.width() + 80, rows * _ROW_PX + 16)
        self._popup.raise_()
        self._popup.show()

    def _hide(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def _choose(self, found: Found | None) -> None:
        if found is None:
            return
        self.leave()
        self.chosen.emit(found)


class _Popup(QWidget):
    """The list of answers."""

    picked = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setMouseTracking(True)
        self.list.itemPressed.connect(lambda item: self.picked.emit(item.data(_FOUND)))
        self._nothing = Label("", "secondary", wrap=True)
        column.addWidget(self.list)
        column.addWidget(self._nothing)

    @property
    def answers(self) -> tuple[Found, ...]:
        return tuple(self.list.item(place).data(_FOUND) for place in range(self.list.count()))

    def show_answers(self, found: tuple[Found, ...], text: str) -> None:
        self.list.clear()
        for one in found:
            item = QListWidgetItem(one.text)
            item.setData(_FOUND, one)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(f"  Nothing is called “{text}”. Try a name, an ICAO code, or the nearest city.")

    def step(self, by: int) -> None:
        self.list.setCurrentRow((self.list.currentRow() + by) % max(self.list.count(), 1))

    def current(self) -> Found | None:
        item = self.list.currentItem()
        found: Found | None = item.data(_FOUND) if item is not None else None
        return found


class _Delegate(QStyledItemDelegate):
    """Paints one answer: icon, name, what it is, what Enter does."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(100, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, found = current(), index.data(_FOUND)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("selected"))
            painter.drawRoundedRect(box, 4, 4)
        ratio = option.widget.devicePixelRatioF()
        painter.drawPixmap(box.topLeft() + QPoint(10, 8), pixmap(_ICONS[found.what], look.colour("text2"), 16, ratio))
        painter.setFont(font("body"))
        painter.setPen(look.colour("text"))
        middle = box.center().y() + 5
        text = painter.fontMetrics().elidedText(found.text, Qt.TextElideMode.ElideRight, round(box.width() * 0.6))
        painter.drawText(round(box.x() + 36), round(middle), text)
        left = box.x() + 36 + painter.fontMetrics().horizontalAdvance(text) + 12
        painter.setFont(font("caption"))
        painter.setPen(QPen(look.colour("text3")))
        note = painter.fontMetrics().elidedText(
            found.note, Qt.TextElideMode.ElideRight, max(round(box.right() - left - 12), 0)
        )
        painter.drawText(round(left), round(middle - 1), note)
