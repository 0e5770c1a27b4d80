"""The recordings of the project: which they are, on which days they have something, and where they disagree."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from watchfield.app.parts import button
from watchfield.app.plain import Label
from watchfield.app.sheet import Sheet, SheetView
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.session import sources, words

__all__ = ["SourcesDialog"]


class SourcesDialog(QDialog):
    """Shows sources; what is wanted of them is done elsewhere.

    out_wanted, back_wanted : sources to take out, to put back
    statement_wanted : a source whose aircraft shall be stated
    compare_wanted : say where sources disagree
    """

    out_wanted = Signal(object)
    back_wanted = Signal(object)
    statement_wanted = Signal(object)
    compare_wanted = Signal()

    def __init__(self, parent: QWidget, days: QWidget, disagreements: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sources and days")
        self._sources: tuple[Source, ...] = ()
        self._shown: tuple[Source, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(Label("Sources and days", "title"))
        self.note = Label("", "secondary")
        head.addWidget(self.note, 1)
        head.addWidget(button("Close", self.accept))
        column.addLayout(head)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._files(), "Files")
        self.tabs.addTab(days, "Days")
        self.tabs.addTab(disagreements, "Where they disagree")
        self.tabs.currentChanged.connect(lambda place: self.compare_wanted.emit() if place == 2 else None)
        column.addWidget(self.tabs, 1)

    def open_over(self, window: QWidget) -> None:
        """Show it in the middle of the window, as large as there is room for."""
        if not self.isVisible():
            self.resize(min(1240, window.width() - 60), min(720, window.height() - 60))
        self.show()
        self.raise_()

    def show_project(self, project: Project | None) -> None:
        """Show the sources of a project."""
        self._sources = project.sources if project else ()
        here = [source for source in self._sources if not source.removed]
        gone = len(self._sources) - len(here)
        said = f"{words.counted(len(here), 'file')}, {words.count(sum(one.stored for one in here))} fixes"
        self.note.setText(said + (f", {gone:,} taken out" if gone else ""))
        self._filter()

    def _files(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.text = QLineEdit()
        self.text.setPlaceholderText("Name, format, hash or stated aircraft")
        self.text.setAccessibleName("Filter the sources")
        self.text.setMaximumWidth(340)
        self.text.textChanged.connect(lambda _: self._filter())
        row.addWidget(self.text, 1)
        row.addStretch(1)
        self.say = button("State the aircraft …", self._state, icon="plane")
        self.out = button("Take out …", lambda: self.out_wanted.emit(self._chosen()), icon="minus")
        self.back = button("Put back …", lambda: self.back_wanted.emit(self._chosen()), icon="arrow-back-up")
        for one in (self.say, self.out, self.back):
            row.addWidget(one)
        column.addLayout(row)
        self.list = SheetView("Sources", widths=(0, 120, 130, 72, 76, 66, 82, 190, 116), wide=0)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        column.addWidget(self.list, 1)
        note = "What is taken out is not shown and not counted. Its rows stay in the project and can be put back."
        column.addWidget(Label(note, "caption"))
        self._enable()
        return page

    def _filter(self) -> None:
        self._shown = shown = sources.matching(self._sources, self.text.text())
        self.list.show_sheet(
            Sheet(
                sources.HEADS,
                len(shown),
                lambda row: sources.cells(shown[row]),
                frozenset(range(3, 7)),
                mark=lambda row: sources.mark(shown[row]),
            )
        )
        self._enable()

    def _chosen(self) -> tuple[Source, ...]:
        return tuple(self._shown[row] for row in self.list.rows())

    def _enable(self) -> None:
        chosen = self._chosen()
        self.say.setEnabled(len(chosen) == 1 and not chosen[0].removed)
        self.out.setEnabled(any(not source.removed for source in chosen))
        self.back.setEnabled(any(source.removed for source in chosen))

    def _state(self) -> None:
        if chosen := self._chosen():
            self.statement_wanted.emit(chosen[0])
