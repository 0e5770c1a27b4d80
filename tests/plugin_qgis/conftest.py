"""QGIS without a window, with the plugin as its zip unpacks."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import QgsApplication, QgsProject

    import making
except ImportError:
    collect_ignore_glob = ["test_*"]  # run by QGIS's own Python, see the Makefile

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the zip was unpacked, as QGIS does it."""
    folder = tmp_path_factory.mktemp("plugins")
    target = folder / "plugin.zip"
    build = [sys.executable, str(ROOT / "installer" / "build_plugin.py"), "--out", str(target)]
    subprocess.run(build, check=True, capture_output=True)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QgsApplication]:
    """A QGIS without a window."""
    application = QgsApplication([], False, str(tmp_path_factory.mktemp("profile")))
    application.initQgis()
    yield application
    QgsProject.instance().clear()
    application.exitQgis()


@pytest.fixture(scope="session")
def plugin(qgis: QgsApplication, plugin_folder: Path) -> Callable[[str], ModuleType]:
    """Return modules of the plugin by their names."""
    sys.path.insert(0, str(plugin_folder))

    def module(name: str) -> ModuleType:
        assert qgis.instance() is not None
        return importlib.import_module(f"watchfield_qgis.{name}")

    return module


@pytest.fixture
def project(qgis: QgsApplication) -> Iterator[QgsProject]:
    """An empty QGIS project."""
    opened = QgsProject.instance()
    opened.clear()
    yield opened
    opened.clear()
    qgis.processEvents()


@pytest.fixture(scope="session")
def project_file(plugin: Callable[[str], ModuleType], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project with a zone round Hmeimim: a landing, a passage, a track lost on its way, one far off."""
    path = tmp_path_factory.mktemp("project") / "demonstration.gpkg"
    return making.make(plugin, path)
