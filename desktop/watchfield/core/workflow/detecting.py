"""Movements of a project: computed, and kept in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..analysis.engine import detected
from ..analysis.rules import VERSION, Rules
from ..model.project import Project
from ..reference.aircraft import AircraftTypes
from ..reference.airfields import Airfields
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
    progress: Progress = silent,
) -> Project:
    """Compute the movements of a project, keep them in its file, and return it with them.

    project : the same project as it was read before, to spare reading its fixes again; its zones are read anew

    Raises ProjectError where the file cannot be written.
    """
    with Store.open(path, write=True) as store:
        if project is None:
            current = marked_project(store.read(progress=part(progress, 0.0, 0.3)))
        else:
            current = store.refreshed(project)
        movements = detected(current, reference.airfields, reference.types, rules, part(progress, 0.3, 0.95))
        store.put_movements(movements, rules=VERSION)
        progress(1.0, 1.0, "Done")
        return store.refreshed(current)
