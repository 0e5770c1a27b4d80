"""Our fields, each with the column it is in, its unit, and how sure that is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from watchfield.app.parts import Choice
from watchfield.app.plain import Label, tip
from watchfield.app.theme.icons import set_icon
from watchfield.app.theme.look import font
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.session import columns, words
from watchfield.session.columns import FIELD_WORDS, FORM_WORDS, Draft

__all__ = ["FieldRows"]

_NOWHERE = "–"
_ICONS = {"success": "circle-check", "warning": "alert-triangle", "quiet": "pencil"}


class FieldRows(QWidget):
    """A row a field.

    column_chosen : field, and the column it is in or None
    unit_chosen : field and unit
    form_chosen : how times are written
    """

    column_chosen = Signal(str, object)
    unit_chosen = Signal(str, str)
    form_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 4, 12, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, text in enumerate(("is", "in column", "unit or form", "")):
            grid.addWidget(Label(text, "caption"), 0, place)
        self.boxes: dict[str, QComboBox] = {}
        self.units: dict[str, QComboBox] = {}
        self._marks: dict[str, Label] = {}
        for row, (name, text) in enumerate(FIELD_WORDS.items(), 1):
            label = Label(text)
            label.setFont(font("table"))
            grid.addWidget(label, row, 0)
            self.boxes[name] = box = _choice(f"Column of {text.lower()}", 158)
            box.activated.connect(lambda place, name=name: self._column(name, place))
            grid.addWidget(box, row, 1)
            if columns.units_of(name) or name == "time":
                self.units[name] = unit = _choice(f"Unit of {text.lower()}", 176)
                room = unit.sizePolicy()
                room.setRetainSizeWhenHidden(True)
                unit.setSizePolicy(room)
                unit.activated.connect(lambda place, name=name: self._unit(name, place))
                grid.addWidget(unit, row, 2)
            self._marks[name] = mark = Label()
            mark.setFixedWidth(18)
            grid.addWidget(mark, row, 3)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(len(FIELD_WORDS) + 1, 1)

    def show_fields(self, found: Preview, draft: Draft) -> None:
        """Offer the columns of a table."""
        for box in self.boxes.values():
            with QSignalBlocker(box):
                box.clear()
                box.addItem(_NOWHERE, None)
                for name in dict.fromkeys(found.sample.header):
                    box.addItem(words.plain(name[:60]) or "(no name)", name)
        for name, box in self.units.items():
            with QSignalBlocker(box):
                box.clear()
                if name == "time":
                    for form, text in FORM_WORDS.items():
                        box.addItem(text, form)
                    continue
                box.addItem("say the unit", "")
                for unit in columns.units_of(name):
                    box.addItem(unit, unit)
        self.show_choice(draft)

    def show_choice(self, draft: Draft) -> None:
        """Show what is chosen."""
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setCurrentIndex(max(box.findData(draft.columns.get(name)), 0))
        for name, box in self.units.items():
            value = draft.time_form if name == "time" else draft.units.get(name, "")
            with QSignalBlocker(box):
                box.setCurrentIndex(max(box.findData(value), 0))
            box.setVisible(name in draft.columns)

    def show_notes(self, found: Preview, draft: Draft) -> None:
        """Say of each field how it was told."""
        for name, mark in self._marks.items():
            kind, text = columns.note_on(found, draft, name)
            if kind:
                set_icon(mark, _ICONS[kind], "text3" if kind == "quiet" else kind, 16)
            mark.setVisible(bool(kind))
            mark.setToolTip(tip(text))
            mark.setAccessibleName(text)

    def _column(self, name: str, place: int) -> None:
        self.column_chosen.emit(name, self.boxes[name].itemData(place))

    def _unit(self, name: str, place: int) -> None:
        value = str(self.units[name].itemData(place))
        if name == "time":
            self.form_chosen.emit(value)
        else:
            self.unit_chosen.emit(name, value)


def _choice(name: str, width: int) -> QComboBox:
    box = Choice()
    box.setAccessibleName(name)
    box.setFixedWidth(width)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setIconSize(QSize(0, 0))
    return box
