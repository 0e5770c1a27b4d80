"""First page of an import: what was found, and what only the user can say about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from watchfield.app.parts import Check, Choice, button, rule
from watchfield.app.plain import Label
from watchfield.app.sheet import Sheet, SheetView
from watchfield.core.errors import RequestError
from watchfield.core.geo.times import parse_utc
from watchfield.session import advice, choices, survey, words
from watchfield.session.choices import Choices
from watchfield.session.survey import Group, Survey

__all__ = ["FilesPage"]

_UNSAID = "Not said: taken for UTC"
_ZONE_NOTE = "For times in these files that carry no zone of their own."
_START_NOTE = "For recordings without a clock. Without their begin they are refused, not guessed."
_SIDE_PX = 304


class FilesPage(QWidget):
    """Shows a survey and asks.

    wanted : import these, this way
    back_wanted : let it be
    columns_wanted : a table whose columns shall be said
    """

    wanted = Signal(object)
    back_wanted = Signal()
    columns_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._survey = Survey()
        self._groups: tuple[Group, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left(), 1)
        middle.addWidget(rule(vertical=True))
        middle.addWidget(self._right())
        column.addLayout(middle, 1)
        column.addWidget(rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 14)
        foot.setSpacing(10)
        self.complaint = Label("Nothing is stored until you press Import. The files are never changed.", "secondary")
        self.complaint.setWordWrap(True)
        foot.addWidget(self.complaint, 1)
        self.mean = button(advice.COLUMNS, self._columns, icon="columns")
        self.mean.hide()
        foot.addWidget(self.mean)
        foot.addWidget(button("Leave them", self.back_wanted.emit))
        self.go = button("Import", self._go, icon="database-import", primary=True)
        foot.addWidget(self.go)
        column.addLayout(foot)

    def show_looking(self, count: int, name: str) -> None:
        """Say how many files have been looked at so far."""
        self.found.setText(f"Looking at what is there: {words.counted(count, 'file')} so far …")
        self.note.setText(survey.file_name(name))
        self.go.setText("Import everything")

    def show_survey(self, found: Survey) -> None:
        """Show what was found."""
        self._survey, self._groups = found, survey.groups(found)
        self._show_untold(found)
        self.found.setText(survey.summary(found))
        bytes_ = sum(sighting.bytes for sighting in found.sightings)
        self.note.setText(f"{words.counted(len(found.sightings), 'file')}, {words.size(bytes_)}")
        heads = ("What it is", "Files", "Size", "You may say")
        self.kinds.show_sheet(Sheet(heads, len(self._groups), self._kind, frozenset({1, 2}), mark=self._kind_mark))
        if self._groups:
            self.kinds.selectRow(0)
        readable = len(found.readable)
        self.go.setText(f"Import {words.counted(readable, 'file')}" if readable else "Nothing to import")
        self.go.setEnabled(readable > 0)
        for name, box in self._asked.items():
            box.setVisible(name in found.heeds)

    def _show_untold(self, found: Survey) -> None:
        if found.untold:
            self.complaint.setText(
                "Some tables need to be told which column is what: you are asked before anything is stored."
            )

    def choices(self) -> Choices:
        """Return what was said. Raises RequestError for what makes no sense."""
        aircraft = None
        if self.of_one.isChecked():
            aircraft = choices.aircraft(self.icao24.text(), self.registration.text(), self.type.text())
        typed = self.start.text().strip()
        start_s = parse_utc(typed) if typed else None
        zone = self.zone.currentText() if self.zone.currentIndex() > 0 else None
        return Choices(timezone=zone, start_s=start_s, aircraft=aircraft, keep=self.keep.isChecked())

    def _go(self) -> None:
        try:
            self.wanted.emit(self.choices())
        except RequestError as error:
            self.complaint.setText(str(error))

    def _columns(self) -> None:
        row = self.kinds.currentIndex().row()
        if 0 <= row < len(self._groups) and self._groups[row].table is not None:
            self.columns_wanted.emit(self._groups[row].table)

    def _left(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 12, 12, 12)
        column.setSpacing(6)
        self.found = Label("", "brand", wrap=True)
        self.note = Label("", "secondary")
        column.addWidget(self.found)
        column.addWidget(self.note)
        self.kinds = SheetView("What was found", widths=(0, 64, 84, 130), wide=0)
        self.kinds.picked.connect(self._show_group)
        self.files = SheetView("Files of this kind", widths=(0, 84, 220), wide=0)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.kinds)
        split.addWidget(self.files)
        split.setSizes([220, 200])
        column.addWidget(split, 1)
        return side

    def _right(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_SIDE_PX)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 12, 24, 12)
        column.setSpacing(5)
        column.addWidget(Label("What only you can say", "head"))
        self.zone, self.start = Choice(), QLineEdit()
        self.zone.addItems([_UNSAID, *choices.zones()])
        self.zone.setAccessibleName("Time zone of times that carry none")
        self.start.setAccessibleName("When the recording begins")
        self.start.setPlaceholderText("2025-10-26 13:58:11")
        self._asked = {
            "timezone": _asked(advice.ZONE, self.zone, _ZONE_NOTE),
            "start_s": _asked(advice.BEGIN, self.start, _START_NOTE),
        }
        for box in self._asked.values():
            column.addWidget(box)
            box.hide()
        column.addWidget(self._aircraft())
        column.addSpacing(8)
        self.keep = Check("Keep the files in the project too")
        column.addWidget(self.keep)
        column.addWidget(Label("Compressed. Any row can then be shown where the files are not.", "caption", wrap=True))
        column.addStretch(1)
        scroll.setWidget(side)
        return scroll

    def _aircraft(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.of_one = Check("All of it is one aircraft")
        column.addWidget(self.of_one)
        note = "For files that do not name theirs. Kept as your statement, and shown as such."
        column.addWidget(Label(note, "caption", wrap=True))
        self.registration, self.icao24, self.type = QLineEdit(), QLineEdit(), QLineEdit()
        fields = (
            (self.registration, "Registration", "RA-86990"), (self.icao24, "ICAO address", "1553ce"),
            (self.type, "Type", "IL62"),
        )  # fmt: skip
        for field, name, example in fields:
            field.setAccessibleName(name)
            field.setPlaceholderText(f"{name}, such as {example}")
            field.setVisible(False)
            self.of_one.toggled.connect(field.setVisible)
            column.addWidget(field)
        return box

    def _kind(self, row: int) -> tuple[str, ...]:
        group = self._groups[row]
        return (words.plain(group.kind), f"{len(group.sightings):,}", words.size(group.bytes), group.needs)

    def _kind_mark(self, row: int) -> str:
        group = self._groups[row]
        return ("warning" if group.needs == "needs columns" else "success") if group.readable else "quiet"

    def _show_group(self, row: int) -> None:
        if not 0 <= row < len(self._groups):
            return
        group = self._groups[row]
        own = group.sightings
        self.mean.setVisible(group.table is not None)

        def cells(place: int) -> tuple[str, ...]:
            one = own[place]
            return (survey.file_name(one.name), words.size(one.bytes), words.plain(one.title or one.error))

        self.files.show_sheet(Sheet(("File", "Size", "What it is"), len(own), cells, frozenset({1})))


def _asked(title: str, field: QWidget, note: str) -> QWidget:
    """Return a question that is only put where the answer changes what is read."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 6, 0, 8)
    column.setSpacing(5)
    for part in (Label(title, "secondary"), field, Label(note, "caption", wrap=True)):
        column.addWidget(part)
    return box
