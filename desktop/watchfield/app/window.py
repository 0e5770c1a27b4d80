"""The window: it makes the parts and joins them to the session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QToolButton

from watchfield.app import regions
from watchfield.app.actions import Actions
from watchfield.app.archivist import Archivist
from watchfield.app.commands import commands
from watchfield.app.desk import Desk
from watchfield.app.jobs import Jobs
from watchfield.app.joins import join
from watchfield.app.layout import Layout
from watchfield.app.library import Library
from watchfield.app.panels.card import CardPanel
from watchfield.app.panels.draft import DraftPanel
from watchfield.app.panels.evidence import EvidencePanel
from watchfield.app.panels.filters import FilterBar
from watchfield.app.panels.frame import Marking, Rail, StatusBar, TitleBar
from watchfield.app.panels.left import LeftPanel
from watchfield.app.panels.search import SearchBox
from watchfield.app.panels.table import MovementTable
from watchfield.app.parts import tool
from watchfield.app.playing import Player
from watchfield.app.remembered import Remembered, remember
from watchfield.app.stage import Stage
from watchfield.app.theme.icons import icon
from watchfield.app.theme.look import chosen, current
from watchfield.app.theme.style import dress
from watchfield.app.timeline.detail import Detail
from watchfield.app.timeline.overview import Overview
from watchfield.app.timeline.transport import Transport
from watchfield.app.witness import Witness
from watchfield.app.work import Work
from watchfield.app.workshop import Workshop
from watchfield.session import playback, search, stepping
from watchfield.session.scene import Artist
from watchfield.session.session import Session

__all__ = ["MainWindow"]

_PAGES = (
    ("left", "database", "Sources and zones (Ctrl+1)"),
    ("table", "plane-arrival", "Table of movements (Ctrl+2)"),
    ("axis", "timeline", "Time axis (Ctrl+3)"),
    ("sources", "calendar", "Sources and days (Ctrl+4)"),
)


class MainWindow(QMainWindow):
    """The window."""

    def __init__(self, work: Work, artist: Artist, library: Library) -> None:
        super().__init__()
        self.setWindowTitle("Watchfield")
        self.setWindowIcon(icon("watchfield", current(), "zone", 64))
        self.setAcceptDrops(True)
        self.jobs, self.library = Jobs(self), library
        self.workshop = Workshop(lambda: self.session, work, self)
        self.session = session = Session(self.workshop.keep)
        self.stage = Stage(session, artist, self.jobs)
        self.desk = Desk(session, self.workshop, self.stage.notice, lambda: self.stage.map.logical_size, self)
        self.search = SearchBox(self._find)
        self.filters, self.table = FilterBar(session), MovementTable(session)
        self.left = LeftPanel(session, lambda: self.stage.map.logical_size)
        self.card, self.draft, self.evidence = CardPanel(), DraftPanel(session), EvidencePanel()
        self.witness = Witness(session, self.workshop, self.evidence, self.stage.notice, self)
        self.archivist = Archivist(session, self.workshop, self.stage.notice, self.witness.ask_row, self)
        self.transport, self.overview, self.detail = Transport(session), Overview(session), Detail(session)
        self.status, self.rail = StatusBar(session), Rail(_PAGES)
        self.actions_ = Actions(self, commands(self, self.desk))
        self.page = Layout(
            markings=(Marking(session), Marking(session)),
            title=TitleBar(session, self.actions_.bar, self.search, self._title_tools()),
            filters=self.filters, rail=self.rail, left=self.left, stage=self.stage, table=self.table, card=self.card,
            draft=self.draft, evidence=self.evidence, transport=self.transport, overview=self.overview,
            detail=self.detail, status=self.status,
        )  # fmt: skip
        self.setCentralWidget(self.page)
        self.player = Player(session, self)
        self.actions_.watch(session)
        join(self)
        session.watch(lambda state: state.theme, lambda _: self.dress())
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self.dress())

    def dress(self) -> None:
        """Take the colours of the chosen theme."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, chosen(self.session.state.theme))
        for part in (self.card, self.evidence, self.overview, self.detail):
            part.dress()
        self.stage.map.repaint_theme()

    def escape(self) -> None:
        """Leave the text field, else put back, close, deselect."""
        if self.search.hasFocus():
            self.search.leave()
        elif isinstance(QApplication.focusWidget(), QLineEdit) and self.session.state.draft is None:
            self.stage.map.setFocus()
        else:
            self.desk.escape()

    def walk(self, step: int) -> None:
        """Go to the next region."""
        regions.walk(
            (self.filters.text, self.rail, self.left, self.stage.map, self.table, self.page.right, self.transport.play,
             self.detail), step,
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let parts give way."""
        super().resizeEvent(event)
        self.page.arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays; the arrows go from fix to fix."""
        if event.key() == Qt.Key.Key_Space:
            self.session.change(playback.toggle)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.session.change(stepping.to_fix(1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped, or open it."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        # Once the drop is over: a question asked in the middle of it would hold up whoever the files came from.
        QTimer.singleShot(0, self, lambda: self.desk.dropped(paths))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let what is being written be written."""
        self.session.change(playback.pause)
        remember(Remembered.of(self, self.session.state.theme))
        self.workshop.stop()
        self.jobs.stop()
        event.accept()

    def _find(self, text: str) -> tuple[search.Found, ...]:
        return search.find(text, self.session.state.project, self.library.airfields(), self.actions_.named())

    def _title_tools(self) -> tuple[QToolButton, ...]:
        trigger = self.actions_.trigger
        self.undo_tool = tool("arrow-back-up", "Undo (Ctrl+Z)", lambda: trigger("undo"))
        self.redo_tool = tool("arrow-forward-up", "Redo (Ctrl+Shift+Z)", lambda: trigger("redo"))
        self.theme_tool = tool("moon", "Dark, light, as the system (Ctrl+D)", lambda: trigger("theme"))
        return self.undo_tool, self.redo_tool, self.theme_tool
