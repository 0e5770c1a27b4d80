"""What lies over the map: tools, legend, hints while drawing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from watchfield.app.parts import tool
from watchfield.app.plain import Label
from watchfield.app.theme.icons import paint_svg
from watchfield.app.theme.look import current
from watchfield.app.timeline.axis import hatching

__all__ = ["HintBar", "Legend", "ToolStack"]

_LEGEND = (
    ("observed", "Observed"),
    ("estimated", "Estimated"),
    ("missing", "Missing: nothing drawn"),
    ("zone", "Watch zone"),
    ("traffic", "Other traffic"),
)
_HINTS_CLOSED = (
    ("Drag", "moves a corner"), ("Small circle", "adds one"), ("Del", "removes it"),
    ("Alt", "moves all"), ("Shift", "straight"), ("Ctrl", "snaps"),
    ("Enter", "keeps"), ("Esc", "puts back"),
)  # fmt: skip
_HINTS_OPEN = (
    ("Click", "adds a corner"), ("Click the first corner", "closes"), ("Ctrl Z", "takes one back"),
    ("Enter", "keeps"), ("Esc", "leaves"),
)  # fmt: skip


class ToolStack(QFrame):
    """A column of tools over the map."""

    def __init__(self, parent: QWidget, tools: tuple[tuple[str, str, Callable[[], object]], ...]) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        self.buttons = [tool(icon, words, pressed) for icon, words, pressed in tools]
        for one in self.buttons:
            column.addWidget(one)
        self.adjustSize()


class Legend(QFrame):
    """How to read the lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAccessibleName("Legend")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 14, 8)
        column.setSpacing(2)
        for kind, words in _LEGEND:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(_Sample(kind))
            row.addWidget(Label(words, "caption"))
            row.addStretch(1)
            column.addLayout(row)
        self.adjustSize()


class HintBar(QFrame):
    """What the hand can do now, with a rim that is closed or one that is still open."""

    def __init__(self, parent: QWidget, *, closed: bool) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(6)
        for key, words in _HINTS_CLOSED if closed else _HINTS_OPEN:
            row.addWidget(Label(key, "keycap"))
            row.addWidget(Label(words, "caption"))
            row.addSpacing(8)
        self.hide()


class _Sample(QWidget):
    """A line as the map draws it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(QSize(28, 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = look.colour("text")
        if self._kind == "zone":
            painter.setPen(QPen(look.colour("zone"), 1.8))
            painter.setBrush(look.colour("zone", 0.15))
            painter.drawRect(QRectF(3, 3, 22, 10))
        elif self._kind == "traffic":
            paint_svg(painter, "aircraft/unknown", look.colour("other_traffic"), QRectF(7, 1, 14, 14))
        elif self._kind == "missing":
            painter.setPen(QPen(colour, 1.6))
            painter.drawEllipse(QPointF(5, 8), 2.6, 2.6)
            painter.drawEllipse(QPointF(23, 8), 2.6, 2.6)
        elif self._kind == "reach":
            painter.fillRect(self.rect(), hatching(colour))
        else:
            pen = QPen(colour, 2.4)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if self._kind == "estimated":
                pen.setDashPattern([3.2, 2.0])
            painter.setPen(pen)
            painter.drawLine(QPointF(1, 8), QPointF(27, 8))
