"""The map and what lies over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from watchfield.app.dialogs.messages import Notice
from watchfield.app.jobs import Jobs
from watchfield.app.map.furniture import HintBar, Legend, ToolStack
from watchfield.app.map.widget import MapWidget
from watchfield.app.panels.start import StartSheet
from watchfield.session.scene import Artist
from watchfield.session.session import Session
from watchfield.session.state import State, ZoneDraft

__all__ = ["Stage"]

_EDGE = 14


class Stage(QWidget):
    """Places the sheets over the map; owns nothing else."""

    def __init__(self, session: Session, artist: Artist, jobs: Jobs) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.map = MapWidget(session, artist, jobs)
        column.addWidget(self.map)
        self.legend = Legend(self)
        self.hints = {closed: HintBar(self, closed=closed) for closed in (False, True)}
        self.start = StartSheet(self)
        self.notice = Notice(self)
        self.tools: list[ToolStack] = []
        session.watch(lambda state: state.draft, self._show_draft)
        session.watch(_legend_part, self.legend.setVisible)
        session.watch(lambda state: state.project is None, self._show_start)

    def add_tools(self, *stacks: ToolStack) -> None:
        """Put columns of tools on the right of the map."""
        self.tools += stacks
        for stack in stacks:
            stack.setVisible(not self.start.isVisibleTo(self))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in its corner."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.legend.move(_EDGE, _EDGE)
        top = 34
        for stack in self.tools:
            stack.move(self.width() - stack.width() - _EDGE, top)
            top += stack.height() + 10
        for hints in self.hints.values():
            hints.adjustSize()
            hints.move(max((self.width() - hints.width()) // 2, 0), self.height() - hints.height() - 44)
        self.start.adjustSize()
        middle = QPoint((self.width() - self.start.width()) // 2, max((self.height() - self.start.height()) // 2, 8))
        self.start.move(middle)
        if self.notice.isVisible():
            self.notice.move((self.width() - self.notice.width()) // 2, _EDGE)

    def _show_draft(self, draft: ZoneDraft | None) -> None:
        for closed, hints in self.hints.items():
            hints.setVisible(draft is not None and draft.closed == closed)
            hints.raise_()
        self._place()

    def _show_start(self, nothing: bool) -> None:  # noqa: FBT001
        self.start.setVisible(nothing)
        for stack in self.tools:
            stack.setVisible(not nothing)
        if nothing:
            self.start.raise_()
            self.start.first.setFocus()


def _legend_part(state: State) -> bool:
    return state.layers.legend and state.project is not None and state.draft is None
