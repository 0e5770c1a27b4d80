"""Second page of an import: how far it is, how fast, how long still, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from watchfield.app.parts import button, rule
from watchfield.app.plain import Elided, Label
from watchfield.session import pace, words
from watchfield.session.pace import Pace

__all__ = ["RunningPage"]


class RunningPage(QWidget):
    """Shows how it stands.

    stop_wanted : stop it
    hide_wanted : go on, and let me work
    """

    stop_wanted = Signal()
    hide_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(24, 20, 24, 16)
        inside.setSpacing(12)
        inside.addStretch(1)
        self.head = Label("", "brand")
        inside.addWidget(self.head)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the import")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        inside.addWidget(self.bar)
        inside.addLayout(self._grid())
        self.file = Elided("", "secondary")
        self.file.setAccessibleName("File that is being read")
        inside.addWidget(self.file)
        inside.addStretch(2)
        column.addLayout(inside, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())

    def begin(self, project: str) -> None:
        """Begin from nothing."""
        self.head.setText(f"Importing into {words.plain(project)}")
        self.words.setText("It can be stopped at any time: a file is stored whole or not at all.")
        self.stop.setEnabled(True)
        self.show_pace(Pace())

    def show_pace(self, now: Pace) -> None:
        """Show how it stands."""
        self.bar.setValue(round(1000 * now.share))
        self.figures["Read"].setText(f"{words.size(now.done)} of {words.size(now.total)}" if now.total else "–")
        self.figures["Speed"].setText(pace.rate(now) or "–")
        self.figures["Fixes so far"].setText(words.count(now.fixes) if now.fixes else "–")
        self.figures["Time left"].setText(pace.left(now) or "–")
        self.file.setText(words.plain(now.name))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(2)
        self.figures: dict[str, Label] = {}
        for place, name in enumerate(("Read", "Speed", "Fixes so far", "Time left")):
            figure = Label("–", "title")
            figure.setAccessibleName(name)
            self.figures[name] = figure
            grid.addWidget(figure, 0, place)
            grid.addWidget(Label(name, "caption"), 1, place)
            grid.setColumnStretch(place, 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 14)
        foot.setSpacing(10)
        self.words = Label("", "secondary", wrap=True)
        foot.addWidget(self.words, 1)
        self.aside = button("Go on in the background", self.hide_wanted.emit)
        foot.addWidget(self.aside)
        self.stop = button("Stop the import", self._stop, icon="player-stop")
        foot.addWidget(self.stop)
        return foot

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.words.setText("Stopping. What is stored stays; the report will name what is in and what is not.")
        self.stop_wanted.emit()
