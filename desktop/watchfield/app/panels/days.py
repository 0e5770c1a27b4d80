"""The calendar: which days the project covers, and from which sources."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from watchfield.app.parts import Segments
from watchfield.app.plain import Label, tip
from watchfield.app.theme.look import Look, current, font
from watchfield.app.timeline.axis import hatching
from watchfield.session import days
from watchfield.session.days import Grid, Group, State

__all__ = ["DayGrid", "DaysPage"]

_NAMES_PX, _HEAD_PX = 200, 22
_STEP = {Group.ALL: (28, 26), Group.FORMAT: (18, 24), Group.SOURCE: (18, 20)}
_GROUPS = (Group.ALL, Group.FORMAT, Group.SOURCE)


class DaysPage(QWidget):
    """The calendar with its choice of lines, its legend and its limits.

    group_wanted : what makes a line
    day_chosen : the first moment with a fix, UTC seconds
    """

    group_wanted = Signal(object)
    day_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.words = Label("", "secondary", wrap=True)
        row.addWidget(self.words, 1)
        self.lines = Segments(["All together", "By format", "By source"], "Lines of the calendar")
        self.lines.chosen.connect(self._choose)
        row.addWidget(self.lines)
        column.addLayout(row)
        self.grid = DayGrid()
        self.grid.day_chosen.connect(self.day_chosen)
        column.addWidget(self.grid, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for kind, text in (("present", "every hour has a fix"), ("partial", "some hours have"), ("missing", "none")):
            foot.addWidget(_Sample(kind))
            foot.addWidget(Label(text, "caption"))
        foot.addSpacing(12)
        foot.addWidget(Label(days.LIMITS, "caption", wrap=True), 1)
        column.addLayout(foot)
        self.lines.check(0)
        self.group = Group.ALL

    def show_grid(self, grid: Grid) -> None:
        """Show a calendar."""
        self.words.setText(days.summary(grid.calendar))
        self.grid.show_grid(grid)

    def _choose(self, place: int) -> None:
        self.lines.check(place)
        self.group = _GROUPS[place]
        self.group_wanted.emit(self.group)


class DayGrid(QAbstractScrollArea):
    """Paints a grid; only what is seen is painted, so that there may be thousands of lines.

    day_chosen : the first moment with a fix, UTC seconds
    """

    day_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Calendar of days")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self._grid: Grid | None = None
        self._at = (0, 0)

    def show_grid(self, grid: Grid) -> None:
        """Show another grid."""
        self._grid, self._at = grid, (0, 0)
        self._measure()
        self.viewport().update()

    def place(self, row: int, column: int) -> QPoint:
        """Return the middle of a cell on the viewport."""
        return self._box(row, column).center().toPoint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew what is seen."""
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a day."""
        found = self._under(event.position())
        if found is not None:
            self._point_at(found)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from day to day; Enter goes there."""
        keys = Qt.Key
        steps = {keys.Key_Left: (0, -1), keys.Key_Right: (0, 1), keys.Key_Up: (-1, 0), keys.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._grid is not None:
            new = self._at[0] + step[0], self._at[1] + step[1]
            if self._grid.span(*new) is not None:
                self._point_at(new)
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what lies under the pointer."""
        if isinstance(event, QHelpEvent) and self._grid is not None:
            found = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tip(self._grid.words(*found)) if found else "", self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are seen, then names and heads over them."""
        del event
        painter, look, grid = QPainter(self.viewport()), current(), self._grid
        painter.fillRect(self.viewport().rect(), look.colour("panel"))
        if grid is None:
            return
        step = self._step()
        x0, y0 = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        rows = range(y0 // step.height(), min(len(grid.rows), (y0 + self.viewport().height()) // step.height() + 1))
        columns = range(x0 // step.width(), min(grid.columns, (x0 + self.viewport().width()) // step.width() + 1))
        brush = hatching(look.colour("line_strong", 0.55), 6)
        for row in rows:
            for column in columns:
                if grid.span(row, column) is not None:
                    _paint_cell(painter, self._box(row, column).adjusted(1.5, 1.5, -1.5, -1.5), grid, row, column, look,
                                brush)  # fmt: skip
        if self.hasFocus() and grid.span(*self._at) is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRect(self._box(*self._at).adjusted(1, 1, -1, -1))
        self._paint_names(painter, rows, look)
        self._paint_heads(painter, look)

    def _paint_names(self, painter: QPainter, rows: range, look: Look) -> None:
        assert self._grid is not None  # noqa: S101  # only a grid is painted
        step = self._step()
        painter.fillRect(QRectF(0, 0, _NAMES_PX, self.viewport().height()), look.colour("panel"))
        painter.setFont(font("table"))
        painter.setPen(look.colour("text2"))
        for row in rows:
            box = QRectF(4, self._box(row, 0).top(), _NAMES_PX - 16, step.height())
            name = painter.fontMetrics().elidedText(
                self._grid.rows[row], Qt.TextElideMode.ElideMiddle, round(box.width())
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_heads(self, painter: QPainter, look: Look) -> None:
        assert self._grid is not None  # noqa: S101
        painter.fillRect(QRectF(0, 0, self.viewport().width(), _HEAD_PX), look.colour("panel"))
        painter.setFont(font("caption"))
        painter.setPen(look.colour("text3"))
        end = 0.0
        for column, text in self._grid.heads:
            x = self._box(0, column).left() + 2
            if _NAMES_PX <= x < self.viewport().width() and x >= end:
                painter.drawText(QPointF(x, _HEAD_PX - 7), text)
                end = x + painter.fontMetrics().horizontalAdvance(text) + 8

    def _step(self) -> QSize:
        return QSize(*_STEP[self._grid.calendar.group if self._grid else Group.ALL])

    def _box(self, row: int, column: int) -> QRectF:
        step = self._step()
        x = _NAMES_PX + column * step.width() - self.horizontalScrollBar().value()
        y = _HEAD_PX + row * step.height() - self.verticalScrollBar().value()
        return QRectF(x, y, step.width(), step.height())

    def _under(self, at: QPointF) -> tuple[int, int] | None:
        if self._grid is None or at.x() < _NAMES_PX or at.y() < _HEAD_PX:
            return None
        step = self._step()
        row = int(at.y() - _HEAD_PX + self.verticalScrollBar().value()) // step.height()
        column = int(at.x() - _NAMES_PX + self.horizontalScrollBar().value()) // step.width()
        return (row, column) if self._grid.span(row, column) is not None else None

    def _point_at(self, at: tuple[int, int]) -> None:
        self._at = at
        if self._grid is not None:
            self.setAccessibleDescription(self._grid.words(*at).replace("\n", ", "))
        box = self._box(*at)
        for bar, low, high, room in (
            (self.horizontalScrollBar(), box.left() - _NAMES_PX, box.right(), self.viewport().width()),
            (self.verticalScrollBar(), box.top() - _HEAD_PX, box.bottom(), self.viewport().height()),
        ):
            bar.setValue(bar.value() + round(min(low, 0) or max(high - room, 0)))
        self.viewport().update()

    def _choose(self) -> None:
        cell = self._grid.cell(*self._at) if self._grid else None
        span = self._grid.span(*self._at) if self._grid else None
        if cell is not None:
            self.day_chosen.emit(cell.first_s)
        elif span is not None:
            self.day_chosen.emit(span[0] * 86_400.0)

    def _measure(self) -> None:
        grid, step = self._grid, self._step()
        wide = _NAMES_PX + (grid.columns if grid else 0) * step.width()
        tall = _HEAD_PX + (len(grid.rows) if grid else 0) * step.height()
        for bar, whole, room, one in (
            (self.horizontalScrollBar(), wide, self.viewport().width(), step.width()),
            (self.verticalScrollBar(), tall, self.viewport().height(), step.height()),
        ):
            bar.setRange(0, max(whole - room, 0))
            bar.setPageStep(room)
            bar.setSingleStep(one)


class _Sample(QWidget):
    """A cell as the calendar paints it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look, painter, box = current(), QPainter(self), QRectF(2, 2, 14, 14)
        if self._kind == "missing":
            painter.fillRect(box, hatching(look.colour("line_strong", 0.55), 6))
        else:
            _fill(painter, box, 1.0 if self._kind == "present" else 0.4, look)


def _paint_cell(painter: QPainter, box: QRectF, grid: Grid, row: int, column: int, look: Look, brush: QBrush) -> None:
    cell = grid.cell(row, column)
    if cell is None:
        span = grid.span(row, column)
        painter.fillRect(box, brush)
        if span is not None and span[0] < span[1]:  # a long time in one place: a bar through it says that it is cut
            painter.fillRect(QRectF(box.left() - 1.5, box.center().y() - 0.5, box.width() + 3, 1), look.colour("text3"))
        return
    _fill(painter, box, 1.0 if cell.state is State.PRESENT else len(cell.hours) / 24, look)


def _fill(painter: QPainter, box: QRectF, share: float, look: Look) -> None:
    """Fill a cell from below by how much of the day is there; the rim says that there is something at all."""
    colour = look.counts_colour(3)
    tall = max(box.height() * share, 2.0)
    painter.fillRect(QRectF(box.left(), box.bottom() - tall, box.width(), tall), colour)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
