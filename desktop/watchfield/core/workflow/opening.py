"""A project file as one value, with the marks that our rules make."""

from __future__ import annotations

from pathlib import Path

from ..analysis import cleaning
from ..analysis.cleaning import source_rank
from ..analysis.rules import Rules
from ..model.project import Project
from ..store import Store, Stored
from ..task import Progress, part, silent

__all__ = ["marked_project", "open_project"]


def open_project(path: Path, *, progress: Progress = silent) -> Project:
    """Read a project; nothing is written, and nothing stays open. Raises ProjectError."""
    with Store.open(path, write=False) as store:
        stored = store.read(progress=part(progress, 0.0, 0.8))
    progress(0.8, 1.0, "Marking what repeats and what cannot be true")
    project = marked_project(stored)
    progress(1.0, 1.0, "Done")
    return project


def marked_project(stored: Stored, rules: Rules | None = None) -> Project:
    """Return what a file says as a project, with duplicates, jumps and the like marked."""
    rank = source_rank([source.sha256 for source in stored.sources])
    return stored.project(cleaning.marked(stored.fixes, rank, rules or Rules()))
