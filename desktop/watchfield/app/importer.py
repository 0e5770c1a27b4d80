"""Leads through an import: what was dropped is looked at, asked about, imported and reported."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from watchfield.app.dialogs.columns_page import ColumnsPage
from watchfield.app.dialogs.importing import ImportDialog
from watchfield.app.workshop import Workshop
from watchfield.core.errors import WatchfieldError
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.workflow import ImportReport
from watchfield.session import columns, outcome, pace, survey
from watchfield.session.choices import Choices
from watchfield.session.pace import Pace
from watchfield.session.survey import Sighting, Survey

__all__ = ["Importer"]

_MOMENT_MS = 700  # what is over sooner is only reported


class Importer(QObject):
    """One import at a time; its dialog is there from the first look to the report.

    row_wanted : SHA-256 of a recording and a row in it, whose evidence shall be shown
    """

    row_wanted = Signal(str, int)

    def __init__(self, workshop: Workshop, window: QWidget) -> None:
        super().__init__(window)
        self._shop, self._window = workshop, window
        self._path = Path()
        self._inputs: tuple[Path, ...] = ()
        self._survey = Survey()
        self._pace = Pace()
        self._said: dict[str, ColumnMapping | None] = {}  # shape -> what its columns are, None: it is left out
        self._waiting: Choices | None = None
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
        self._said, self._waiting = {}, None
        dialog.files.wanted.connect(self._wanted)
        dialog.files.columns_wanted.connect(self._ask_one)
        dialog.columns_made.connect(self._join_columns)
        dialog.running.stop_wanted.connect(self._shop.cancel)
        dialog.left.connect(self._shop.cancel)
        dialog.report.moment_wanted.connect(self._moment)
        dialog.files.show_looking(0, "")
        dialog.turn_to(dialog.files)

    def _join_columns(self, page: ColumnsPage) -> None:
        page.preview_wanted.connect(self._preview)
        page.chosen.connect(self._columns_said)
        page.left_out.connect(lambda shape: self._answered(shape, None))

    def _looked(self, count: float, _total: float, name: str) -> None:
        if self.dialog is not None:
            self.dialog.files.show_looking(int(count), name)

    def _looked_at(self, found: Survey, *, ask: bool) -> None:
        if self.dialog is None:
            return
        self._survey = found
        self.dialog.files.show_survey(found)
        if len(found.sightings) == 1 and not ask and _asks_nothing(found):
            self._import(Choices())  # a file that nobody can read is reported, not asked about
        else:
            self.show()

    def _wanted(self, choices: Choices) -> None:
        """Import, once it is said of every table what its columns are."""
        if self.dialog is None:
            return
        self._waiting = choices
        open_one = next((one for one in self._survey.untold if _shape(one) not in self._said), None)
        if open_one is None:
            self._import(choices)
        else:
            self._ask_columns(open_one)

    def _ask_columns(self, sighting: Sighting) -> None:
        if self.dialog is None:
            return
        shape = _shape(sighting)
        alike = sum(_shape(one) == shape for one in self._survey.sightings)
        self.dialog.turn_to(self.dialog.columns)
        self.dialog.columns.begin(sighting, alike, self._said.get(shape) or columns.recall(shape))

    def _preview(self, path: Path, mapping: ColumnMapping | None) -> None:
        dialog = self.dialog
        if dialog is not None:
            page = dialog.columns
            self._shop.ask_columns(path, mapping, lambda found: page.show_preview(path, found), page.show_trouble)

    def _columns_said(self, shape: str, mapping: ColumnMapping, keep: bool) -> None:  # noqa: FBT001  # a signal's slot
        if keep:
            columns.remember(shape, mapping)
        self._answered(shape, mapping)

    def _answered(self, shape: str, mapping: ColumnMapping | None) -> None:
        """Know what a table is, or that it shall be left out; go on to what was waiting for it."""
        self._said[shape] = mapping
        if self.dialog is None:
            return
        self.dialog.turn_to(self.dialog.files)
        if self._waiting is not None:
            self._wanted(self._waiting)

    def _ask_one(self, sighting: Sighting) -> None:
        self._waiting = None
        self._ask_columns(sighting)

    def _import(self, choices: Choices) -> None:
        if self.dialog is None or self.busy:
            return
        self._pace = Pace()
        self.dialog.running.begin(self._path.stem)
        self.dialog.turn_to(self.dialog.running)
        self._shop.import_files(self._path, self._inputs, self._with_tables(choices))
        QTimer.singleShot(_MOMENT_MS, self, self._show_if_busy)

    def _with_tables(self, choices: Choices) -> Choices:
        """Return the choices with what was said, now or once before, of the columns of each table."""
        tables, left_out = [], set()
        for sighting in self._survey.sightings:
            if sighting.table is None or sighting.path is None:
                continue
            shape = _shape(sighting)
            mapping = self._said[shape] if shape in self._said else columns.recall(shape)
            if mapping is not None:
                tables.append((sighting.path, mapping.to_json()))
            elif shape in self._said:
                left_out.add(sighting.path)
        return replace(choices, tables=tuple(tables), left_out=frozenset(left_out))

    def _told(self, done: float, total: float, name: str, fixes: float) -> None:
        self._pace = pace.further(self._pace, done, total, name, int(fixes), time.monotonic())
        if self.dialog is not None and self.dialog.page is self.dialog.running:
            self.dialog.running.show_pace(self._pace)

    def _moment(self, sha256: str, row: int) -> None:
        """Leave the report for a row that disagrees."""
        if self.dialog is not None:
            self.dialog.accept()
        self.row_wanted.emit(sha256, row)

    def _show_if_busy(self) -> None:
        if self.busy:
            self.show()

    def _done(self, report: ImportReport) -> None:
        if self.dialog is None:
            return
        names = (sighting.name for sighting in self._survey.sightings) if report.cancelled else ()
        page = self.dialog.report
        page.show_report(outcome.with_absent(report, names))
        self.dialog.turn_to(page)
        self.show()
        self._shop.ask_pairs_of(report, page.show_pairs)

    def _broke(self, _error: WatchfieldError) -> None:
        if self.dialog is not None and self.dialog.page is self.dialog.running:
            self.dialog.accept()


def _asks_nothing(found: Survey) -> bool:
    """Tell whether there is nothing that only the user could say: a table that was told for certain is one such."""
    return all(not survey.needs(sighting) for sighting in found.sightings)


def _shape(sighting: Sighting) -> str:
    return sighting.table.shape if sighting.table else ""
