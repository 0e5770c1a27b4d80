"""Movements of a project: computed, and kept in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..analysis.engine import detected
from ..analysis.rules import VERSION, Rules
from ..analysis.visits import Finds
from ..model.fixes import Fixes
from ..model.project import Project
from ..reference.aircraft import AircraftTypes
from ..reference.airfields import Airfields
from ..spatial.boxes import Boxes
from ..store import Store
from ..task import Progress, part, silent
from .opening import marked_project

__all__ = ["Reference", "detect"]


@dataclass(frozen=True)
class Reference:
    """The reference data, read when they are first needed.

    folder : where the program's resources lie
    """

    folder: Path

    @cached_property
    def airfields(self) -> Airfields:
        """Airfields and runways."""
        return Airfields.load(self.folder / "airfields")

    @cached_property
    def types(self) -> AircraftTypes:
        """Aircraft types."""
        return AircraftTypes.load(self.folder / "aircraft")


def detect(
    path: Path,
    reference: Reference,
    *,
    project: Project | None = None,
    rules: Rules | None = None,
    index_of: Callable[[Fixes], Finds] = Boxes.build,
    progress: Progress = silent,
) -> Project:
    """Compute the movements of a project, keep them in its file, and return it with them.

    project : the same project as it was read before, to spare reading its fixes again; its zones are read anew
    index_of : ``TrackIndex.build`` where there is rtree, which is faster in large projects

    Raises ProjectError where the file cannot be written.
    """
    with Store.open(path, write=True) as store:
        if project is None:
            current = marked_project(store.read(progress=part(progress, 0.0, 0.3)))
        else:
            current = store.refreshed(project)
        work = part(progress, 0.3, 0.95)
        movements = detected(current, reference.airfields, reference.types, rules, work, index_of=index_of)
        store.put_movements(movements, rules=VERSION)
        progress(1.0, 1.0, "Done")
        return store.refreshed(current)
