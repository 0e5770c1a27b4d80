"""Messages in four parts: what happened, where, what was kept, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from watchfield.app.parts import tool
from watchfield.app.plain import Label
from watchfield.app.theme.icons import set_icon
from watchfield.core.errors import WatchfieldError
from watchfield.session import words
from watchfield.session.advice import in_the_window

__all__ = ["Notice"]

_LONG_MS = 12_000
_SHORT_MS = 6_000
_ICONS = {"error": "alert-circle", "warning": "alert-triangle", "success": "circle-check"}


class Notice(QFrame):
    """A message over the map that goes by itself and can be sent away.

    closed : it has gone
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setFixedWidth(460)
        self.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 8, 12)
        row.setSpacing(12)
        self._icon = Label()
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(3)
        self.what, self.rest = Label("", "strong", wrap=True), Label("", "secondary", wrap=True)
        self.rest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines.addWidget(self.what)
        lines.addWidget(self.rest)
        row.addLayout(lines, 1)
        row.addWidget(tool("x", "Close (Esc)", self.dismiss), alignment=Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)

    def show_error(self, error: WatchfieldError) -> None:
        """Show an error with all it says."""
        self._show("error", error.what, "\n".join(filter(None, (error.where, error.kept, in_the_window(error.advice)))))

    def show_words(self, what: str, rest: str = "", kind: str = "success") -> None:
        """Show what was done."""
        self._show(kind, what, rest)

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def _show(self, kind: str, what: str, rest: str) -> None:
        set_icon(self._icon, _ICONS[kind], kind, 20)
        self.what.setText(words.plain(what))
        self.rest.setText("\n".join(words.plain(line) for line in rest.splitlines()))
        self.rest.setVisible(bool(rest))
        self.setAccessibleName(f"{what} {rest}")
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, 14)
        self.raise_()
        self.show()
        self._timer.start(_LONG_MS if kind == "error" else _SHORT_MS)
