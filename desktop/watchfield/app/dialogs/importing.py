"""The import, from what was dropped to what became of it: one dialog, a page a step."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from watchfield.apart import IN_THIS_PROCESS, is_apart
from watchfield.app.dialogs.columns_page import ColumnsPage
from watchfield.app.dialogs.files_page import FilesPage
from watchfield.app.dialogs.imported import ReportPage
from watchfield.app.dialogs.running_page import RunningPage
from watchfield.app.parts import rule
from watchfield.app.plain import Label

__all__ = ["ImportDialog"]

_STEPS = ("Files", "Columns", "Import", "Report")
_PAGES = (FilesPage, ColumnsPage, RunningPage, ReportPage)


class ImportDialog(QDialog):
    """Holds the pages; what they want is done elsewhere.

    left : it was closed before anything was imported
    columns_made : there is a page of columns now
    """

    left = Signal()
    columns_made = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import recordings")
        self.setModal(True)
        self.resize(min(1280, parent.width() - 60), min(760, parent.height() - 60))
        self.files = FilesPage()
        self.running, self.report = RunningPage(), ReportPage()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(rule())
        if not is_apart():
            where = Label(IN_THIS_PROCESS, "caption", wrap=True)
            where.setContentsMargins(24, 6, 24, 6)
            column.addWidget(where)
        # What Enter does on each page, and where the keyboard begins.
        self._keys: dict[QWidget, tuple[QPushButton, QWidget]] = {
            self.files: (self.files.go, self.files.kinds),
            self.running: (self.running.aside, self.running.aside),
            self.report: (self.report.done, self.report.files),
        }
        self._pages = QStackedWidget()
        for page in (self.files, self.running, self.report):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self.files.back_wanted.connect(self.reject)
        self.running.hide_wanted.connect(self.hide)
        self.report.closed.connect(self.accept)

    @cached_property
    def columns(self) -> ColumnsPage:
        """The page of columns, made where it is needed: its forty fields take a while, and few imports ask."""
        page = ColumnsPage()
        self._keys[page] = (page.use, page.fields.boxes["time"])
        self._pages.addWidget(page)
        page.back_wanted.connect(lambda: self.turn_to(self.files))
        self.columns_made.emit(page)
        return page

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    def turn_to(self, page: QWidget) -> None:
        """Show a page, and where in the whole it is."""
        self._pages.setCurrentWidget(page)
        verb, first = self._keys[page]
        verb.setDefault(True)
        first.setFocus()
        now = next(place for place, kind in enumerate(_PAGES) if isinstance(page, kind))
        for place, step in enumerate(self.steps):
            step.setObjectName("strong" if place == now else "caption")
            step.style().unpolish(step)
            step.style().polish(step)

    def reject(self) -> None:
        """Close; an import that is under way goes on in the background."""
        if self.page is self.running:
            self.hide()
            return
        was_report = self.page is self.report
        super().reject()
        if not was_report:
            self.left.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Do as Esc does."""
        event.ignore()
        self.reject()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 14, 24, 12)
        row.setSpacing(10)
        row.addWidget(Label("Import recordings", "title"))
        row.addStretch(1)
        self.steps: list[Label] = []
        for place, name in enumerate(_STEPS):
            if place:
                row.addWidget(Label("›", "caption"))
            step = Label(f"{place + 1}  {name}", "caption")
            step.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            self.steps.append(step)
            row.addWidget(step)
        return row
