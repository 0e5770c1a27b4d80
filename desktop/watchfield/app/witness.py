"""Answers what is behind a fix: shows what is known at once, and has the row read again behind the scenes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from watchfield.app.dialogs.messages import Notice
from watchfield.app.panels.evidence import EvidencePanel
from watchfield.session import evidence, looking, stepping
from watchfield.session.session import Session
from watchfield.session.state import State

if TYPE_CHECKING:
    from watchfield.app.workshop import Workshop

__all__ = ["Witness"]


class Witness(QObject):
    """Joins the panel of evidence to the selection."""

    def __init__(
        self, session: Session, workshop: Workshop, panel: EvidencePanel, notice: Notice, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._shop, self._panel, self._notice, self._window = session, workshop, panel, notice, window
        self._folders: tuple[Path, ...] = ()  # where the user said that recordings lie, as long as the window lives
        panel.closed.connect(lambda: session.change(looking.leave_fix))
        panel.stepped.connect(lambda step: session.change(stepping.to_fix(step)))
        panel.search_wanted.connect(self._search)
        session.watch(_part, lambda _: self._ask())

    def ask_here(self) -> None:
        """Ask about the fix at the clock of what is selected."""
        index = evidence.fix_at_clock(self._session.state)
        if index is None:
            self._notice.show_words("No aircraft is selected.", "Click one on the map, then a fix of it.", "warning")
        else:
            self._session.change(looking.point_at_fix(index))

    def ask_row(self, sha256: str, row: int) -> None:
        """Ask about a row of a recording."""
        project = self._session.state.project
        index = evidence.fix_of_row(project, sha256, row) if project else None
        if index is None:
            self._notice.show_words(
                "No fix came of this row.", f"Row {row:,} of that recording is not shown.", "warning"
            )
        else:
            self._session.change(looking.point_at_fix(index))

    def _ask(self) -> None:
        state = self._session.state
        project, index = state.project, state.selection.fix
        if project is None or index is None:
            return
        self._panel.show_evidence(evidence.first_look(project, index))

        def show(found: evidence.Evidence) -> None:
            if self._session.state.selection.fix == index and self._session.state.project is project:
                self._panel.show_evidence(evidence.shown(found, index))

        self._shop.ask_evidence(project, index, self._folders, show)

    def _search(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, "In which folder does the recording lie?")
        if name:
            self.look_in(Path(name))

    def look_in(self, folder: Path) -> None:
        """Look for recordings in this folder too."""
        self._folders = (folder, *(other for other in self._folders if other != folder))
        self._ask()


def _part(state: State) -> tuple[object, ...]:
    return state.project, state.selection.fix
