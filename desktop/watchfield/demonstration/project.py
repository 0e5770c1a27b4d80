"""The demonstration as a project: generated, imported through the ordinary readers, watched and detected."""

from __future__ import annotations

from pathlib import Path

from watchfield.core import workflow
from watchfield.core.geo.times import parse_utc
from watchfield.core.model.project import GENERATED
from watchfield.core.store import create
from watchfield.core.task import Progress, part, silent
from watchfield.core.workflow import Reference
from watchfield.demonstration import NAME, ZONE, generate

__all__ = ["FILE_NAME", "SPAN", "VIEW", "make"]

FILE_NAME = "hmeimim-demonstration.gpkg"
VIEW = (30.0, 31.5, 42.5, 39.0)  # W, S, E, N: the Levant
SPAN = (parse_utc("2025-10-24"), parse_utc("2025-10-31"))  # the week after the stop


def make(directory: Path, reference: Reference, progress: Progress = silent) -> Path:
    """Write recordings and project below a directory and return the project; one that is there is left as it is.

    The project gets its name last, so that a broken run leaves none that is only half a demonstration.
    """
    path = directory / FILE_NAME
    if path.exists():
        return path
    directory.mkdir(parents=True, exist_ok=True)
    recordings = generate(directory / "recordings", progress=part(progress, 0.0, 0.4))
    half = directory / f".{FILE_NAME}.part"
    half.unlink(missing_ok=True)
    create(half, name=NAME, settings={"generated": GENERATED})
    workflow.import_files(half, recordings, progress=part(progress, 0.4, 0.8))
    field = reference.airfields.get(ZONE.airfield)
    workflow.add_zones(half, [workflow.zone_round(field, radius_nm=ZONE.radius_nm, name=ZONE.name)])
    workflow.detect(half, reference, progress=part(progress, 0.8, 1.0))
    return half.replace(path)
