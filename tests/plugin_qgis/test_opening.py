"""What is on the map when a Watchfield project has been opened?"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt

pytestmark = pytest.mark.qgis


@pytest.fixture
def opening(plugin):
    return plugin("opening")


@pytest.fixture
def opened(opening, project_file, project):
    return opening.open_project(project_file, project)


def test_tracks_zones_and_movements_are_layers_with_the_surest_on_top(opened, project):
    group = project.layerTreeRoot().children()[0]

    assert group.name() == "demonstration"
    assert [node.name() for node in group.children()] == ["Movements", "Zones", "Tracks"]
    assert [layer.featureCount() for layer in opened.layers.all] == [9, 1, 4]


def test_nobody_can_edit_evidence_here(opened):
    for layer in opened.layers.all:
        assert layer.readOnly()
        assert not layer.startEditing()


def test_opening_and_drawing_leaves_the_file_as_it_is(opening, project_file, project, tmp_path):
    copy = Path(shutil.copy(project_file, tmp_path / "copy.gpkg"))
    before = hashlib.sha256(copy.read_bytes()).hexdigest()

    picture(opening.open_project(copy, project), project)
    project.clear()

    assert hashlib.sha256(copy.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy.gpkg"]


def test_an_undetermined_end_of_a_track_is_not_called_an_arrival(opened):
    renderer = opened.layers.movements.renderer()
    labels = {category.value(): category.label() for category in renderer.categories()}

    assert labels["undetermined"] == "Undetermined"
    assert "undetermined" not in labelled(opened.layers.movements)


def labelled(layer) -> str:
    return " ".join(rule.filterExpression() for rule in layer.labeling().rootRule().children())


def test_every_state_has_its_own_mark(plugin):
    styles = plugin("styles")
    marks = {state: styles.mark(state) for state in styles.tokens()["states"]}
    paths = {state: mark.symbolLayer(0).path() for state, mark in marks.items()}

    assert set(styles.STATES) == set(paths)
    assert len(set(paths.values())) == 5
    assert all(path.startswith("base64:") for path in paths.values())


def test_time_is_set_so_that_the_controller_can_play(opened, project):
    for layer in (opened.layers.tracks, opened.layers.movements):
        temporal = layer.temporalProperties()
        assert temporal.isActive()
        assert temporal.mode() == Qgis.VectorTemporalMode.FeatureDateTimeStartAndEndFromFields
    span = project.timeSettings().temporalRange()
    assert span.begin().toString("yyyy-MM-ddTHH:mm:ss") == "2025-10-26T12:00:00"
    assert span.end().toString("yyyy-MM-ddTHH:mm") == "2025-10-26T13:00"


def test_a_frame_holds_the_tracks_of_its_time_and_no_others(opened):
    late = QDateTime.fromString("2025-10-26T12:45:00.000Z", Qt.DateFormat.ISODateWithMs)
    frame = QgsDateTimeRange(late, late.addSecs(60))
    tracks, context = opened.layers.tracks, QgsVectorLayerTemporalContext()
    context.setLayer(tracks)
    condition = tracks.temporalProperties().createFilterString(context, frame)
    found = tracks.getFeatures(QgsFeatureRequest().setFilterExpression(condition))

    assert [feature["callsign"] for feature in found] == ["DEMO02", "DEMO04"]


def test_the_marking_stands_on_the_map_once(plugin, opening, project_file, project):
    marking = plugin("marking")

    opening.open_project(project_file, project)
    opening.open_project(project_file, project)

    assert marking.texts(project) == ["DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS"]


def test_the_marking_is_in_every_picture(opened, project):
    image = picture(opened, project)
    middle = round(0.05 * image.height())

    assert image.pixelColor(image.width() // 2 - 215, middle).name() == "#4b5563"


def test_the_map_begins_at_the_zones(opened):
    box = opened.extent
    assert box.contains(opened.layers.zones.extent())
    assert box.width() < 2.0


def test_stretches_with_a_movement_of_a_zone_are_drawn_strongly_and_others_are_not(opened):
    strong, other = opened.layers.tracks.renderer().rootRule().children()
    request = QgsFeatureRequest().setFilterExpression(strong.filterExpression())

    assert {feature["callsign"] for feature in opened.layers.tracks.getFeatures(request)} == {
        "DEMO01",
        "DEMO02",
        "DEMO03",
    }
    assert (other.filterExpression(), other.label()) == ("ELSE", "Other traffic")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\0" + bytes(2000)])
def test_what_is_no_project_is_refused_and_nothing_is_added(plugin, opening, project, tmp_path, content):
    errors = plugin("core.errors")
    path = tmp_path / "no.gpkg"
    path.write_bytes(content)

    with pytest.raises(errors.ProjectError):
        opening.open_project(path, project)

    assert not project.mapLayers()


def picture(opened, project):
    """Draw the map as a layout or a saved picture would."""
    settings = QgsMapSettings()
    settings.setLayers([project.mainAnnotationLayer(), *opened.layers.all])
    settings.setOutputSize(QSize(800, 600))
    settings.setDestinationCrs(opened.layers.tracks.crs())
    settings.setExtent(opened.layers.tracks.extent())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors()
    return job.renderedImage()
