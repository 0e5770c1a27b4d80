"""What became of an import: every file, every count, every refused row with its reason."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from watchfield.app.parts import button
from watchfield.app.plain import Label, tip
from watchfield.app.theme.look import font, size
from watchfield.core.workflow import FileReport, ImportReport
from watchfield.session import words

__all__ = ["ImportDialog"]

Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Cells(QAbstractTableModel):
    """A table of texts; figures stand on the right."""

    def __init__(self, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], figures: frozenset[int]) -> None:
        super().__init__()
        self._heads, self._rows, self._figures = heads, rows, figures

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self._figures else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(text)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in self._figures else _LEFT
        return None


class ImportDialog(QDialog):
    """The report."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.resize(940, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        what, rest = headline(report)
        column.addWidget(Label(what, "title", wrap=True))
        column.addWidget(Label(rest, "secondary", wrap=True))
        self.files = _table(
            Cells(
                ("File", "Format", "Rows", "Stored", "Duplicate", "Refused", "Without position"),
                tuple(_file(file) for file in report.files),
                frozenset(range(2, 7)),
            ),
            "Files",
        )
        column.addWidget(self.files, 3)
        refusals = tuple(_refusals(report.files))
        self.refusals = _table(Cells(("File", "Row", "Column", "Reason"), refusals, frozenset({1})), "Refused")
        if refusals:
            column.addWidget(Label(f"{words.counted(len(refusals), 'refusal')} with row and reason", "head"))
            column.addWidget(self.refusals, 2)
        row = QHBoxLayout()
        row.addStretch(1)
        done = button("Close the report", self.accept, primary=True)
        done.setDefault(True)
        row.addWidget(done)
        column.addLayout(row)


def headline(report: ImportReport) -> tuple[str, str]:
    """Return what happened, and what was kept."""
    stored = sum(file.stored for file in report.files)
    refused = sum(file.refused for file in report.files)
    failed = [file for file in report.files if file.error]
    duplicate = sum(file.duplicate for file in report.files)
    without = sum(file.without_position for file in report.files)
    what = "The import was stopped" if report.cancelled else f"{words.counted(stored, 'fix', 'fixes')} stored"
    taken = len(report.files) - len(failed)
    parts = [f"{words.counted(taken, 'file')} taken"]
    if report.cancelled:
        parts.append(f"{words.counted(stored, 'fix', 'fixes')} of them are stored")
        if report.left:
            parts.append(f"{words.counted(len(report.left), 'file')} read and not kept")
    if duplicate:
        parts.append(f"{words.count(duplicate)} duplicates of what was there")
    if without:
        parts.append(f"{words.count(without)} rows without a position")
    if refused:
        parts.append(f"{words.counted(refused, 'row')} refused")
    if failed:
        parts.append(f"{words.counted(len(failed), 'file')} refused as a whole")
    return what, " · ".join(parts) + "."


def _file(file: FileReport) -> tuple[str, ...]:
    name = words.plain(PurePath(file.path.replace("\\", "/")).name or file.path)
    if file.error:
        return (name, file.format or "not recognised", "–", "–", "–", "whole file", "–")
    figures = (file.rows, file.stored, file.duplicate, file.refused, file.without_position)
    return (name, file.format or "–", *(f"{figure:,}" for figure in figures))


def _refusals(files: tuple[FileReport, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for file in files:
        name = words.plain(PurePath(file.path.replace("\\", "/")).name or file.path)
        if file.error:
            found.append((name, "", "", words.plain(file.error)))
        found += [
            (name, f"{refusal.row:,}", words.plain(refusal.column), words.plain(refusal.reason))
            for refusal in file.refusals
        ]
    return found


def _table(model: Cells, name: str) -> QTableView:
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.setAccessibleName(name)
    view.setFont(font("table"))
    view.setShowGrid(False)
    view.verticalHeader().setVisible(False)
    view.verticalHeader().setDefaultSectionSize(size("row"))
    header = view.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    return view
