"""Between QGIS's features and core's values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qgis.core import QgsCurve, QgsFeature, QgsField, QgsFields, QgsGeometry, QgsPointXY, QgsPolygon
from qgis.PyQt.QtCore import QDateTime, QMetaType, Qt

from .core.errors import ZoneError
from .core.model.movement import Movement
from .core.model.zone import Ring, Zone
from .core.store.movements import MOVEMENT, movement_rows
from .core.workflow.zones import checked, ring_of

__all__ = ["movement_features", "movement_fields", "zones_of"]

_NUMBERS = ("time_s", "start_s", "end_s", "altitude_ft", "probability")
_TIMES = ("start_time", "end_time")
_COLUMNS = tuple(name for name in MOVEMENT if name != "geom")


def movement_fields() -> QgsFields:
    """Return the columns of the project's own table of movements, and the marking that each row has to carry."""
    fields = QgsFields()
    for name in _COLUMNS:
        kind = QMetaType.Type.QString
        if name in _NUMBERS:
            kind = QMetaType.Type.Double
        elif name in _TIMES:
            kind = QMetaType.Type.QDateTime
        fields.append(QgsField(name, kind))
    fields.append(QgsField("marking", QMetaType.Type.QString))
    return fields


def movement_features(movements: Sequence[Movement], markings: Sequence[str]) -> Iterator[QgsFeature]:
    """Yield a point for each movement, in EPSG:4326; without a place it has no geometry."""
    fields = movement_fields()
    for movement, row in zip(movements, movement_rows(movements)):  # noqa: B905  # Python 3.9 of older QGIS
        feature = QgsFeature(fields)
        values = dict(zip(MOVEMENT, row))  # noqa: B905
        for name in _TIMES:
            values[name] = QDateTime.fromString(values[name], Qt.DateFormat.ISODateWithMs)
        feature.setAttributes([*(values[name] for name in _COLUMNS), " · ".join(markings)])
        if values["geom"] is not None:
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(movement.lon_deg, movement.lat_deg)))
        yield feature


def zones_of(features: Iterable[QgsFeature]) -> tuple[Zone, ...]:
    """Return a zone for each polygon of each feature, which are in EPSG:4326.

    Raises ZoneError where there is none, or one encloses nothing.

    A layer of a project's own zones gives those very zones, their heights and airfields included.
    """
    zones = tuple(zone for feature in features for zone in _zones_of(feature))
    if not zones:
        raise ZoneError("The layer has no polygon.", advice="Draw the area to be watched, or choose another layer.")
    return zones


def _zones_of(feature: QgsFeature) -> Iterator[Zone]:
    name = _text(feature, "name") or f"Zone {feature.id()}"
    own = _text(feature, "id") or f"qgis:{feature.id()}"
    polygons = list(_polygons(feature.geometry()))
    for number, polygon in enumerate(polygons):
        ending = f" ({number + 1})" if len(polygons) > 1 else ""
        zone = Zone(
            id=own + ending,
            name=name + ending,
            rings=_rings(polygon),
            airfield=_text(feature, "airfield"),
            floor_ft=_number(feature, "floor_ft"),
            ceiling_ft=_number(feature, "ceiling_ft"),
        )
        yield checked(zone)


def _polygons(geometry: QgsGeometry) -> Iterator[QgsPolygon]:
    """Yield the polygons of a geometry, mended where it crosses itself, curves made of straight pieces."""
    if geometry.isNull():
        return
    straight = QgsGeometry(geometry.constGet().segmentize())
    sound = straight if straight.isGeosValid() else straight.makeValid()
    for part in sound.asGeometryCollection():
        if isinstance(part.constGet(), QgsPolygon) and not part.isEmpty():
            yield part.constGet().clone()


def _rings(polygon: QgsPolygon) -> tuple[Ring, ...]:
    holes = (polygon.interiorRing(number) for number in range(polygon.numInteriorRings()))
    return tuple(_ring(curve) for curve in (polygon.exteriorRing(), *holes))


def _ring(curve: QgsCurve) -> Ring:
    """Return the corners as the desktop program keeps them; the last, which QGIS repeats, is left out."""
    return ring_of([(vertex.x(), vertex.y()) for vertex in curve.vertices()][:-1])


def _text(feature: QgsFeature, name: str) -> str | None:
    value = feature[name] if feature.fieldNameIndex(name) >= 0 else None
    return value if isinstance(value, str) and value else None


def _number(feature: QgsFeature, name: str) -> float | None:
    value = feature[name] if feature.fieldNameIndex(name) >= 0 else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
