"""Do the algorithms of the toolbox give what the desktop program gives?"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsVectorLayer,
)

pytestmark = pytest.mark.qgis

DESKTOP = Path(__file__).parents[2] / ".venv" / "bin" / "watchfield"


@pytest.fixture(scope="session")
def algorithms(plugin):
    return plugin("algorithms")


@pytest.fixture
def run(project):
    """Run an algorithm and return its results and the layers it made."""
    contexts = []  # layers live as long as theirs

    def run(algorithm, **parameters):
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        context.setProject(project)
        contexts.append(context)
        results, sound = algorithm.create().run(parameters, context, feedback)
        assert sound, feedback.textLog()
        return {name: context.getMapLayer(value) for name, value in results.items()}

    yield run
    contexts.clear()


@pytest.fixture
def stored(plugin, project_file):
    """The movements that the project holds, by their ids."""
    return {movement.id: movement for movement in plugin("opening").facts(project_file).movements}


def test_the_projects_own_zones_give_the_projects_own_movements(algorithms, run, project_file, stored):
    found = run(algorithms.MovementsInZones(), PROJECT=str(project_file), OUTPUT="memory:")["OUTPUT"]
    ids = {feature["id"] for feature in found.getFeatures()}

    assert ids == {movement.id for movement in stored.values() if movement.zone is not None}
    assert {feature["kind"] for feature in found.getFeatures()} >= {"arrival", "overflight"}


def test_every_start_and_end_can_be_had_too(algorithms, run, project_file, stored):
    found = run(algorithms.MovementsInZones(), PROJECT=str(project_file), EVERY=True, OUTPUT="memory:")["OUTPUT"]

    assert {feature["id"] for feature in found.getFeatures()} == set(stored)


def test_a_layer_of_the_projects_zones_gives_the_same_movements(algorithms, run, project_file):
    zones = f"{project_file}|layername=zone"

    own = run(algorithms.MovementsInZones(), PROJECT=str(project_file), OUTPUT="memory:")["OUTPUT"]
    layer = run(algorithms.MovementsInZones(), PROJECT=str(project_file), ZONES=zones, OUTPUT="memory:")["OUTPUT"]

    assert [f.attributes() for f in layer.getFeatures()] == [f.attributes() for f in own.getFeatures()]


def test_a_polygon_drawn_here_in_another_system_is_a_zone(algorithms, run, project_file):
    drawn = polygons("EPSG:3857", "POLYGON((3990000 4200000, 4010000 4200000, 4010000 4240000, 3990000 4240000))")

    found = run(algorithms.MovementsInZones(), PROJECT=str(project_file), ZONES=drawn, OUTPUT="memory:")["OUTPUT"]

    kinds = {(feature["callsign"], feature["kind"]) for feature in found.getFeatures()}
    assert ("DEMO02", "overflight") in kinds


def test_every_row_carries_the_marking(algorithms, run, project_file):
    found = run(algorithms.MovementsInZones(), PROJECT=str(project_file), OUTPUT="memory:")["OUTPUT"]

    assert {f["marking"] for f in found.getFeatures()} == {"DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS"}


def test_a_result_that_is_loaded_is_styled_and_marks_the_map(algorithms, plugin, project_file, project):
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    output = QgsProcessingOutputLayerDefinition("memory:", project)
    results, _ = (
        algorithms.MovementsInZones().create().run({"PROJECT": str(project_file), "OUTPUT": output}, context, feedback)
    )
    (details,) = context.layersToLoadOnCompletion().values()
    layer = context.takeResultLayer(results["OUTPUT"])

    details.postProcessor().postProcessLayer(layer, context, feedback)

    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert plugin("marking").texts(project) == ["DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS"]


def test_the_desktop_program_gives_the_same_movements(project_file, stored, tmp_path):
    if not DESKTOP.exists():
        pytest.skip("the desktop program is not set up in this checkout")
    copy = shutil.copy(project_file, tmp_path / "copy.gpkg")
    subprocess.run([DESKTOP, "detect", copy], check=True, capture_output=True)
    answer = subprocess.run([DESKTOP, "movements", copy, "--json"], check=True, capture_output=True)

    theirs = {movement["id"]: movement["state"] for movement in json.loads(answer.stdout)["movements"]}
    assert theirs == {key: movement.state.value for key, movement in stored.items()}


def test_a_layer_without_polygons_is_a_clear_error(algorithms, run, project_file):
    empty = polygons("EPSG:4326")

    with pytest.raises(AssertionError, match="The layer has no polygon"):
        run(algorithms.MovementsInZones(), PROJECT=str(project_file), ZONES=empty, OUTPUT="memory:")


def test_a_pressed_cancel_stops_the_search(plugin, algorithms):
    errors = plugin("core.errors")
    feedback = QgsProcessingFeedback()
    feedback.cancel()

    with pytest.raises(errors.Cancelled):
        algorithms.told(feedback)(1.0, 2.0, "")


def test_opening_a_project_adds_its_layers(algorithms, run, project_file, project):
    layers = run(algorithms.OpenProject(), PROJECT=str(project_file))

    assert set(layers) == {"TRACKS", "ZONES", "MOVEMENTS"}
    assert len(project.mapLayers()) == 3


def test_the_provider_offers_both(plugin, qgis):
    provider = plugin("provider").WatchfieldProvider()
    qgis.processingRegistry().addProvider(provider)
    try:
        assert sorted(algorithm.id() for algorithm in provider.algorithms()) == [
            "watchfield:movementsinzones",
            "watchfield:openproject",
        ]
    finally:
        qgis.processingRegistry().removeProvider(provider)


def polygons(system: str, *shapes: str):
    layer = QgsVectorLayer(f"Polygon?crs={system}", "drawn", "memory")
    for shape in shapes:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(shape))
        assert layer.dataProvider().addFeatures([feature])[0]
    layer.updateExtents()
    return layer
