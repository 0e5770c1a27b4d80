"""The aircraft at this moment: silhouettes, and labels for those one follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from watchfield.app.map.layers import Layer
from watchfield.app.map.silhouettes import sheet
from watchfield.app.theme.look import Look, current, font, size
from watchfield.core.model.project import Project
from watchfield.render.view import View
from watchfield.session import words
from watchfield.session.traffic import Aloft

__all__ = ["AircraftLayer", "Seen"]

_LABEL_GAP = 22.0


@dataclass(frozen=True, eq=False)
class Seen:
    """Who is in the air, and who of them is followed.

    kinds : the silhouette of each track of the project
    pinned, selected : numbers of tracks, pinned ones in the order of their colours
    """

    project: Project
    aloft: Aloft
    kinds: tuple[str, ...]
    pinned: tuple[int, ...]
    selected: frozenset[int]


class AircraftLayer(Layer):
    """Stamps silhouettes, hundreds at a time, and writes labels beside the few that are followed."""

    def __init__(self, box: pg.ViewBox, view: Callable[[], View], level: int) -> None:
        super().__init__(box, view, level)
        self._seen: Seen | None = None
        self._traffic = self._labels = True

    def show_seen(self, seen: Seen | None, *, traffic: bool, labels: bool) -> None:
        """Show these aircraft; without ``traffic`` only the followed ones."""
        self._seen, self._traffic, self._labels = seen, traffic, labels
        self.fresh()

    def nearest(self, at: QPointF, reach_px: float = 14.0) -> int | None:
        """Return the track whose aircraft lies under the pointer."""
        if self._seen is None or not len(self._seen.aloft):
            return None
        x, y = self._view().locate(self._seen.aloft.lon_deg, self._seen.aloft.lat_deg)
        far = np.hypot(x - at.x(), y - at.y())
        best = int(np.argmin(far))
        return int(self._seen.aloft.track[best]) if far[best] <= reach_px else None

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the others first, then those that are followed, then their labels."""
        if self._seen is None or not len(self._seen.aloft):
            return
        look, view, seen = current(), self._view(), self._seen
        x, y = view.locate(seen.aloft.lon_deg, seen.aloft.lat_deg)
        near = (x > -40) & (x < view.width + 40) & (y > -40) & (y < view.height + 40)
        followed = np.isin(seen.aloft.track, [*seen.pinned, *seen.selected])
        ratio = self.ratio
        if self._traffic:
            self._stamp_others(painter, np.flatnonzero(near & ~followed), x, y, ratio)
        taken: list[QRectF] = []
        for number in np.flatnonzero(near & followed):
            self._stamp_one(painter, look, int(number), QPointF(x[number], y[number]), ratio, taken)

    def _stamp_others(self, painter: QPainter, numbers: np.ndarray, x: np.ndarray, y: np.ndarray, ratio: float) -> None:
        seen, look = self._seen, current()
        assert seen is not None  # noqa: S101  # only called while there is something to show
        colour, halo = look.colour("other_traffic").rgba(), look.colour("halo").rgba()
        groups: dict[tuple[str, bool], list[int]] = {}
        for number in numbers:
            kind = seen.kinds[int(seen.aloft.track[number])]
            groups.setdefault((kind, not bool(seen.aloft.observed[number])), []).append(int(number))
        for (kind, hollow), members in groups.items():
            stamps = sheet(kind, colour, halo, size("aircraft_other"), hollow, round(ratio * 100))
            stamps.stamp(painter, x[members], y[members], seen.aloft.heading_deg[members])

    def _stamp_one(
        self, painter: QPainter, look: Look, number: int, at: QPointF, ratio: float, taken: list[QRectF]
    ) -> None:
        seen = self._seen
        assert seen is not None  # noqa: S101
        track = int(seen.aloft.track[number])
        chosen = track in seen.selected
        colour = look.of_aircraft(seen.pinned.index(track)) if track in seen.pinned else look.colour("text")
        pixels = size("aircraft_selected" if chosen else "aircraft_map")
        hollow = not bool(seen.aloft.observed[number])
        stamps = sheet(seen.kinds[track], colour.rgba(), look.colour("halo").rgba(), pixels, hollow, round(ratio * 100))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if chosen:
            painter.setPen(QPen(look.colour("text"), 2))
            painter.setBrush(look.colour("halo", 0.25))
            painter.drawEllipse(at, pixels * 0.68, pixels * 0.68)
        cell = stamps.cell
        painter.drawPixmap(
            QRectF(at.x() - cell / 2, at.y() - cell / 2, cell, cell),
            stamps.pixmap,
            stamps.source(float(seen.aloft.heading_deg[number])),
        )
        if self._labels:
            _label(painter, look, at, _lines(seen, track, int(seen.aloft.row[number])), colour, taken)


