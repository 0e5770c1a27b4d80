"""Keeps the sources: shows them, takes them out and puts them back, states aircraft, shows days and disagreements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from watchfield.app.dialogs.asking import ask_text
from watchfield.app.dialogs.messages import Notice
from watchfield.app.dialogs.sources import SourcesDialog
from watchfield.app.dialogs.stating import StatementDialog
from watchfield.app.panels.days import DaysPage
from watchfield.app.panels.disagreements import Disagreements
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.session import facts, playback, sources, words
from watchfield.session.days import Grid
from watchfield.session.session import Session

if TYPE_CHECKING:
    from watchfield.app.workshop import Workshop

__all__ = ["Archivist"]


class Archivist(QObject):
    """Joins the list of sources to the session."""

    def __init__(
        self,
        session: Session,
        workshop: Workshop,
        notice: Notice,
        ask_row: Callable[[str, int], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._shop, self._notice, self._window = session, workshop, notice, window
        self._compared: Fixes | None = None  # what the table of disagreements is of
        self.days, self.pairs = DaysPage(), Disagreements()
        self.dialog = SourcesDialog(window, self.days, self.pairs)
        self.dialog.out_wanted.connect(self.take_out)
        self.dialog.back_wanted.connect(self.put_back)
        self.dialog.statement_wanted.connect(self.ask_statement)
        self.dialog.compare_wanted.connect(self._compare)
        self.days.group_wanted.connect(lambda _: self._count())
        self.days.day_chosen.connect(self._go_to)
        self.pairs.moment_wanted.connect(ask_row)
        session.watch(lambda state: state.project, self._show)

    def show(self, tab: int = 0) -> None:
        """Show the sources, or their days (1), or where they disagree (2)."""
        if self._session.state.project is None:
            self._notice.show_words("There is no project yet.", "Import a recording with Ctrl+I.", "warning")
            return
        self.dialog.tabs.setCurrentIndex(tab)
        self.dialog.open_over(self._window)
        self._show(self._session.state.project)

    def take_out(self, chosen: Sequence[Source]) -> None:
        """Ask why, and take sources out."""
        here = [source for source in chosen if not source.removed]
        self._change(here, "Take out", "Why? It is kept with the project.", sources.take_out)

    def put_back(self, chosen: Sequence[Source]) -> None:
        """Ask why, and put sources back."""
        gone = [source for source in chosen if source.removed]
        self._change(gone, "Put back", "Why? It is kept with the project.", sources.put_back)

    def ask_statement(self, source: Source) -> None:
        """Ask which aircraft a recording is of."""
        if not self._may_write():
            return
        dialog = StatementDialog(source, self.dialog if self.dialog.isVisible() else self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            statement = dialog.statement
            said = f"Aircraft of {facts.source_name(source)} " + ("stated" if statement else "taken back")
            self._shop.alter(said, lambda path: sources.state(path, source.id, statement))

    def state_of_track(self, key: str) -> None:
        """Ask which aircraft the recording of a track is of."""
        project = self._session.state.project
        source = sources.of_track(project, key) if project else None
        if source is None:
            said = "It comes from several recordings. State it of each of them, in the list of sources."
            self._notice.show_words("Not one recording is behind this track.", said, "warning")
        else:
            self.ask_statement(source)

    def _change(
        self, which: Sequence[Source], verb: str, question: str, act: Callable[[Path, list[int], str], None]
    ) -> None:
        if not which or not self._may_write():
            return
        what = facts.source_name(which[0]) if len(which) == 1 else words.counted(len(which), "source")
        reason = ask_text(self.dialog, f"{verb} {what}", question, "", keep=verb, back="Leave it")
        if reason is not None:
            ids = [source.id for source in which]
            self._shop.alter(f"{verb}: {what}", lambda path: act(path, ids, reason.strip() or "no reason given"))

    def _may_write(self) -> bool:
        project = self._session.state.project
        if project is not None and project.read_only:
            self._notice.show_words("This project is read-only.", "Copy it to a place you may write to.", "warning")
        return project is not None and not project.read_only

    def _show(self, project: Project | None) -> None:
        if project is None or project.fixes is not self._compared:
            self._compared = None
        if not self.dialog.isVisible():
            return
        self.dialog.show_project(project)
        self._count()
        if self.dialog.tabs.currentIndex() == 2:
            self._compare()

    def _count(self) -> None:
        project = self._session.state.project
        if project is not None:
            self._shop.ask_days(project, self.days.group, partial(self._counted, project))

    def _counted(self, project: Project, grid: Grid) -> None:
        if self._session.state.project is project and grid.calendar.group is self.days.group:
            self.days.show_grid(grid)

    def _compare(self) -> None:
        project = self._session.state.project
        if project is not None and project.fixes is not self._compared:
            self._compared = project.fixes
            self.pairs.show_waiting()
            self._shop.ask_pairs(project, None, self.pairs.show_pairs)

    def _go_to(self, time_s: float) -> None:
        self._session.change(playback.at(time_s))
        self._session.change(playback.show_span(playback.DAY_S))
