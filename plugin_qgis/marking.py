"""The words that every picture of a project must carry."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    Qgis,
    QgsAnnotationRectangleTextItem,
    QgsFillSymbol,
    QgsMargins,
    QgsProject,
    QgsRectangle,
    QgsSimpleFillSymbolLayer,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QSizeF, Qt

from .styles import colour, of_layer

LINE_MM = 5.3  # 20 px, as in the desktop program
TOPMOST = 10_000  # and how our bars are told from a user's own annotations
CHARACTER_MM = 2.2  # capitals of 8 pt, bold
MIDDLE = 0.05  # of the map's height: where a bar must be given, since only its size may be told in millimetres


def show(project: QgsProject, markings: Sequence[str]) -> None:
    """Put markings over the top of the map, on the canvas, in pictures and in layouts; those that stand stay.

    The main annotation layer is above every layer and in no legend, so it cannot be unticked by mistake.
    """
    standing = texts(project)
    wanted = [*standing, *(text for text in markings if text not in standing)]
    if wanted == standing:
        return
    layer = project.mainAnnotationLayer()
    for number in _bars(project):
        layer.removeItem(number)
    layer.addItem(_bar(wanted))


def texts(project: QgsProject) -> list[str]:
    """Return the markings that stand on a project's map."""
    return [text for bar in _bars(project).values() for text in bar.text().split("\n")]


def _bars(project: QgsProject) -> dict[str, QgsAnnotationRectangleTextItem]:
    items = project.mainAnnotationLayer().items()
    return {
        number: item
        for number, item in items.items()
        if isinstance(item, QgsAnnotationRectangleTextItem)
        and item.placementMode() == Qgis.AnnotationPlacementMode.RelativeToMapFrame
        and item.zIndex() == TOPMOST
    }


def _bar(lines: Sequence[str]) -> QgsAnnotationRectangleTextItem:
    """Return a bar with white capitals, centred at the top, one line a marking."""
    bar = QgsAnnotationRectangleTextItem("\n".join(lines), QgsRectangle(0.5, MIDDLE, 0.5, MIDDLE))
    bar.setPlacementMode(Qgis.AnnotationPlacementMode.RelativeToMapFrame)
    bar.setZIndex(TOPMOST)
    bar.setFixedSize(QSizeF(CHARACTER_MM * max(map(len, lines)) + 6, LINE_MM * len(lines)))
    bar.setFixedSizeUnit(Qgis.RenderUnit.Millimeters)
    words = QgsTextFormat()
    words.setSize(8)
    words.setForcedBold(True)
    words.setColor(colour("on_marking"))
    bar.setFormat(words)
    bar.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
    bar.setMargins(QgsMargins(1, 0, 1, 0))
    bar.setBackgroundSymbol(_plain_fill())
    bar.setBackgroundEnabled(True)
    bar.setFrameEnabled(False)
    return bar


def _plain_fill() -> QgsFillSymbol:
    layer = QgsSimpleFillSymbolLayer(colour("marking"))
    layer.setStrokeStyle(Qt.PenStyle.NoPen)
    return of_layer(QgsFillSymbol(), layer)
