"""Texts that come from files are shown as they are, never as rich text: the only ways to show them.

Qt reads anything that looks like HTML as HTML, and then opens the files it names.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from watchfield.app.theme.look import font

__all__ = ["Elided", "Label", "message_box", "tip"]


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


class Elided(Label):
    """A label of one line that leaves out its middle where there is no room: a path keeps both its ends."""

    def minimumSizeHint(self) -> QSize:
        """Return that it may be narrow."""
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        fits = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), fits)


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
