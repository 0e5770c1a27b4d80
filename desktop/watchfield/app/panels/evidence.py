"""The panel on the right for one fix: which file, which row, what was made of it, and what the row says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from watchfield.app.panels.card import fact_line
from watchfield.app.parts import button, link, rule, tool
from watchfield.app.plain import Elided, Label, tip
from watchfield.app.theme.icons import set_icon
from watchfield.app.theme.look import font, size
from watchfield.session.evidence import Shown
from watchfield.session.facts import Line

__all__ = ["EvidencePanel"]

_ROW_PX = 170  # what a row says: some lines, the rest is scrolled


class EvidencePanel(QFrame):
    """Shows evidence; knows nothing of projects.

    closed : put it away
    stepped : the previous (-1) or next (1) fix
    search_wanted : the user knows where the file is
    """

    closed = Signal()
    stepped = Signal(int)
    search_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("What is behind a fix")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(size("right_panel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 2)
        head.addWidget(Label("Evidence of a fix", "head"))
        head.addStretch(1)
        head.addWidget(tool("chevron-left", "Previous fix (Left)", lambda: self.stepped.emit(-1)))
        head.addWidget(tool("chevron-right", "Next fix (Right)", lambda: self.stepped.emit(1)))
        head.addWidget(tool("x", "Back (Esc)", self.closed.emit))
        column.addLayout(head)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self.shown: Shown | None = None

    def show_evidence(self, shown: Shown) -> None:
        """Show what is known of a fix."""
        self.shown = shown
        self._scroll.setWidget(self._body(shown))

    def dress(self) -> None:
        """Take the colours of another theme."""
        if self.shown is not None:
            self.show_evidence(self.shown)

    def _body(self, shown: Shown) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 4, 16, 16)
        column.setSpacing(6)
        column.addWidget(Label(shown.title, "title"))
        who = Label(" · ".join(filter(None, (shown.day, shown.who))), wrap=True)
        who.setFont(font("body", codes=True))
        column.addWidget(who)
        for mark in shown.marks:
            column.addLayout(fact_line(Line(mark, "", "against")))
        column.addSpacing(4)
        self._file(column, shown)
        if shown.values:
            column.addWidget(rule())
            column.addWidget(Label("What was made of it", "head"))
            for line in shown.values:
                column.addLayout(fact_line(line))
        column.addWidget(rule())
        column.addWidget(Label("What the row says", "head"))
        self._said(column, shown)
        column.addStretch(1)
        return body

    def _file(self, column: QVBoxLayout, shown: Shown) -> None:
        column.addWidget(rule())
        column.addWidget(Label("Where it comes from", "head"))
        name = Elided(shown.file)
        name.setToolTip(tip(shown.path))
        column.addWidget(name)
        column.addWidget(Label(shown.row, "secondary", wrap=True))
        row = QHBoxLayout()
        sha256 = Label(f"SHA-256 {shown.sha256[:16]} … {shown.sha256[-4:]}", "caption")
        sha256.setFont(font("caption", mono=True))
        sha256.setToolTip(tip(shown.sha256))
        sha256.setAccessibleName(f"SHA-256 {shown.sha256}")
        row.addWidget(sha256, 1)
        row.addWidget(tool("copy", "Copy the SHA-256", lambda: QGuiApplication.clipboard().setText(shown.sha256)))
        column.addLayout(row)

    def _said(self, column: QVBoxLayout, shown: Shown) -> None:
        if shown.waiting:
            column.addWidget(Label("Reading the row again …", "secondary"))
            return
        if shown.said:
            field = QPlainTextEdit(shown.said)
            field.setReadOnly(True)
            field.setFont(font("table", mono=True))
            field.setAccessibleName("What the row says")
            field.setFixedHeight(_ROW_PX)
            field.setTabChangesFocus(True)
            column.addWidget(field)
            column.addWidget(Label(f"Read again {shown.read_from}.", "caption", wrap=True))
            row = QHBoxLayout()
            row.addWidget(link("Copy the row", lambda: QGuiApplication.clipboard().setText(shown.said)))
            row.addStretch(1)
            column.addLayout(row)
            return
        row = QHBoxLayout()
        sign = Label()
        set_icon(sign, "alert-triangle", "warning", 16)
        row.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        why = Label(shown.why_not or "The row says nothing.", wrap=True)
        why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        why.setBackgroundRole(QPalette.ColorRole.NoRole)
        row.addWidget(why, 1)
        column.addLayout(row)
        column.addWidget(button("Look for the file …", self.search_wanted.emit, icon="folder-open"))
