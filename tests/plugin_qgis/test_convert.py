"""Do polygons drawn in QGIS become the zones that were meant?"""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsField, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QMetaType

pytestmark = pytest.mark.qgis

SQUARE = "((0 0, 0 2, 2 2, 2 0, 0 0))"


@pytest.fixture
def zones(plugin):
    """Return the zones of one feature of this shape and these attributes."""

    def zones(shape, **attributes):
        fields = QgsFields()
        for name, value in attributes.items():
            fields.append(QgsField(name, QMetaType.Type.Double if isinstance(value, float) else QMetaType.Type.QString))
        feature = QgsFeature(fields, 7)
        feature.setAttributes(list(attributes.values()))
        feature.setGeometry(QgsGeometry.fromWkt(shape))
        return plugin("convert").zones_of([feature])

    return zones


def test_a_square_has_four_corners_and_a_name(zones):
    (zone,) = zones(f"Polygon {SQUARE}")

    assert zone.rings == (((0, 0), (0, 2), (2, 2), (2, 0)),)
    assert zone.name == "Zone 7"


def test_attributes_that_we_know_are_taken(zones):
    (zone,) = zones(f"Polygon {SQUARE}", name="Hmeimim", airfield="OSLK", floor_ft=500.0)

    assert (zone.name, zone.airfield, zone.floor_ft, zone.ceiling_ft) == ("Hmeimim", "OSLK", 500.0, None)


def test_a_hole_stays_a_hole(zones):
    (zone,) = zones("Polygon ((0 0, 0 9, 9 9, 9 0, 0 0), (3 3, 6 3, 6 6, 3 6, 3 3))")

    assert len(zone.rings) == 2
    assert zone.polygon.contains([1.0, 4.0], [1.0, 4.0]).tolist() == [True, False]


def test_each_part_is_a_zone_of_its_own(zones):
    parts = zones("MultiPolygon (((0 0, 0 1, 1 1, 0 0)), ((5 5, 5 6, 6 6, 5 5)))", name="Two")

    assert [zone.name for zone in parts] == ["Two (1)", "Two (2)"]
    assert len({zone.id for zone in parts}) == 2


def test_a_bow_tie_is_mended_into_two_triangles(zones):
    assert len(zones("Polygon ((0 0, 2 2, 2 0, 0 2, 0 0))")) == 2


def test_a_circle_becomes_a_polygon_of_many_corners(zones):
    (zone,) = zones("CurvePolygon (CircularString (0 0, 1 1, 2 0, 1 -1, 0 0))")

    assert len(zone.rings[0]) > 30


@pytest.mark.parametrize("shape", ["Point (1 1)", "LineString (0 0, 1 1)", "Polygon EMPTY"])
def test_what_encloses_nothing_is_refused(zones, plugin, shape):
    with pytest.raises(plugin("core.errors").ZoneError):
        zones(shape)
