from __future__ import annotations

from pathlib import Path

import pytest

from faults.projects import filled


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with something in every table, alone in its folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return filled(folder / "project.gpkg")
