"""The card on the right: what is selected, what is known of it, and what that rests on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from watchfield.app.map.silhouettes import kind_icon
from watchfield.app.parts import link, rule, tool
from watchfield.app.plain import Label
from watchfield.app.theme.icons import paint_svg, set_icon
from watchfield.app.theme.look import current, font, size
from watchfield.app.theme.marks import mark_pixmap
from watchfield.core.model.movement import State as Certainty
from watchfield.session.facts import Card, Line
from watchfield.session.kinds import silhouette
from watchfield.session.movements import STATE_WORDS

__all__ = ["CardPanel", "fact_line"]

Opened = Callable[[str, int], object]

_ICONS = {"for": ("circle-check", "success"), "against": ("circle-minus", "warning")}


class CardPanel(QFrame):
    """Shows a card; knows nothing of movements or tracks.

    closed : put it away
    stepped : the previous (-1) or next (1) movement
    evidence_wanted : SHA-256 of a recording, and a row in it
    statement_wanted : say which aircraft it is
    """

    closed = Signal()
    stepped = Signal(int)
    evidence_wanted = Signal(str, int)
    statement_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("What is selected")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(size("right_panel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 2)
        self._head, self._place = Label("", "head"), Label("", "caption")
        head.addWidget(self._head)
        head.addStretch(1)
        self._back = tool("chevron-left", "Previous movement (,)", lambda: self.stepped.emit(-1))
        self._on = tool("chevron-right", "Next movement (.)", lambda: self.stepped.emit(1))
        for one in (self._back, self._place, self._on, tool("x", "Close (Esc)", self.closed.emit)):
            head.addWidget(one)
        column.addLayout(head)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self._card: Card | None = None

    def show_card(self, card: Card, place: str = "") -> None:
        """Show what is known.

        place : "163 of 166", or empty for what has no place in a list
        """
        self._card = card
        self._head.setText(card.head)
        self._place.setText(place)
        for one in (self._back, self._on):
            one.setVisible(bool(place))
        self._scroll.setWidget(self._body(card))

    def dress(self) -> None:
        """Take the colours of another theme."""
        if self._card is not None:
            self._scroll.setWidget(self._body(self._card))

    def _body(self, card: Card) -> QWidget:
        body, column = _body(card, self.evidence_wanted.emit)
        if card.offer:
            column.addWidget(link(card.offer, self.statement_wanted.emit), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return body


def _body(card: Card, opened: Opened) -> tuple[QWidget, QVBoxLayout]:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(16, 4, 16, 16)
    column.setSpacing(6)
    column.addLayout(_who(card))
    if card.state is not None:
        column.addLayout(_state(card.state, card.probability))
    when = QHBoxLayout()
    when.setSpacing(8)
    clock = Label()
    set_icon(clock, "clock", "text3", 16)
    when.addWidget(clock, alignment=Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(Label(card.window, wrap=True))
    lines.addWidget(Label(card.window_note, "caption", wrap=True))
    when.addLayout(lines, 1)
    column.addLayout(when)
    for title, facts in card.sections:
        column.addSpacing(4)
        column.addWidget(rule())
        column.addWidget(Label(title, "head"))
        for fact in facts:
            column.addLayout(fact_line(fact, opened))
    return body, column


def _who(card: Card) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(_Silhouette(silhouette(card.silhouette_of)), alignment=Qt.AlignmentFlag.AlignTop)
    names = QVBoxLayout()
    names.setSpacing(0)
    title = Label(card.title, "title", wrap=True)
    names.addWidget(title)
    who = Label(card.who, "", wrap=True)
    who.setFont(font("body", codes=True))
    names.addWidget(who)
    row.addLayout(names, 1)
    return row


def _state(state: Certainty, probability: float | None) -> QHBoxLayout:
    look = current()
    row = QHBoxLayout()
    mark = Label()
    mark.setPixmap(mark_pixmap(state, look, 20, look.colour("panel"), mark.devicePixelRatioF()))
    row.addWidget(mark)
    words = Label(STATE_WORDS[state], "strong")
    palette = words.palette()
    palette.setColor(words.foregroundRole(), look.state(state))
    words.setPalette(palette)
    words.setStyleSheet(f"color: {look.states[state]}; font-size: 15px; font-weight: 600")
    row.addWidget(words)
    row.addStretch(1)
    if probability is not None:
        row.addWidget(Label("probability", "caption"))
        row.addWidget(Label(f"{probability:.2f}", "strong"))
    return row


def fact_line(line: Line, opened: Opened | None = None) -> QHBoxLayout:
    """Return one line of a card: words, a figure, a mark before it; the figure is pressed where something is behind."""
    row = QHBoxLayout()
    row.setSpacing(8)
    if line.mark:
        row.addWidget(_Mark(line.mark), alignment=Qt.AlignmentFlag.AlignTop)
    text = Label(line.text, "secondary" if not line.mark else "", wrap=True)
    text.setFont(font("table", codes=line.mark == "place"))
    row.addWidget(text, 1)
    if line.figure and line.opens is not None and opened is not None:
        press, opens = opened, line.opens
        row.addWidget(link(line.figure, lambda: press(*opens)), alignment=Qt.AlignmentFlag.AlignTop)
    elif line.figure:
        figure = Label(line.figure)
        figure.setFont(font("table"))
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(figure)
    return row


class _Mark(QWidget):
    """For, against, or within reach."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self.setFixedSize(16, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look = current()
        icon, message = _ICONS.get(self._mark, ("circle-dashed", ""))
        colour = look.states_colour(message) if message else look.colour("text3")
        paint_svg(QPainter(self), icon, colour, QRectF(0, 1, 16, 16))


class _Silhouette(QWidget):
    """The aircraft, nose up."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(QSize(44, 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_svg(QPainter(self), kind_icon(self._kind), current().colour("text"), QRectF(2, 2, 40, 40))
