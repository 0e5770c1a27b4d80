"""Real recordings, imported and detected once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from watchfield import paths
from watchfield.core import workflow
from watchfield.core.ingest import parsers
from watchfield.core.model.project import Project

Detected = Callable[[str], Project]


@pytest.fixture(scope="session")
def detected(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Detected]:
    """Import a file of the recordings into a project of its own, and find its movements."""
    parsers.enable_fast()
    reference = workflow.Reference(paths.resources())
    folder, made = tmp_path_factory.mktemp("real"), {}

    def project(name: str) -> Project:
        if name not in made:
            path = folder / f"{len(made)}.gpkg"
            workflow.import_files(path, [recordings / name])
            made[name] = workflow.detect(path, reference)
        return made[name]

    yield project
    parsers.enable_standard()
