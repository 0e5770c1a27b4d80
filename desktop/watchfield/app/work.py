"""What the program can do with files, as one value; tests bring their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from watchfield.core import workflow
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.core.spatial.index import TrackIndex
from watchfield.core.task import Progress, silent
from watchfield.core.workflow import ImportReport, Reference
from watchfield.session import importing
from watchfield.session.choices import Choices
from watchfield.session.evidence import Evidence, evidence_of
from watchfield.session.importing import Tally
from watchfield.session.survey import Survey, look_over

__all__ = ["Work", "real_work"]


class Importing(Protocol):
    """How recordings get into a project."""

    def __call__(
        self, path: Path, inputs: Sequence[Path], choices: Choices, tally: Tally, /, *, progress: Progress = silent
    ) -> ImportReport:
        """Import, and count on the way; what was stored is in the report."""


@dataclass(frozen=True)
class Work:
    """What the workshop can do; tests bring their own.

    demonstration : makes the demonstration project in a folder and returns where it is
    look : says what files are, before they are imported
    evidence : says what is behind a fix, reading its row again
    """

    open: Callable[..., Project]
    import_files: Importing
    detect: Callable[..., Project]
    keep_zones: Callable[[Path, tuple[Zone, ...], str], None]
    demonstration: Callable[[Path, Progress], Path]
    look: Callable[[Sequence[Path], Progress], Survey] = look_over
    evidence: Callable[[Project, int, Sequence[Path]], Evidence] = evidence_of


def real_work(reference: Reference) -> Work:
    """Return the work as the program does it."""

    def detect(path: Path, project: Project | None, progress: Progress) -> Project:
        return workflow.detect(path, reference, project=project, index_of=TrackIndex.build, progress=progress)

    def open_project(path: Path, progress: Progress) -> Project:
        return workflow.open_project(path, progress=progress)

    def demonstrate(directory: Path, progress: Progress) -> Path:
        from watchfield.demonstration import project as demonstration  # noqa: PLC0415  # most windows never need it

        return demonstration.make(directory, reference, progress)

    return Work(open_project, importing.import_files, detect, workflow.keep_zones, demonstrate)
