"""A page of an import: which column of a table is what, with its first rows as they are and as they are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from watchfield.app.dialogs.field_rows import FieldRows
from watchfield.app.parts import Check, Choice, button, rule
from watchfield.app.plain import Label
from watchfield.app.sheet import Sheet, SheetView, fixed
from watchfield.core.errors import ReadError, WatchfieldError
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.session import choices, columns, words
from watchfield.session.columns import Draft
from watchfield.session.survey import Sighting, file_name

__all__ = ["ColumnsPage"]

_REST_MS = 150
_FIELDS_PX = 604


class ColumnsPage(QWidget):
    """Lets a mapping be corrected; the first rows follow at once.

    preview_wanted : a file, and the mapping by which its first rows shall be read (None: the guessed one)
    chosen : the shape of the table, its mapping, and whether it shall be remembered
    left_out : the table shall not be imported
    back_wanted : to the files
    """

    preview_wanted = Signal(object, object)
    chosen = Signal(str, object, bool)
    left_out = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sighting: Sighting | None = None
        self._shape = ""
        self._found: Preview | None = None
        self.draft = Draft(())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left())
        middle.addWidget(rule(vertical=True))
        middle.addWidget(self._right(), 1)
        column.addLayout(middle, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())

    def begin(self, sighting: Sighting, files: int, mapping: ColumnMapping | None) -> None:
        """Ask about a table; ``files`` have its shape, ``mapping`` is what was chosen for it before."""
        self._sighting, self._found, self.draft = sighting, None, Draft(())
        self._shape = sighting.table.shape if sighting.table else ""
        same = f", as those of {words.counted(files - 1, 'other file')} of this shape" if files > 1 else ""
        self.title.setText(f"What the columns of {file_name(sighting.name)} mean{same}")
        self.words.setText("Reading the first rows …")
        self.use.setEnabled(False)
        self.preview_wanted.emit(sighting.path, mapping)

    def show_preview(self, path: Path, found: Preview) -> None:
        """Show the first rows; the first answer brings the draft with it."""
        if self._sighting is None or self._sighting.path != path:
            return
        first = self._found is None
        self._found = found
        if first:
            self._shape = found.sample.shape
            self.draft = columns.draft_of(found.sample.header, found.mapping)
            self.raw.show_sheet(_raw(found))
            self.raw.fit_columns()
            self.fields.show_fields(found, self.draft)
            self._show_choices()
        self.fields.show_notes(found, self.draft)
        heads, rows = columns.understood(found)
        self.rows.show_sheet(fixed(heads, rows, frozenset({0, *range(3, len(heads))})))
        self.rows.fit_columns()
        self._show_words()

    def show_trouble(self, error: WatchfieldError) -> None:
        """Say why the rows cannot be understood so."""
        self.words.setText(words.plain(str(error)))
        self.use.setEnabled(False)

    def save_to(self, path: Path) -> None:
        """Write the mapping as a file for ``--columns``."""
        try:
            columns.save(path, self.draft.mapping())
        except (ReadError, OSError) as error:
            self.words.setText(words.plain(str(error)))
        else:
            self.words.setText(f"Saved as {words.plain(path.name)}.")

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 12, 24, 8)
        row.setSpacing(8)
        self.title = Label("", "brand")
        row.addWidget(self.title, 1)
        self.zone, self.decimal = Choice(), Choice()
        self.zone.addItems(list(choices.zones()))
        self.zone.setAccessibleName("Time zone of times that carry none")
        self.zone.setFixedWidth(190)
        self.decimal.addItem("point", ".")
        self.decimal.addItem("comma", ",")
        self.decimal.setAccessibleName("Decimal sign")
        self.zone.textActivated.connect(lambda zone: self._change(replace(self.draft, timezone=zone)))
        self.decimal.activated.connect(
            lambda place: self._change(replace(self.draft, decimal=str(self.decimal.itemData(place))))
        )
        for text, box in (("times without a zone are", self.zone), ("decimal", self.decimal)):
            row.addWidget(Label(text, "secondary"))
            row.addWidget(box)
        return row

    def _left(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_FIELDS_PX)
        self.fields = FieldRows()
        self.fields.column_chosen.connect(lambda name, column: self._change(self.draft.with_column(name, column)))
        self.fields.unit_chosen.connect(lambda name, unit: self._change(self.draft.with_unit(name, unit)))
        self.fields.form_chosen.connect(lambda form: self._change(replace(self.draft, time_form=form)))
        scroll.setWidget(self.fields)
        return scroll

    def _right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 24, 8)
        column.setSpacing(4)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        self.raw = SheetView("First rows as they stand in the file")
        self.rows = SheetView("First rows as they are understood")
        for title, view in (("As the file has it", self.raw), ("As Watchfield understands it", self.rows)):
            page = QWidget()
            inside = QVBoxLayout(page)
            inside.setContentsMargins(0, 4, 0, 0)
            inside.setSpacing(2)
            inside.addWidget(Label(title, "head"))
            inside.addWidget(view, 1)
            split.addWidget(page)
        column.addWidget(split, 1)
        self.words = Label("", "secondary", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.words)
        return side

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 12, 24, 14)
        row.setSpacing(10)
        row.addWidget(button("Back", self.back_wanted.emit))
        row.addWidget(button("Save as file …", self._save, icon="download"))
        self.keep = Check("Remember for tables of this shape")
        self.keep.setChecked(True)
        row.addWidget(self.keep)
        row.addStretch(1)
        row.addWidget(button("Leave such tables out", lambda: self.left_out.emit(self._shape)))
        self.use = button("Use these columns", self._use, icon="check", primary=True)
        row.addWidget(self.use)
        return row

    def _show_choices(self) -> None:
        with QSignalBlocker(self.zone), QSignalBlocker(self.decimal):
            self.zone.setCurrentText(self.draft.timezone)
            self.decimal.setCurrentIndex(self.decimal.findData(self.draft.decimal))

    def _change(self, draft: Draft) -> None:
        self.draft = draft
        if self._found is not None:
            self.fields.show_choice(draft)
            self.fields.show_notes(self._found, draft)
        self._rest.start()

    def _ask(self) -> None:
        if self._sighting is None:
            return
        try:
            mapping = self.draft.mapping()
        except ReadError as error:
            self.words.setText(" ".join((words.plain(str(error)), *columns.missing_words(None, self.draft))))
            self.use.setEnabled(False)
            return
        self.preview_wanted.emit(self._sighting.path, mapping)

    def _show_words(self) -> None:
        said: Sequence[str] = columns.missing_words(self._found, self.draft)
        self.words.setText("\n".join(said))
        self.use.setEnabled(self._found is not None and bool(self._found.rows) and "time" in self.draft.columns)

    def _use(self) -> None:
        try:
            mapping = self.draft.mapping()
        except ReadError as error:
            self.show_trouble(error)
            return
        self.chosen.emit(self._shape, mapping, self.keep.isChecked())

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the columns", "columns.json", "Columns (*.json)")
        if name:
            self.save_to(Path(name))


def _raw(found: Preview) -> Sheet:
    """Return the first rows as the file has them; short rows are filled with nothing."""
    header = found.sample.header
    rows = found.sample.rows[:20]

    def cells(row: int) -> tuple[str, ...]:
        said = tuple(words.plain(cell[:200]) for cell in rows[row][: len(header)])
        return said + ("",) * (len(header) - len(said))

    return Sheet(tuple(map(words.plain, header)), len(rows), cells, mono=frozenset(range(len(header))))
