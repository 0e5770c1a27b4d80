"""Leads through an import: what was dropped is looked at, asked about, imported and reported."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from watchfield.app.dialogs.importing import ImportDialog
from watchfield.app.workshop import Workshop
from watchfield.core.errors import WatchfieldError
from watchfield.core.workflow import ImportReport
from watchfield.session import outcome, pace
from watchfield.session.choices import Choices
from watchfield.session.pace import Pace
from watchfield.session.survey import Survey

__all__ = ["Importer"]

_MOMENT_MS = 700  # what is over sooner is only reported


class Importer(QObject):
    """One import at a time; its dialog is there from the first look to the report."""

    def __init__(self, workshop: Workshop, window: QWidget) -> None:
        super().__init__(window)
        self._shop, self._window = workshop, window
        self._path = Path()
        self._inputs: tuple[Path, ...] = ()
        self._survey = Survey()
        self._pace = Pace()
        self.dialog: ImportDialog | None = None
        workshop.importing.connect(self._told)
        workshop.imported.connect(self._done)
        workshop.failed.connect(self._broke)

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._shop.is_importing

    def begin(self, path: Path, inputs: Sequence[Path], *, ask: bool = False) -> None:
        """Look at files, and import them into a project: at once where it is one whose reading leaves no question.

        ask : ask in any case
        """
        if self.busy:
            self.show()
            return
        self._path, self._inputs, self._survey = path, tuple(inputs), Survey()
        self._fresh_dialog()
        self._shop.look(self._inputs, self._looked, lambda found: self._looked_at(found, ask=ask))
        if ask or len(self._inputs) > 1 or self._inputs[0].is_dir():
            self.show()

    def show(self) -> None:
        """Show where the import is."""
        if self.dialog is not None:
            self.dialog.show()
            self.dialog.raise_()

    def _fresh_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog = ImportDialog(self._window)
        dialog.files.wanted.connect(self._import)
        dialog.running.stop_wanted.connect(self._shop.cancel)
        dialog.left.connect(self._shop.cancel)
        dialog.files.show_looking(0, "")
        dialog.turn_to(dialog.files)

    def _looked(self, count: float, _total: float, name: str) -> None:
        if self.dialog is not None:
            self.dialog.files.show_looking(int(count), name)

    def _looked_at(self, found: Survey, *, ask: bool) -> None:
        if self.dialog is None:
            return
        self._survey = found
        self.dialog.files.show_survey(found)
        if len(found.sightings) == 1 and not ask and (not found.readable or not found.heeds):
            self._import(Choices())  # a file that nobody can read is reported, not asked about
        else:
            self.show()

    def _import(self, choices: Choices) -> None:
        if self.dialog is None or self.busy:
            return
        self._pace = Pace()
        self.dialog.running.begin(self._path.stem)
        self.dialog.turn_to(self.dialog.running)
        self._shop.import_files(self._path, self._inputs, choices)
        QTimer.singleShot(_MOMENT_MS, self, self._show_if_busy)

    def _told(self, done: float, total: float, name: str, fixes: float) -> None:
        self._pace = pace.further(self._pace, done, total, name, int(fixes), time.monotonic())
        if self.dialog is not None and self.dialog.page is self.dialog.running:
            self.dialog.running.show_pace(self._pace)

    def _show_if_busy(self) -> None:
        if self.busy:
            self.show()

    def _done(self, report: ImportReport) -> None:
        if self.dialog is None:
            return
        names = (sighting.name for sighting in self._survey.sightings) if report.cancelled else ()
        self.dialog.report.show_report(outcome.with_absent(report, names))
        self.dialog.turn_to(self.dialog.report)
        self.show()

    def _broke(self, _error: WatchfieldError) -> None:
        if self.dialog is not None and self.dialog.page is self.dialog.running:
            self.dialog.accept()
