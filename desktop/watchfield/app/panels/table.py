"""The table of movements."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from watchfield.app.plain import tip
from watchfield.app.theme.icons import pixmap
from watchfield.app.theme.look import current, font, size
from watchfield.app.theme.marks import stamp_mark
from watchfield.core.model.movement import MovementKind
from watchfield.session import looking
from watchfield.session.listing import Listing
from watchfield.session.movements import Row, Rows
from watchfield.session.session import Session
from watchfield.session.state import Order

__all__ = ["MovementTable"]

_COLUMNS: tuple[tuple[str, Order | None, int], ...] = (
    ("State", Order.STATE, 124),
    ("Kind", Order.KIND, 108),
    ("Window, UTC", Order.TIME, 182),
    ("Zone", Order.ZONE, 96),
    ("Aircraft", Order.AIRCRAFT, 90),
    ("Type", Order.TYPE, 58),
    ("Where", None, 150),
    ("Last or first fix", Order.ALTITUDE, 140),
    ("Evidence", None, 84),
)
_NEEDS_PX = {8: 1020, 5: 900}  # evidence and type give way in a narrow window
_WIDE = 6  # the column that takes what room is left
_KIND_ICONS = {
    MovementKind.ARRIVAL: "plane-arrival",
    MovementKind.DEPARTURE: "plane-departure",
    MovementKind.OVERFLIGHT: "plane",
    MovementKind.LOW_PASS: "plane-inflight",
}
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    """A model over a tuple of rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows()

    def show_rows(self, rows: Rows) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(
                _cells(row)[index.column()]
                + ("\nOut of date: the zone has another shape now" if row.out_of_date else "")
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(_cells(row))
        return None


def _cells(row: Row) -> tuple[str, ...]:
    return (row.state, row.kind, row.window, row.zone, row.aircraft, row.type, row.place, row.fix, row.evidence)


class _Delegate(QStyledItemDelegate):
    """Paints a cell: marks, icons, tint and edge of the selection."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = current(), QRect(option.rect)
        model = index.model()
        assert isinstance(model, _Model)  # noqa: S101  # this delegate serves no other
        row = model.rows[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = "selected" if chosen else "hover" if under else "panel"
        painter.fillRect(box, look.colour(ground))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if chosen and index.column() == 0:
            painter.fillRect(QRect(box.x(), box.y(), 3, box.height()), look.colour("accent"))
        left = box.x() + 10
        middle = box.center().y() + 0.5
        if index.column() == 0:
            stamp_mark(painter, row.movement.state, QPointF(left + 8, middle), 8, look, look.colour(ground))
            left += 24
        elif index.column() == 1 and row.movement.kind in _KIND_ICONS:
            name = _KIND_ICONS[row.movement.kind] if row.movement.claims else "route"
            icon = pixmap(name, look.colour("text2"), 16, option.widget.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, middle - 8), icon)
            left += 23
        codes = index.column() in (4, 5, 6)
        painter.setFont(font("table", codes=codes))
        quiet = row.out_of_date or index.column() >= 6
        painter.setPen(look.colour("text" if chosen or not quiet else "text2"))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, box.right() - left - 6)
        painter.drawText(QRectF(left, box.y(), box.right() - left, box.height()), Qt.AlignmentFlag.AlignVCenter, text)


class MovementTable(QTableView):
    """The table; a click or an arrow goes to the movement.

    chosen : a movement
    """

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Movements")
        self._session = session
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(size("row"))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(_WIDE, QHeaderView.ResizeMode.Stretch)
        header.sectionClicked.connect(self._sort)
        for place, (_, _, width) in enumerate(_COLUMNS):
            self.setColumnWidth(place, width)
        self.clicked.connect(lambda index: self._choose(index.row()))
        self.activated.connect(lambda index: self._choose(index.row()))

    @property
    def rows(self) -> Rows:
        """What is listed."""
        return self._model.rows

    def show_listing(self, listing: Listing) -> None:
        """Show these rows, and the selected one where it can be seen."""
        self._model.show_rows(listing.rows)
        order = next((place for place, column in enumerate(_COLUMNS) if column[1] is listing.order), -1)
        self.horizontalHeader().setSortIndicatorShown(order >= 0)
        falling = Qt.SortOrder.DescendingOrder if listing.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(order, falling)
        self.show_selected(self._session.state.selection.movement)

    def show_selected(self, movement: str | None) -> None:
        """Mark the row of a movement."""
        place = next((i for i, one in enumerate(self._model.rows.movements) if one.id == movement), -1)
        if place < 0:
            self.clearSelection()
        elif not self.selectionModel().isRowSelected(place):
            self.selectRow(place)
            self.scrollTo(self._model.index(place, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what matters least where there is little room."""
        super().resizeEvent(event)
        for column, least in _NEEDS_PX.items():
            self.setColumnHidden(column, self.viewport().width() < least)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down, and take map and clock along."""
        if event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
            return
        super().keyPressEvent(event)
        self._choose(self.currentIndex().row())

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._model.rows):
            self.chosen.emit(self._model.rows.movements[place])

    def _sort(self, section: int) -> None:
        order = _COLUMNS[section][1]
        if order is not None:
            self._session.change(looking.order_by(order))
