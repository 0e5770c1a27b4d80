"""Small parts that every panel is made of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from watchfield.app.plain import Label, tip
from watchfield.app.theme.icons import paint_svg, set_icon
from watchfield.app.theme.look import current, font, size

__all__ = ["Check", "Choice", "Empty", "Rule", "Segments", "button", "link", "rule", "tool"]


class Rule(QFrame):
    """A line of one pixel that parts two things."""

    def __init__(self, *, vertical: bool = False) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        if vertical:
            self.setFixedWidth(17)
        else:
            self.setFixedHeight(1)
        self._vertical = vertical

    def paintEvent(self, event: object) -> None:
        """Paint the line in the colour of the theme."""
        del event
        painter = QPainter(self)
        box = self.rect().adjusted(8, 0, -8, 0) if self._vertical else self.rect()
        painter.fillRect(box, current().colour("line"))


def rule(*, vertical: bool = False) -> Rule:
    """Return a line that parts two things."""
    return Rule(vertical=vertical)


def tool(icon: str, words: str, pressed: Callable[[], object] | None = None, *, checkable: bool = False) -> QToolButton:
    """Return a button that is an icon; its words are its tooltip and its accessible name."""
    made = QToolButton()
    set_icon(made, icon)
    made.setFixedSize(size("tool") + 4, size("tool") + 4)
    made.setToolTip(tip(words))
    made.setAccessibleName(words.partition(" (")[0])
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if pressed is not None:
        made.clicked.connect(lambda *_: pressed())
    return made


def button(
    words: str, pressed: Callable[[], object] | None = None, *, icon: str = "", primary: bool = False
) -> QPushButton:
    """Return a button with a verb on it."""
    made = QPushButton(words.replace("&", "&&"))
    made.setObjectName("primary" if primary else "")
    if icon:
        set_icon(made, icon, "on_accent_fill" if primary else "text", 16)
    if pressed is not None:
        made.clicked.connect(lambda *_: pressed())
    return made


def link(words: str, pressed: Callable[[], object]) -> QPushButton:
    """Return a button that looks like a word one can follow."""
    made = button(words, pressed)
    made.setObjectName("link")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


class Check(QCheckBox):
    """A box to tick, in the colours of the theme."""

    def sizeHint(self) -> QSize:
        """Return what box and words need."""
        self.ensurePolished()
        words = QFontMetrics(font("table")).horizontalAdvance(self.text())
        return QSize(26 + words + 6, max(super().sizeHint().height(), 22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, its tick and its words."""
        del event
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1.5, (self.height() - 14) / 2, 14, 14)
        painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "line_strong"), 2 if self.hasFocus() else 1))
        painter.setBrush(look.colour("field"))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            paint_svg(painter, "check", look.colour("accent"), box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(font("table"))
        painter.setPen(look.colour("text"))
        words = self.rect().adjusted(26, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class Choice(QComboBox):
    """A box to choose from, with an arrow in the colours of the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow on top."""
        super().paintEvent(event)
        colour = current().colour("text2" if self.isEnabled() else "text3")
        box = QRectF(self.width() - 22, (self.height() - 14) / 2, 14, 14)
        paint_svg(QPainter(self), "chevron-down", colour, box)


class Segments(QFrame):
    """A row of choices of which one is chosen.

    chosen : the place that was pressed
    """

    chosen = Signal(int)

    def __init__(self, names: list[str], name: str) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)  # what is shown may be none of them
        for place, text in enumerate(names):
            one = QToolButton()
            one.setText(text)
            one.setCheckable(True)
            one.setAccessibleName(text)
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(one, place)
            row.addWidget(one)
        self._group.idClicked.connect(self._pressed)
        self._place = -1

    def check(self, place: int) -> None:
        """Show which one is chosen; -1 for none."""
        self._place = place
        for one in self._group.buttons():
            one.setChecked(self._group.id(one) == place)

    def show_names(self, names: list[str]) -> None:
        """Call the choices something else."""
        for one, name in zip(self._group.buttons(), names, strict=True):
            one.setText(name)
            one.setAccessibleName(name)

    def press(self, place: int) -> None:
        """Press one of them."""
        self._group.button(place).click()

    def _pressed(self, place: int) -> None:
        self.check(self._place)
        self.chosen.emit(place)


class Empty(QWidget):
    """An empty place: what belongs there, and the one next step."""

    def __init__(self, icon: str, words: str, step: str = "", pressed: Callable[[], object] | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 14)
        column.setSpacing(6)
        picture = Label()
        set_icon(picture, icon, "text3", 22)
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(picture)
        text = Label(words, "secondary", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        if step and pressed is not None:
            column.addWidget(link(step, pressed), alignment=Qt.AlignmentFlag.AlignHCenter)
