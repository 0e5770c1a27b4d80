"""Asks for one line of text."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from watchfield.app.parts import button
from watchfield.app.plain import Label

__all__ = ["ask_text"]


def ask_text(
    parent: QWidget, title: str, name: str, text: str, *, keep: str = "Keep name", back: str = "Put back"
) -> str | None:
    """Return what was typed, None where it was put back."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 16)
    column.setSpacing(8)
    column.addWidget(Label(title, "title"))
    column.addWidget(Label(name, "caption"))
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setMinimumWidth(340)
    field.selectAll()
    column.addWidget(field)
    row = QHBoxLayout()
    row.addStretch(1)
    verb = button(keep, dialog.accept, primary=True)
    verb.setDefault(True)
    row.addWidget(button(back, dialog.reject))
    row.addWidget(verb)
    column.addLayout(row)
    return field.text() if dialog.exec() == QDialog.DialogCode.Accepted else None
