"""The timer that lets time pass: it asks for the next clock and owns nothing."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from watchfield.session import playback
from watchfield.session.session import Session

__all__ = ["Player"]

_FRAME_MS = 16
_LONGEST_S = 0.5  # after a stall the clock does not leap


class Player(QObject):
    """Ticks while the clock plays; drops frames, not time."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)
        session.watch(lambda state: state.clock.playing, self._play)

    def _play(self, playing: bool) -> None:  # noqa: FBT001
        if playing:
            self._since.start()
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        elapsed_s = min(self._since.restart() / 1000.0, _LONGEST_S)
        self._session.change(playback.tick(elapsed_s))
