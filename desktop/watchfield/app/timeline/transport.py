"""Play, pause, how fast, when, and how much is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from watchfield.app.parts import Choice, Segments, rule, tool
from watchfield.app.plain import Label
from watchfield.app.theme.icons import set_icon
from watchfield.app.theme.look import size
from watchfield.core.errors import WatchfieldError
from watchfield.core.model.clock import SPEEDS, Clock
from watchfield.session import playback, words
from watchfield.session.session import Session
from watchfield.session.state import Span, State

__all__ = ["Transport"]


class Transport(QWidget):
    """The row of controls above the axis.

    complained : a typed time that is none
    """

    complained = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(size("transport") + 4)
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 12, 4)
        row.setSpacing(4)
        change = session.change
        self.play = tool("player-play", "Play or pause (Space)", lambda: change(playback.toggle))
        self.play.setObjectName("go")
        self.play.setFixedWidth(36)
        for part in (
            tool("player-skip-back", "To the first recording (Home)", lambda: change(playback.to_end(-1))),
            tool("player-track-prev", "Play backward; again is faster (J)", lambda: change(playback.play(-1))),
            self.play,
            tool("player-track-next", "Play forward; again is faster (L)", lambda: change(playback.play(1))),
            tool("player-skip-forward", "To the last recording (End)", lambda: change(playback.to_end(1))),
        ):
            row.addWidget(part)
        row.addSpacing(6)
        self.speed = _choice("Speed", [(f"{speed:,.0f}×", speed) for speed in SPEEDS], self._speed_chosen, 92)
        row.addWidget(self.speed)
        row.addWidget(rule(vertical=True))
        self.date, self.clock = Label("", "clock"), Label("", "clock")
        zone = Label("UTC", "caption")
        for label in (self.date, self.clock, zone):
            row.addWidget(label)
        row.addWidget(rule(vertical=True))
        row.addWidget(Label("Go to", "secondary"))
        self.go_to = self._time_field()
        row.addWidget(self.go_to)
        row.addStretch(1)
        row.addWidget(Label("Trail", "secondary"))
        self.trail = _choice("Trail", list(playback.TRAILS), lambda value: change(playback.trail(value)), 92)
        row.addWidget(self.trail)
        row.addWidget(rule(vertical=True))
        self.spans = Segments([name for name, _ in playback.SPANS], "Shown time")
        self.spans.chosen.connect(lambda place: change(playback.show_span(playback.SPANS[place][1])))
        row.addWidget(self.spans)
        session.watch(lambda state: state.clock, self._show_clock)
        session.watch(lambda state: state.trail_s, self._show_trail)
        session.watch(_span_shown, self.spans.check)

    def ask(self) -> None:
        """Let a time be typed."""
        self.go_to.setFocus()
        self.go_to.selectAll()

    def _time_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName("Go to time")
        field.setPlaceholderText("261357ZOCT25")
        field.setToolTip("A time, UTC: 2025-10-26 13:57 or 261357ZOCT25 (G)")
        field.setFixedWidth(140)
        field.returnPressed.connect(self._typed)
        return field

    def _show_clock(self, clock: Clock) -> None:
        has_time = clock.last_s > clock.first_s
        for child in self.findChildren(QWidget):
            if isinstance(child, QToolButton | QComboBox | QLineEdit):
                child.setEnabled(has_time)
        set_icon(self.play, "player-pause" if clock.playing else "player-play", "on_accent_fill")
        self.date.setText(words.day(clock.now_s) if has_time else "–")
        self.clock.setText(words.clock_text(clock.now_s) if has_time else "--:--:--")
        if not self.go_to.hasFocus():
            self.go_to.setText(words.group(clock.now_s) if has_time else "")
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - clock.speed)))

    def _show_trail(self, trail_s: float) -> None:
        with QSignalBlocker(self.trail):
            self.trail.setCurrentIndex(self.trail.findData(trail_s))

    def _speed_chosen(self, value: float) -> None:
        self._session.change(playback.speed(value))

    def _typed(self) -> None:
        try:
            self._session.change(playback.from_text(self.go_to.text()))
        except WatchfieldError as error:
            self.complained.emit(error)
        else:
            self.go_to.clearFocus()


def _span_shown(state: State) -> int:
    shown: Span = state.shown
    if shown == playback.bounds(state) and shown.length_s > 0:
        return len(playback.SPANS) - 1
    lengths = [length for _, length in playback.SPANS[:-1]]
    return next((place for place, length in enumerate(lengths) if length and abs(shown.length_s - length) < 1), -1)


def _choice(name: str, values: list[tuple[str, float]], chosen: Callable[[float], None], width: int) -> QComboBox:
    box = Choice()
    box.setAccessibleName(name)
    box.setFixedWidth(width)
    for text, value in values:
        box.addItem(text, value)
    box.activated.connect(lambda place: chosen(float(box.itemData(place))))
    return box
