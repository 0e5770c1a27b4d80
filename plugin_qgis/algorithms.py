"""What Watchfield offers in the Processing toolbox, for models, scripts and the command line of QGIS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QIcon

from . import marking
from .convert import movement_features, movement_fields, zones_of
from .core.analysis.engine import detected
from .core.errors import Cancelled, WatchfieldError
from .core.model.movement import Movement
from .core.model.project import Project
from .core.task import Progress
from .core.workflow import Reference
from .core.workflow import open_project as read_project
from .layers import style_movements
from .opening import open_project

HERE = Path(__file__).parent


class _Algorithm(QgsProcessingAlgorithm):
    """What both have in common: a project file to read."""

    PROJECT = "PROJECT"
    NAME = TITLE = HELP = ""

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Return another one of the same kind."""
        return type(self)()

    def name(self) -> str:
        """Return the name that scripts use."""
        return self.NAME

    def displayName(self) -> str:
        """Return the name that people see."""
        return self.TITLE

    def shortHelpString(self) -> str:
        """Return the words beside the dialog."""
        return self.HELP

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(HERE / "icon.svg"))

    def _add_project_parameter(self) -> None:
        self.addParameter(QgsProcessingParameterFile(self.PROJECT, "Watchfield project", extension="gpkg"))


class OpenProject(_Algorithm):
    """A project file as styled layers of the current QGIS project."""

    TRACKS, ZONES, MOVEMENTS = "TRACKS", "ZONES", "MOVEMENTS"
    NAME = "openproject"
    TITLE = "Open a Watchfield project"
    HELP = (
        "Adds the tracks, zones and movements of a Watchfield project to the map, styled, and playing with the "
        "temporal controller. The file is only read. Do not have it open here while Watchfield imports into it."
    )

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Run in the main thread, where layers are added."""
        return super().flags() | Qgis.ProcessingAlgorithmFlag.NoThreading

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Say what goes in and comes out."""
        self._add_project_parameter()
        for name in (self.TRACKS, self.ZONES, self.MOVEMENTS):
            self.addOutput(QgsProcessingOutputVectorLayer(name, name.capitalize()))

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Open the project."""
        path = Path(self.parameterAsFile(parameters, self.PROJECT, context))
        try:
            opened = open_project(path, context.project() or QgsProject.instance())
        except WatchfieldError as error:
            raise QgsProcessingException(str(error)) from error
        for text in opened.markings:
            feedback.pushInfo(text)
        layers = opened.layers
        return {
            self.TRACKS: layers.tracks.id(),
            self.ZONES: layers.zones.id(),
            self.MOVEMENTS: layers.movements.id(),
        }


class MovementsInZones(_Algorithm):
    """What moved through zones: those of the project, or any polygons drawn in QGIS."""

    ZONES, EVERY, OUTPUT = "ZONES", "EVERY", "OUTPUT"
    NAME = "movementsinzones"
    TITLE = "Movements in zones"
    HELP = (
        "Finds arrivals, departures, overflights and low passes in zones, with a state for each: how sure it is. "
        "Without a layer of zones those of the project are taken. A polygon may have the fields name, airfield, "
        "floor_ft and ceiling_ft. The rules and the answers are those of the desktop program. "
        "The project file is only read."
    )

    def initAlgorithm(self, _configuration: dict[str, Any] | None = None) -> None:
        """Say what goes in and comes out."""
        polygons = [Qgis.ProcessingSourceType.VectorPolygon]
        self._add_project_parameter()
        self.addParameter(QgsProcessingParameterFeatureSource(self.ZONES, "Zones", polygons, None, optional=True))
        every = "Also where tracks begin and end outside every zone"
        self.addParameter(QgsProcessingParameterBoolean(self.EVERY, every, defaultValue=False))
        points = Qgis.ProcessingSourceType.VectorPoint
        self.addParameter(QgsProcessingParameterFeatureSink(self.OUTPUT, "Movements", points))

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read the project, find the movements, write them."""
        path = Path(self.parameterAsFile(parameters, self.PROJECT, context))
        every = self.parameterAsBoolean(parameters, self.EVERY, context)
        try:
            project = self._project(path, parameters, context)
            found = _movements(project, told(feedback))
        except Cancelled:
            return {}
        except WatchfieldError as error:
            raise QgsProcessingException(str(error)) from error
        movements = [movement for movement in found if every or movement.zone is not None]
        return {self.OUTPUT: self._written(movements, project.markings, parameters, context)}

    def _project(self, path: Path, parameters: dict[str, Any], context: QgsProcessingContext) -> Project:
        """Return the project, with the zones of the layer if one is given."""
        project = read_project(path)
        source = self.parameterAsSource(parameters, self.ZONES, context)
        if source is None:
            return project
        request = QgsFeatureRequest().setDestinationCrs(_wgs84(), context.transformContext())
        return replace(project, zones=zones_of(source.getFeatures(request)))

    def _written(
        self,
        movements: Sequence[Movement],
        markings: Sequence[str],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> str:
        """Write movements to the output and return where that is."""
        fields = movement_fields()
        sink, target = self.parameterAsSink(parameters, self.OUTPUT, context, fields, Qgis.WkbType.Point, _wgs84())
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        for feature in movement_features(movements, markings):
            sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        if context.willLoadLayerOnCompletion(target):
            context.layerToLoadOnCompletionDetails(target).setPostProcessor(_Finish(markings))
        return str(target)


class _Finish(QgsProcessingLayerPostProcessorInterface):
    """Styles the layer that was made, and puts the project's markings on the map."""

    alive: ClassVar[set[_Finish]] = set()  # QGIS keeps none of them, and its algorithm is gone by then

    def __init__(self, markings: Sequence[str]) -> None:
        super().__init__()
        self._markings = markings
        self.alive.add(self)

    def postProcessLayer(
        self, layer: QgsVectorLayer, context: QgsProcessingContext, _feedback: QgsProcessingFeedback
    ) -> None:
        """Called in the main thread, when the layer is loaded."""
        style_movements(layer)
        marking.show(context.project() or QgsProject.instance(), self._markings)
        self.alive.discard(self)


def told(feedback: QgsProcessingFeedback) -> Progress:
    """Return a progress that drives QGIS's own bar and stops when its button is pressed."""

    def tell(done: float, total: float, text: str, /) -> None:
        if feedback.isCanceled():
            raise Cancelled("The search for movements was stopped.")
        feedback.setProgress(100.0 * done / total if total > 0 else 0.0)
        if text:
            feedback.setProgressText(text)

    return tell


def _movements(project: Project, progress: Progress) -> tuple[Movement, ...]:
    reference = Reference(HERE / "resources")
    return detected(project, reference.airfields, reference.types, progress=progress)


def _wgs84() -> QgsCoordinateReferenceSystem:
    return QgsCoordinateReferenceSystem("EPSG:4326")
