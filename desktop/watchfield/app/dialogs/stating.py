"""Asks which aircraft a recording is of: the user's word, kept and shown as such."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from watchfield.app.parts import button
from watchfield.app.plain import Label
from watchfield.core.errors import RequestError
from watchfield.core.model.source import Source
from watchfield.core.model.track import AircraftStatement
from watchfield.session import choices, facts

__all__ = ["StatementDialog"]


class StatementDialog(QDialog):
    """After it was accepted, ``statement`` is what was said; None takes back what was said before."""

    def __init__(self, source: Source, parent: QWidget) -> None:
        super().__init__(parent)
        self.statement: AircraftStatement | None = None
        self.setWindowTitle("Which aircraft is it?")
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(6)
        column.addWidget(Label("Which aircraft is it?", "title"))
        column.addWidget(Label(facts.source_name(source), "secondary", wrap=True))
        note = "The recording does not say it. What you say is kept as your statement and shown as such everywhere."
        column.addWidget(Label(note, "caption", wrap=True))
        old = source.stated
        self.registration = _field(column, "Registration", "RA-86990", old.registration if old else None)
        self.icao24 = _field(column, "ICAO address", "1553ce", old.icao24 if old else None)
        self.type = _field(column, "Type", "IL62", old.type if old else None)
        self.complaint = Label("", "secondary", wrap=True)
        column.addWidget(self.complaint)
        row = QHBoxLayout()
        if old is not None:
            row.addWidget(button("Take it back", self._take_back))
        row.addStretch(1)
        row.addWidget(button("Leave it", self.reject))
        self.keep = button("State it", self._state, primary=True)
        self.keep.setDefault(True)
        row.addWidget(self.keep)
        column.addLayout(row)

    def _state(self) -> None:
        try:
            self.statement = choices.aircraft(self.icao24.text(), self.registration.text(), self.type.text())
        except RequestError as error:
            self.complaint.setText(str(error))
            return
        if self.statement is None:
            self.complaint.setText("Nothing is said yet: give a registration, an address or a type.")
        else:
            self.accept()

    def _take_back(self) -> None:
        self.statement = None
        self.accept()


def _field(column: QVBoxLayout, name: str, example: str, text: str | None) -> QLineEdit:
    field = QLineEdit(text or "")
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    column.addWidget(Label(name, "secondary"))
    column.addWidget(field)
    return field
