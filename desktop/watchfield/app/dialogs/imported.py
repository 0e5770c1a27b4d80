"""Last page of an import: every file, every count, every refused row with its reason, and where sources disagree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from watchfield.app.panels.disagreements import Disagreements
from watchfield.app.parts import Segments, button, rule
from watchfield.app.plain import Label, tip
from watchfield.app.sheet import Sheet, SheetView, fixed
from watchfield.core.workflow import FileReport, ImportReport
from watchfield.core.workflow.comparing import PairReport
from watchfield.session import outcome, words
from watchfield.session.outcome import Outcome

__all__ = ["ReportPage"]

_MOST_REFUSALS = 5_000  # shown at once; the rest is in the file that can be saved
_UNLISTED = (
    "Refused rows of files that were in already, and beyond a thousand a file, are counted and not listed again."
)
_MARKS = {
    Outcome.STORED: "success", Outcome.KNOWN: "known", Outcome.PARTLY: "warning", Outcome.EMPTY: "quiet",
    Outcome.FAILED: "error", Outcome.UNKNOWN: "quiet", Outcome.ABSENT: "quiet",
}  # fmt: skip


class ReportPage(QWidget):
    """The report.

    closed : it has been read
    moment_wanted : SHA-256 of a recording, and a row in it that disagrees with another recording
    """

    closed = Signal()
    moment_wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._report = ImportReport(())
        self._shown: Sequence[FileReport] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(24, 16, 24, 12)
        inside.setSpacing(8)
        self.what, self.rest = Label("", "title", wrap=True), Label("", "secondary", wrap=True)
        inside.addWidget(self.what)
        inside.addLayout(self._counts())
        inside.addLayout(self._chooser())
        self.files = SheetView("Files of the import", widths=(0, 132, 76, 76, 76, 66, 110, 236), wide=0)
        self.files.selectionModel().selectionChanged.connect(lambda *_: self._show_refusals())
        self.refusals = SheetView("Refused rows", widths=(240, 80, 130, 0), wide=3)
        self.pairs = Disagreements()
        self.pairs.moment_wanted.connect(self.moment_wanted)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.refusals, "Refused")
        self.tabs.addTab(self.pairs, "Where sources disagree")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.files)
        split.addWidget(self.tabs)
        split.setSizes([300, 200])
        inside.addWidget(split, 1)
        column.addLayout(inside, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())

    def show_report(self, report: ImportReport) -> None:
        """Show what became of an import."""
        self._report = report
        what, rest = outcome.headline(report)
        self.what.setText(what)
        self.rest.setText(rest)
        total = outcome.totals(report.files)
        for name, value in (
            ("rows", total.rows), ("stored", total.stored), ("duplicate", total.duplicate), ("refused", total.refused),
            ("without a position", total.without_position),
        ):  # fmt: skip
            self.sums[name].setText(f"{value:,}")
        problems = sum(map(outcome.has_problem, report.files))
        self.filter.show_names([f"All {len(report.files):,}", f"Problems {problems:,}"])
        self.pairs.show_waiting()
        self._show_files(0)

    def show_pairs(self, pairs: Sequence[PairReport]) -> None:
        """Show where sources disagree."""
        self.pairs.show_pairs(pairs)
        apart = sum(pair.disagree > 0 for pair in pairs)
        said = f"{words.counted(apart, 'pair')} of {len(pairs):,}" if pairs else "nothing to compare"
        self.tabs.setTabText(1, f"Where sources disagree: {said}")

    def _counts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.sums: dict[str, Label] = {}
        for name, before in (
            ("rows", ""), ("stored", "="), ("duplicate", "+"), ("refused", "+"), ("without a position", "+"),
        ):  # fmt: skip
            if before:
                row.addWidget(Label(before, "caption"))
            self.sums[name] = Label("", "strong")
            row.addWidget(self.sums[name])
            row.addWidget(Label(name, "secondary"))
        row.addStretch(1)
        return row

    def _chooser(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.filter = Segments(["All", "Problems"], "Which files")
        self.filter.chosen.connect(self._show_files)
        row.addWidget(self.rest, 1)
        row.addWidget(self.filter)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 12, 24, 14)
        row.setSpacing(10)
        row.addWidget(button("Copy", self._copy, icon="copy"))
        row.addWidget(button("Save as CSV …", self._save, icon="download"))
        self.said = Label("", "secondary")
        row.addWidget(self.said, 1)
        self.done = button("Close the report", self.closed.emit, primary=True)
        row.addWidget(self.done)
        return row

    def _show_files(self, which: int) -> None:
        self.filter.check(which)
        files = self._report.files
        self._shown = files if which == 0 else tuple(filter(outcome.has_problem, files))
        self.files.clearSelection()
        self.files.show_sheet(
            Sheet(
                outcome.FILE_HEADS,
                len(self._shown),
                lambda row: outcome.file_cells(self._shown[row]),
                frozenset(range(2, 7)),
                mark=lambda row: _MARKS[outcome.outcome_of(self._shown[row])],
            )
        )
        self._show_refusals()

    def _show_refusals(self) -> None:
        chosen = [self._shown[row] for row in self.files.rows()] or self._shown
        rows = outcome.refusal_cells(chosen, _MOST_REFUSALS)
        self.refusals.show_sheet(fixed(outcome.REFUSAL_HEADS, rows, frozenset({1})))
        count = sum(file.refused for file in chosen)
        failed = sum(bool(file.error) for file in chosen)
        parts = [words.counted(count, "refused row")] if count or not failed else []
        parts += [words.counted(failed, "refused file")] if failed else []
        more = "" if len(rows) >= count + failed else f", {len(rows):,} listed here"
        self.tabs.setTabToolTip(0, tip(_UNLISTED) if more else "")
        self.tabs.setTabText(0, " and ".join(parts) + more)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(outcome.as_csv(self._report))
        self.said.setText("Copied.")

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the report", "import-report.csv", "Tables (*.csv)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the report; say so, or why it could not be written."""
        half = path.with_name(f"{path.name}.part")
        try:
            half.write_text(outcome.as_csv(self._report), encoding="utf-8")
            half.replace(path)
        except OSError as error:
            self.said.setText(f"It could not be written: {error.strerror or error}.")
        else:
            self.said.setText(f"Saved as {words.plain(path.name)}.")