def _lines(seen: Seen, track: int, row: int) -> tuple[str, str]:
    who = seen.project.tracks[track]
    fixes = seen.project.fixes
    feet = float(fixes.baro_altitude_ft[row])
    feet = float(fixes.geo_altitude_ft[row]) if np.isnan(feet) else feet
    speed, climb = float(fixes.speed_kt[row]), float(fixes.climb_fpm[row])
    level = "" if np.isnan(feet) else f"FL{feet / 100:03.0f}" if feet >= 18_000 else words.altitude(feet)
    arrow = "" if np.isnan(climb) or abs(climb) < 200 else " ↑" if climb > 0 else " ↓"
    knots = "" if np.isnan(speed) else f"{speed:.0f} kt"
    name = words.plain(" ".join(filter(None, (who.name, who.type))))
    return name, " · ".join(filter(None, (level + arrow, knots)))


def _label(
    painter: QPainter, look: Look, at: QPointF, lines: tuple[str, str], colour: QColor, taken: list[QRectF]
) -> None:
    """Write a label where it covers no other, with a line that leads to its aircraft."""
    bold, light = font("table", codes=True), font("caption")
    bold.setWeight(bold.Weight.DemiBold)
    width = max(QFontMetricsF(bold).horizontalAdvance(lines[0]), QFontMetricsF(light).horizontalAdvance(lines[1])) + 22
    box = _free_place(at, width, 40.0 if lines[1] else 24.0, taken)
    if box is None:
        return
    taken.append(box)
    painter.setPen(QPen(colour, 1))
    painter.drawLine(at + (box.center() - at) * (24.0 / max(_length(box.center() - at), 24.0)), _edge(box, at))
    painter.setPen(QPen(colour, 1))
    painter.setBrush(look.colour("panel", 0.92))
    painter.drawRoundedRect(box, 4, 4)
    painter.fillRect(QRectF(box.x() + 0.5, box.y() + 3, 3, box.height() - 6), colour)
    painter.setPen(look.colour("text"))
    painter.setFont(bold)
    painter.drawText(QPointF(box.x() + 11, box.y() + 16), lines[0])
    painter.setPen(look.colour("text2"))
    painter.setFont(light)
    painter.drawText(QPointF(box.x() + 11, box.y() + 32), lines[1])


def _free_place(at: QPointF, width: float, height: float, taken: list[QRectF]) -> QRectF | None:
    for dx, dy in ((1, -1), (1, 1), (-1, -1), (-1, 1), (1, 0), (-1, 0)):
        x = at.x() + _LABEL_GAP if dx > 0 else at.x() - _LABEL_GAP - width
        y = at.y() + dy * _LABEL_GAP - height / 2
        box = QRectF(x, y, width, height)
        if not any(box.intersects(other) for other in taken):
            return box
    return None


def _edge(box: QRectF, at: QPointF) -> QPointF:
    x = min(max(at.x(), box.left()), box.right())
    y = min(max(at.y(), box.top()), box.bottom())
    return QPointF(x, y)


def _length(vector: QPointF) -> float:
    return float(np.hypot(vector.x(), vector.y()))
