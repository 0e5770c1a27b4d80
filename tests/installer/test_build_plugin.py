"""Is the plugin's zip what QGIS and its official repository take?"""

from __future__ import annotations

import configparser
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).parents[2]
FOLDER = "watchfield_qgis"
REQUIRED = {
    "name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository",
    "homepage",
}  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("plugin") / "plugin.zip")


def built(target: Path) -> Path:
    script = ROOT / "installer" / "build_plugin.py"
    subprocess.run([sys.executable, str(script), "--out", str(target)], check=True, capture_output=True)
    return target


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def metadata(archive: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    with zipfile.ZipFile(archive) as opened:
        parser.read_string(opened.read(f"{FOLDER}/metadata.txt").decode())
    return parser["general"]


def test_it_is_one_folder_with_all_that_is_asked_for(archive: Path) -> None:
    assert {name.partition("/")[0] for name in names(archive)} == {FOLDER}
    assert {f"{FOLDER}/{name}" for name in ("__init__.py", "metadata.txt", "LICENSE", "icon.svg")} <= set(
        names(archive)
    )


def test_it_is_small_and_holds_no_program_code_but_python(archive: Path) -> None:
    assert archive.stat().st_size < 25_000_000
    assert not [
        name for name in names(archive) if "__pycache__" in name or name.endswith((".so", ".pyd", ".dll", ".pyc"))
    ]


def test_its_description_is_complete_and_of_this_version(archive: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    described = metadata(archive)

    assert set(described) >= {name.lower() for name in REQUIRED}
    assert described["version"] == project["version"]
    assert (described["qgisMinimumVersion"], described["qgisMaximumVersion"]) == ("3.40", "4.99")
    assert "supportsQt6" not in described


def test_its_core_is_the_desktops_core_byte_for_byte(archive: Path) -> None:
    core = ROOT / "desktop" / "watchfield" / "core"
    ours = {path.relative_to(core).as_posix(): path.read_bytes() for path in core.rglob("*.py")}
    with zipfile.ZipFile(archive) as opened:
        prefix = f"{FOLDER}/core/"
        theirs = {name.removeprefix(prefix): opened.read(name) for name in opened.namelist() if name.startswith(prefix)}

    assert theirs == ours


def test_the_same_sources_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    assert built(tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_qt_comes_from_qgis_alone() -> None:
    for path in (ROOT / "plugin_qgis").rglob("*.py"):
        text = path.read_text()
        assert not any(word in text for word in ("PySide6", "PyQt5", "PyQt6", "pyqtgraph", "from watchfield")), path


@pytest.mark.skipif(importlib.util.find_spec("bandit") is None, reason="bandit is not installed")
def test_bandit_finds_nothing_that_the_repository_would_refuse(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--format", "json", str(tmp_path / FOLDER)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)

    assert [f"{found['filename']}:{found['line_number']} {found['issue_text']}" for found in report["results"]] == []
