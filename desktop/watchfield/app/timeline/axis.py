"""What overview and detail share: time across a strip of pixels, its marks, and the hatching of silence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from watchfield.app.theme.look import Look, font
from watchfield.session import timeline, words
from watchfield.session.state import Span

__all__ = ["Strip", "bars", "hatched", "hatching", "marks", "name_of_tick"]

_PX_A_BAR, _HATCH_PX = 5, 7


class Strip:
    """A stretch of time across so many pixels.

    left, width : logical pixels
    """

    def __init__(self, span: Span, left: float, width: float) -> None:
        self.span, self.left, self.width = span, left, max(width, 1.0)

    @property
    def per_px(self) -> float:
        """Seconds in a pixel."""
        return max(self.span.length_s, 1e-9) / self.width

    def x(self, time_s: float) -> float:
        """Return where a time is."""
        return self.left + (time_s - self.span.start_s) / self.per_px

    def xs(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where times are."""
        return self.left + (times_s - self.span.start_s) / self.per_px

    def time(self, x: float) -> float:
        """Return the time at a pixel."""
        return self.span.start_s + (x - self.left) * self.per_px


def hatching(colour: QColor, pixels: int = 7) -> QBrush:
    """Return 45 degree hatching: not known."""
    tile = QPixmap(pixels, pixels)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1))
    for shift in (-pixels, 0, pixels):
        painter.drawLine(QPointF(shift, pixels), QPointF(shift + pixels, 0))
    painter.end()
    return QBrush(tile)


def hatched(
    painter: QPainter, strip: Strip, silent: NDArray[np.float64], top: float, height: float, look: Look
) -> None:
    """Hatch the days on which nothing was recorded, and say so where there is room."""
    brush = hatching(look.colour("line_strong", 0.5), _HATCH_PX)
    for begin, end in silent:
        if end < strip.span.start_s or begin > strip.span.end_s:
            continue
        left, right = max(strip.x(begin), strip.left), min(strip.x(end), strip.left + strip.width)
        box = QRectF(left, top, max(right - left, 2.0), height)
        painter.fillRect(box, brush)
        if box.width() > 150 and height > 40:
            days = round((end - begin) / timeline.DAY_S)
            text = "No recordings this day" if days == 1 else f"No recordings for {days} days"
            label = QRectF(box.center().x() - 75, box.center().y() - 10, 150, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("panel"))
            painter.drawRoundedRect(label, 4, 4)
            painter.setPen(look.colour("text2"))
            painter.setFont(font("caption"))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)


def bars(
    painter: QPainter, strip: Strip, index: timeline.TimeIndex, bottom: float, height: float, colour: QColor
) -> None:
    """Draw how many fixes there are, as bars that start at zero."""
    bins = max(int(strip.width // _PX_A_BAR), 1)
    counts = index.counts(strip.span, bins)
    most = int(counts.max(initial=0))
    if not most:
        return
    step = strip.width / bins
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tall = np.where(counts > 0, np.maximum(counts / most * height, 1.0), 0.0)
    painter.drawRects(
        [QRectF(strip.left + i * step, bottom - tall[i], step - 1.0, tall[i]) for i in np.flatnonzero(counts)]
    )


def marks(strip: Strip, least_px: float) -> list[float]:
    """Return the times at which marks stand."""
    step = timeline.tick_step(strip.span, strip.width, least_px)
    if step >= 28 * timeline.DAY_S:
        return _months(strip.span, max(round(step / (30.4 * timeline.DAY_S)), 1))
    first = np.ceil(strip.span.start_s / step) * step
    return [float(time_s) for time_s in np.arange(first, strip.span.end_s + 1e-6, step)]


def name_of_tick(time_s: float, step_s: float) -> str:
    """Return what stands at a mark: a month, a day, an hour."""
    if step_s >= 28 * timeline.DAY_S:
        when = words.moment(time_s)
        return words.month(time_s, year=when.month == 1)
    if time_s % timeline.DAY_S == 0:
        return words.weekday(time_s) if step_s < timeline.DAY_S else words.day(time_s, year=False)
    return words.clock_text(time_s, seconds=False)


def _months(span: Span, every: int) -> list[float]:
    first, last = words.moment(span.start_s), words.moment(span.end_s)
    start = first.year * 12 + first.month
    found = []
    for number in range(start, last.year * 12 + last.month):
        year, month = divmod(number, 12)
        if month % every == 0:
            when = np.datetime64(f"{year:04d}-{month + 1:02d}-01", "s")
            found.append(float(when.astype(np.int64)))
    return found
