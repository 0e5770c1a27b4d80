"""What is going on: words at once, a thin bar after a moment, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from watchfield.app.parts import link
from watchfield.app.plain import Label
from watchfield.session import words

__all__ = ["Working"]

_MOMENT_MS = 300
_LONGEST_NAME = 60


class Working(QWidget):
    """A part of the status bar.

    stop_wanted : the user asked to stop
    show_wanted : the user asked for more about it
    """

    stop_wanted = Signal()
    show_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.words = Label("", "secondary")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.more = link("Show", self.show_wanted.emit)
        self.stop = link("Cancel", self.stop_wanted.emit)
        for part in (self.words, self.bar, self.more, self.stop):
            row.addWidget(part)
        self.bar.hide()
        self.more.hide()
        self.stop.hide()
        self._can_stop = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_MOMENT_MS)
        self._due.timeout.connect(self._appear)

    def say(self, text: str) -> None:
        """Say what is going on, or what was done last."""
        self.words.setText(words.plain(text))

    def progress(self, done: float, total: float, text: str, *, can_stop: bool) -> None:
        """Show how far it is; a total of nothing means that it is over."""
        if total <= 0:
            self._due.stop()
            self.bar.hide()
            self.more.hide()
            self.stop.hide()
            return
        self.bar.setValue(round(1000 * min(done / total, 1.0)))
        self._can_stop = can_stop
        if text:
            self.say(text.rpartition("/")[2][:_LONGEST_NAME])
        if not self.bar.isVisible() and not self._due.isActive():
            self._due.start()

    def _appear(self) -> None:
        self.bar.show()
        self.more.setVisible(self._can_stop)
        self.stop.setVisible(self._can_stop)
