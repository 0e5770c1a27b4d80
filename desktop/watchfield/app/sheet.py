"""A table of plain texts: the only kind of table that reports, previews and lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from watchfield.app.plain import tip
from watchfield.app.theme.icons import pixmap
from watchfield.app.theme.look import current, font, size
from watchfield.session.outcome import cell_for_sheets

__all__ = ["Sheet", "SheetView", "fixed"]

Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ICONS = {
    "success": "circle-check", "warning": "alert-triangle", "error": "alert-circle", "quiet": "circle-dashed",
    "known": "copy",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """What a table shows; cells are asked for when they are seen, so that there may be very many.

    figures : columns of numbers, which stand on the right
    mono : columns that show what a file says
    mark : the mark before a row: ``success``, ``warning``, ``error``, ``quiet``, ``known`` or empty
    """

    heads: tuple[str, ...]
    count: int
    cells: Callable[[int], Sequence[str]]
    figures: frozenset[int] = frozenset()
    mono: frozenset[int] = frozenset()
    mark: Callable[[int], str] | None = None


def fixed(heads: tuple[str, ...], rows: Sequence[Sequence[str]], figures: frozenset[int] = frozenset()) -> Sheet:
    """Return a sheet of rows that are there already."""
    return Sheet(heads, len(rows), rows.__getitem__, figures)


class _Model(QAbstractTableModel):
    """A model over a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = fixed((), ())

    def show_sheet(self, sheet: Sheet) -> None:
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else self.sheet.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.sheet.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self.sheet.figures else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.cells(index.row())[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(str(self.sheet.cells(index.row())[column]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in self.sheet.figures else _LEFT
        if role == Qt.ItemDataRole.FontRole:
            return font("table", mono=column in self.sheet.mono)
        if role == Qt.ItemDataRole.DecorationRole and column == 0 and self.sheet.mark is not None:
            return _mark(self.sheet.mark(index.row()))
        return None


class _NameDelegate(QStyledItemDelegate):
    """Leaves out the middle of a name: it keeps both its ends."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class SheetView(QTableView):
    """Shows a sheet; rows are chosen with mouse or arrows and copied with Ctrl+C.

    picked : the row that is current, -1 for none
    """

    picked = Signal(int)

    def __init__(self, name: str, *, widths: tuple[int, ...] = (), wide: int | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._widths, self._wide = widths, wide
        self._model = _Model()
        self._model.setParent(self)
        self.setModel(self._model)
        self.setFont(font("table"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegateForColumn(0, _NameDelegate(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(size("row"))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.picked.emit(now.row()))

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._model.sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet."""
        same = sheet.heads == self._model.sheet.heads
        self._model.show_sheet(sheet)
        if same:
            return
        header = self.horizontalHeader()
        for place in range(len(sheet.heads)):
            if place == self._wide:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            elif place < len(self._widths):
                self.setColumnWidth(place, self._widths[place])

    def fit_columns(self, most: int = 220) -> None:
        """Give each column the room that its first rows need."""
        self.horizontalHeader().setResizeContentsPrecision(30)
        self.resizeColumnsToContents()
        for place in range(len(self.sheet.heads)):
            self.setColumnWidth(place, min(self.columnWidth(place) + 6, most))

    def rows(self) -> tuple[int, ...]:
        """Return the rows that are chosen, in order."""
        return tuple(sorted(index.row() for index in self.selectionModel().selectedRows()))

    def copied(self) -> str:
        """Return the chosen rows (all, where none is) as lines with tabs between, safe for a spreadsheet."""
        chosen = self.rows() or tuple(range(self.sheet.count))
        lines = ["\t".join(self.sheet.heads)]
        lines += ["\t".join(cell_for_sheets(cell) for cell in self.sheet.cells(row)) for row in chosen]
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
            return
        super().keyPressEvent(event)


def _mark(message: str) -> QIcon | None:
    if not message:
        return None
    look = current()
    colour = look.colour("text3") if message in ("quiet", "known") else look.states_colour(message)
    ratio = 1.0 if QGuiApplication.instance() is None else QGuiApplication.primaryScreen().devicePixelRatio()
    return QIcon(pixmap(_ICONS[message], colour, 16, ratio))
