"""How do tracks, zones and movements look? As in the desktop program: the same tokens, the same marks."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsRuleBasedLabeling,
    QgsRuleBasedRenderer,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

Symbol = TypeVar("Symbol", bound=QgsSymbol)

HERE = Path(__file__).parent
THEME = "light"  # QGIS's canvas is white
MM_PER_PX = 25.4 / 96

# what is written beside a mark; an undetermined end of a track is not called an arrival or a departure anywhere
STATES = {
    "confirmed": "Confirmed",
    "probable": "Probable",
    "possible": "Possible",
    "undetermined": "Undetermined",
    "contradicted": "Contradicted",
}
LABELS_FROM_SCALE = 400_000


@cache
def tokens() -> dict[str, Any]:
    """Return the colours and sizes that the desktop program draws with."""
    read: dict[str, Any] = json.loads((HERE / "tokens.json").read_text(encoding="utf-8"))
    return read


def colour(name: str, opacity: float = 1.0) -> QColor:
    """Return a colour of the theme."""
    made = QColor(tokens()["themes"][THEME][name])
    made.setAlphaF(opacity)
    return made


def state_colour(state: str) -> QColor:
    """Return the colour of a state."""
    return QColor(tokens()["states"][state][THEME])


def of_layer(symbol: Symbol, layer: QgsSymbolLayer) -> Symbol:
    """Return a symbol of this one layer; handing a list to its constructor leaves the layer to Python, and crashes."""
    symbol.changeSymbolLayer(0, layer)
    return symbol


# ---------------------------------------------------------------- tracks


def tracks_renderer(watched: Collection[int]) -> QgsRuleBasedRenderer:
    """Return thin grey lines, and strong ones for the stretches that a movement of a zone rests on.

    watched : the numbers (fid) of those stretches
    """
    lines = tokens()["lines"]
    other = _line(colour("other_traffic", lines["other_traffic_opacity"]), 1.0)
    root = QgsRuleBasedRenderer.Rule(None)
    if watched:
        strong = _line(QColor(tokens()["aircraft"][THEME][1]), 0.5 * lines["observed_px"])
        numbers = ", ".join(str(int(number)) for number in sorted(watched))
        root.appendChild(_rule(strong, f'"fid" IN ({numbers})', "With a movement of a zone"))
    root.appendChild(_rule(other, "ELSE" if watched else "", "Other traffic" if watched else "Tracks"))
    return QgsRuleBasedRenderer(root)


def _line(ink: QColor, width_px: float) -> QgsLineSymbol:
    layer = QgsSimpleLineSymbolLayer(ink, width_px * MM_PER_PX)
    layer.setPenCapStyle(Qt.PenCapStyle.RoundCap)
    layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return of_layer(QgsLineSymbol(), layer)


def _rule(symbol: QgsLineSymbol, expression: str, label: str) -> QgsRuleBasedRenderer.Rule:
    return QgsRuleBasedRenderer.Rule(symbol, 0, 0, expression, label)


# ---------------------------------------------------------------- zones


def zones_renderer() -> QgsSingleSymbolRenderer:
    """Return the magenta outline with a light fill."""
    lines = tokens()["lines"]
    layer = QgsSimpleFillSymbolLayer(colour("zone", lines["zone_fill_opacity"]))
    layer.setStrokeColor(colour("zone"))
    layer.setStrokeWidth(lines["zone_px"] * MM_PER_PX)
    layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return QgsSingleSymbolRenderer(of_layer(QgsFillSymbol(), layer))


def zones_labeling() -> QgsRuleBasedLabeling:
    """Return the zones' names."""
    settings = _label('"name"', colour("zone"), bold=True)
    settings.placement = Qgis.LabelPlacement.Horizontal
    return _labeling(settings, "", from_scale=0)


# ---------------------------------------------------------------- movements


def movements_renderer() -> QgsCategorizedSymbolRenderer:
    """Return a mark a state: shape first, colour second, the surest on top."""
    categories = [QgsRendererCategory(state, mark(state), label) for state, label in STATES.items()]
    renderer = QgsCategorizedSymbolRenderer("state", categories)
    below = """CASE "state" WHEN 'confirmed' THEN 4 WHEN 'probable' THEN 3 WHEN 'possible' THEN 2 ELSE 0 END"""
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause(below)]))
    renderer.setOrderByEnabled(enabled=True)
    return renderer


def mark(state: str) -> QgsMarkerSymbol:
    """Return the mark of a state; it is carried inside the symbol, so a saved QGIS project needs no file of ours."""
    shape = HERE / "marks" / f"{tokens()['states'][state]['mark']}.svg"
    svg = shape.read_text(encoding="utf-8")
    svg = svg.replace("COLOUR", state_colour(state).name()).replace("HALO", colour("halo").name())
    size_mm = 3.4 if state in ("undetermined", "contradicted") else 4.4
    layer = QgsSvgMarkerSymbolLayer("base64:" + base64.b64encode(svg.encode()).decode(), size_mm)
    return of_layer(QgsMarkerSymbol(), layer)


def movements_labeling() -> QgsRuleBasedLabeling:
    """Return kind, callsign and day beside what is claimed; nothing beside what is not."""
    words = "concat(upper(left(\"kind\", 1)), replace(substr(\"kind\", 2), '_', ' '), ' ', \"callsign\", '\n', "
    words += "format_date(\"start_time\", 'd MMM yyyy HH:mm'), 'Z')"
    settings = _label(words, colour("text"), bold=False)
    settings.placement = Qgis.LabelPlacement.OrderedPositionsAroundPoint
    settings.dist = 1.0
    claimed = "\"state\" IN ('confirmed', 'probable', 'possible') AND \"zone\" IS NOT NULL"
    return _labeling(settings, claimed, from_scale=LABELS_FROM_SCALE)


# ---------------------------------------------------------------- text


def _label(expression: str, ink: QColor, *, bold: bool) -> QgsPalLayerSettings:
    text = QgsTextFormat()
    text.setSize(8)
    text.setColor(ink)
    text.setForcedBold(bold)
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(enabled=True)
    buffer.setSize(0.8)
    buffer.setColor(colour("halo"))
    text.setBuffer(buffer)
    settings = QgsPalLayerSettings()
    settings.setFormat(text)
    settings.fieldName = expression
    settings.isExpression = True
    return settings


def _labeling(settings: QgsPalLayerSettings, condition: str, *, from_scale: int) -> QgsRuleBasedLabeling:
    root = QgsRuleBasedLabeling.Rule(None)
    rule = QgsRuleBasedLabeling.Rule(settings, 0, 0, condition)
    rule.setMinimumScale(from_scale)  # 0: at every scale
    root.appendChild(rule)
    return QgsRuleBasedLabeling(root)
