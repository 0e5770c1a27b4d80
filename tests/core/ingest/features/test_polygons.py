from __future__ import annotations

import pytest

from core.ingest.geopackages import geopackage, polygon
from watchfield.core.errors import ReadError, UnknownFormat
from watchfield.core.ingest.features.polygons import read_polygons

RING = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
CLOSED = (*RING, RING[0])
COORDINATES = " ".join(f"{lon},{lat},0" for lon, lat in CLOSED)
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>North</name><Polygon><outerBoundaryIs><LinearRing>'
    f"<coordinates>{COORDINATES}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
)
GEOJSON = (
    '{"type": "Feature", "properties": {"name": "North"}, "geometry": {"type": "Polygon", "coordinates":'
    " [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}"
)


@pytest.mark.parametrize("content", [KML, GEOJSON])
def test_a_polygon_is_the_same_in_kml_and_geojson(tmp_path, content):
    path = tmp_path / "zones"
    path.write_text(content)
    (found,) = read_polygons(path)
    assert (found.name, found.rings) == ("North", (RING,))


def test_and_in_a_geopackage(tmp_path):
    path = tmp_path / "zones.gpkg"
    geopackage(path, "geom BLOB, name TEXT", [(polygon(*CLOSED), "North"), (None, "nowhere")])
    (found,) = read_polygons(path)
    assert (found.name, found.rings) == ("North", (RING,))


def test_a_geopackage_in_metres_is_refused_and_not_taken_for_degrees(tmp_path):
    path = tmp_path / "zones.gpkg"
    geopackage(path, "geom BLOB, name TEXT", [(polygon(*CLOSED), "North")], srs=3857)
    with pytest.raises(ReadError, match="EPSG:3857"):
        read_polygons(path)


def test_changes_beside_a_geopackage_are_not_left_out_in_silence(tmp_path):
    path = tmp_path / "zones.gpkg"
    geopackage(path, "geom BLOB, name TEXT", [(polygon(*CLOSED), "North")])
    path.with_name("zones.gpkg-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 4096)
    with pytest.raises(ReadError, match="changes beside the file"):
        read_polygons(path)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", UnknownFormat),
        (b"a,b,c\n", UnknownFormat),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', ReadError),
        (b"<kml>" * 1000, ReadError),
        (b'{"type": "Point", "coordinates": [1, 2]}', ReadError),
        (b"SQLite format 3\0" + b"\0" * 200, ReadError),
    ],
)
def test_what_holds_no_polygon_is_refused(tmp_path, content, error):
    path = tmp_path / "zones"
    path.write_bytes(content)
    with pytest.raises(error):
        read_polygons(path)


def test_the_watch_polygons_of_the_bay(recordings):
    found = read_polygons(recordings / "kml" / "eastham_bay_area_airports_regions.kml")
    assert len(found) == 34
    assert found[0].name == "SFO_5nm:0-20000 0-360"
