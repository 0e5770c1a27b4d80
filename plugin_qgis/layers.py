"""A project file as QGIS layers: movements over zones over tracks, styled, and playing with the temporal controller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsAbstractVectorLayerLabeling,
    QgsCoordinateTransform,
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsLayerTreeGroup,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime

from .core.errors import ProjectError
from .core.model.movement import Movement
from .styles import (
    movements_labeling,
    movements_renderer,
    tracks_renderer,
    zones_labeling,
    zones_renderer,
)

__all__ = ["ProjectLayers", "add_to", "extent", "open_layers", "play_through", "style_movements", "style_tracks"]


ROOM = 5.0  # how much of its surroundings is shown with a zone: tracks are mostly lost before they get there


@dataclass(frozen=True)
class ProjectLayers:
    """The three layers of one project; they read the file itself."""

    tracks: QgsVectorLayer
    zones: QgsVectorLayer
    movements: QgsVectorLayer

    @property
    def all(self) -> tuple[QgsVectorLayer, ...]:
        """From the top of the map to its bottom."""
        return (self.movements, self.zones, self.tracks)


def open_layers(path: Path, held: Sequence[Movement]) -> ProjectLayers:
    """Open and style the layers of a project file; nobody may edit them here. Raises ProjectError.

    held : the movements that the project holds
    """
    tracks, zones, movements = (_layer(path, table) for table in ("track", "zone", "movement"))
    layers = ProjectLayers(tracks, zones, movements)
    style_tracks(layers.tracks, held)
    layers.zones.setRenderer(zones_renderer())
    _show_labels(layers.zones, zones_labeling())
    style_movements(layers.movements)
    return layers


def style_tracks(layer: QgsVectorLayer, held: Sequence[Movement]) -> None:
    """Draw tracks, strongly where a movement of a zone rests on them."""
    layer.setRenderer(tracks_renderer(watched(layer, held)))
    _play(layer)


def watched(tracks: QgsVectorLayer, held: Sequence[Movement]) -> set[int]:
    """Return the numbers (fid) of the stretches during which a movement of a zone happened."""
    times: dict[str, list[float]] = {}
    for movement in held:
        if movement.zone is not None:
            times.setdefault(movement.icao24 or movement.key, []).append(movement.time_s)
    request = QgsFeatureRequest()
    request.setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    request.setSubsetOfAttributes(["key", "icao24", "start_s", "end_s"], tracks.fields())
    return {
        stretch.id()
        for stretch in tracks.getFeatures(request)
        if any(
            stretch["start_s"] <= time_s <= stretch["end_s"]
            for time_s in times.get(stretch["icao24"] or stretch["key"], ())
        )
    }


def style_movements(layer: QgsVectorLayer) -> None:
    """Draw movements by their state."""
    layer.setRenderer(movements_renderer())
    _show_labels(layer, movements_labeling())
    _play(layer)


def add_to(project: QgsProject, layers: ProjectLayers, name: str) -> QgsLayerTreeGroup:
    """Show layers as one group at the top of the legend."""
    group = project.layerTreeRoot().insertGroup(0, name)
    for layer in layers.all:
        project.addMapLayer(layer, addToLegend=False)
        group.addLayer(layer)
    return group


def play_through(project: QgsProject, layers: ProjectLayers) -> None:
    """Let the temporal controller run from the first fix to the last one."""
    fields = layers.tracks.fields()
    start = layers.tracks.minimumValue(fields.lookupField("start_time"))
    end = layers.tracks.maximumValue(fields.lookupField("end_time"))
    if isinstance(start, QDateTime) and isinstance(end, QDateTime):
        project.timeSettings().setTemporalRange(QgsDateTimeRange(start, end))


def extent(layers: ProjectLayers, project: QgsProject) -> QgsReferencedRectangle:
    """Return what is worth seeing first, in the map's system: the zones with some room, or all tracks."""
    box = QgsRectangle(layers.zones.extent())
    if layers.zones.featureCount() > 0 and not box.isNull():
        box.scale(ROOM)
    else:
        box = QgsRectangle(layers.tracks.extent())
    to_map = QgsCoordinateTransform(layers.tracks.crs(), project.crs(), project)
    return QgsReferencedRectangle(to_map.transformBoundingBox(box), project.crs())


def _layer(path: Path, table: str) -> QgsVectorLayer:
    uri = QgsProviderRegistry.instance().encodeUri("ogr", {"path": str(path), "layerName": table})
    layer = QgsVectorLayer(uri, f"{table.capitalize()}s", "ogr")
    if not layer.isValid():
        raise ProjectError(
            f"QGIS could not open the table “{table}” of the project.",
            where=str(path),
            advice="Close Watchfield if it is importing into this project just now, and try again.",
        )
    layer.setReadOnly(readonly=True)  # an edit by QGIS would stand in no audit entry
    return layer


def _show_labels(layer: QgsVectorLayer, labeling: QgsAbstractVectorLayerLabeling) -> None:
    layer.setLabeling(labeling)
    layer.setLabelsEnabled(enabled=True)


def _play(layer: QgsVectorLayer) -> None:
    """Show each feature while its own time lasts."""
    temporal = layer.temporalProperties()
    temporal.setMode(Qgis.VectorTemporalMode.FeatureDateTimeStartAndEndFromFields)
    temporal.setStartField("start_time")
    temporal.setEndField("end_time")
    temporal.setLimitMode(Qgis.VectorTemporalLimitMode.IncludeBeginIncludeEnd)
    temporal.setIsActive(True)
