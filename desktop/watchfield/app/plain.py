"""Texts that come from files are shown as they are, never as rich text: the only ways to show them.

Qt reads anything that looks like HTML as HTML, and then opens the files it names.
"""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from watchfield.app.theme.look import font

__all__ = ["Label", "message_box", "tip"]


class Label(QLabel):
    """A label that shows plain text only.

    name : its style: ``caption``, ``secondary``, ``head``, ``title``, ``strong``
    """

    def __init__(self, text: str = "", name: str = "", *, wrap: bool = False, codes: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setWordWrap(wrap)
        if codes:
            self.setFont(font("body", codes=True))
        self.setText(text)


def tip(text: str) -> str:
    """Return a text that a tooltip shows as it is, line by line."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def message_box(parent: QWidget, title: str, text: str, more: str = "") -> QMessageBox:
    """Return a box that shows plain text only."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    if more:
        box.setInformativeText(html.escape(more))
    return box
