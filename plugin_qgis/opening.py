"""Show a project file on the map of a QGIS project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProject, QgsReferencedRectangle

from . import marking
from .core.model.fixes import Fixes
from .core.model.project import Project
from .core.store import Store
from .layers import ProjectLayers, add_to, extent, open_layers, play_through

__all__ = ["Opened", "open_project"]


@dataclass(frozen=True)
class Opened:
    """What was opened.

    extent : what is worth seeing first
    """

    layers: ProjectLayers
    extent: QgsReferencedRectangle
    markings: tuple[str, ...]


def open_project(path: Path, project: QgsProject) -> Opened:
    """Add the layers of a project file and its markings. Raises ProjectError; then nothing was added."""
    told = facts(path)
    layers = open_layers(path, told.movements)
    add_to(project, layers, path.stem)
    play_through(project, layers)
    marking.show(project, told.markings)
    return Opened(layers, extent(layers, project), told.markings)


def facts(path: Path) -> Project:
    """Return a project without its recordings, which the layers read themselves. Raises ProjectError."""
    bare = Project(path, id="", name="", fixes=Fixes.empty(), tracks=())
    with Store.open(path, write=False) as store:
        return store.refreshed(bare)
