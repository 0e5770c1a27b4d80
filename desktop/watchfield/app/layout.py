"""Where everything stands, and what gives way when there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from watchfield.app.panels.card import CardPanel
from watchfield.app.panels.draft import DraftPanel
from watchfield.app.panels.evidence import EvidencePanel
from watchfield.app.panels.filters import FilterBar
from watchfield.app.panels.frame import Marking, Rail, StatusBar, TitleBar
from watchfield.app.panels.left import LeftPanel
from watchfield.app.panels.table import MovementTable
from watchfield.app.stage import Stage
from watchfield.app.theme.look import size
from watchfield.app.timeline.detail import Detail
from watchfield.app.timeline.overview import Overview
from watchfield.app.timeline.transport import Transport

__all__ = ["Layout"]

_LOW_PX = 900  # below this height table and axis take turns


class Layout(QWidget):
    """The page of the window; the user opens and shuts its parts, and its size has a say as well."""

    def __init__(
        self,
        *,
        markings: tuple[Marking, Marking],
        title: TitleBar,
        filters: FilterBar,
        rail: Rail,
        left: LeftPanel,
        stage: Stage,
        table: MovementTable,
        card: CardPanel,
        draft: DraftPanel,
        evidence: EvidencePanel,
        transport: Transport,
        overview: Overview,
        detail: Detail,
        status: StatusBar,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._filters, self._rail, self._left, self._overview, self._detail = filters, rail, left, overview, detail
        self._wanted = {"left": True, "table": True, "axis": True}
        self._turn = "axis"
        self._has_project = self._drawing = False
        self.right = QStackedWidget()
        self.right.addWidget(card)
        self.right.addWidget(draft)
        self.right.addWidget(evidence)
        self.right.setFixedWidth(size("right_panel"))
        self.right.hide()
        self._transport = transport
        self._sheet = _sheet(table)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(stage)
        self._split.addWidget(self._sheet)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([600, 188])
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(rail)
        middle.addWidget(left)
        middle.addWidget(self._split, 1)
        middle.addWidget(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above: tuple[QWidget, ...] = (markings[0], title, filters)
        below: tuple[QWidget, ...] = (transport, overview, detail, status, markings[1])
        for part in above:
            column.addWidget(part)
        column.addLayout(middle, 1)
        for part in below:
            column.addWidget(part)

    def toggle(self, part: str) -> None:
        """Open or shut a part; where table and axis take turns, opening one shuts the other."""
        if self._is_low() and part in ("table", "axis"):
            self._turn = part if self._turn != part else ("axis" if part == "table" else "table")
        elif part == "left" and self._is_narrow() and not self._left.isVisible():
            self._wanted["left_narrow"] = True
        elif part == "left" and self._is_narrow():
            self._wanted["left_narrow"] = False
        else:
            self._wanted[part] = not self._wanted[part]
        self.arrange()

    def show_right(self, which: QWidget | None) -> None:
        """Open one of the cards, or shut them."""
        if which is not None:
            self.right.setCurrentWidget(which)
        self.right.setVisible(which is not None)

    def tell(self, *, has_project: bool, drawing: bool) -> None:
        """Know what there is to show: drawing wants the room for the map."""
        self._has_project, self._drawing = has_project, drawing
        self.arrange()

    def arrange(self) -> None:
        """Show what is wanted and has room."""
        low, busy = self._is_low(), self._drawing
        left = self._wanted.get("left_narrow", False) if self._is_narrow() else self._wanted["left"]
        table = (self._turn == "table") if low else self._wanted["table"]
        axis = (self._turn == "axis") if low else self._wanted["axis"]
        self._filters.setVisible(self._has_project and not busy)
        self._left.setVisible(left and not busy)
        self._sheet.setVisible(table and self._has_project and not busy)
        self._transport.setVisible(self._has_project)
        self._overview.setVisible(self._has_project and axis and not low and not busy)
        self._detail.setVisible((axis or not self._has_project) and not busy)
        self._rail.check("left", on=self._left.isVisibleTo(self))
        self._rail.check("table", on=self._sheet.isVisibleTo(self))
        self._rail.check("axis", on=self._detail.isVisibleTo(self))

    def _is_low(self) -> bool:
        return self.height() < _LOW_PX

    def _is_narrow(self) -> bool:
        return self.width() < size("left_panel_is_rail_below_width")


def _sheet(table: MovementTable) -> QWidget:
    """Return the table under its tab."""
    sheet = QWidget()
    sheet.setObjectName("panel")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    tabs = QTabBar()
    tabs.setAccessibleName("Tables")
    tabs.addTab("Movements")
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    column.addWidget(tabs)
    column.addWidget(table, 1)
    sheet.setMinimumHeight(120)
    return sheet
