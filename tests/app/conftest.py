"""A window on a small project, without a screen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from watchfield import apart, paths
from watchfield.app.application import make_application
from watchfield.app.library import Library
from watchfield.app.window import MainWindow
from watchfield.app.work import Work, real_work
from watchfield.core import workflow
from watchfield.core.geo.times import format_utc
from watchfield.core.ingest.recordings import read_here
from watchfield.core.ingest.rereading import answer
from watchfield.core.ingest.tables.tabular import preview
from watchfield.core.task import Progress, silent
from watchfield.core.workflow import Reference

NOON_S = 1_761_480_000  # 2025-10-26T12:00:00Z
HMEIMIM = (35.9487, 35.4011)


class PlainArtist:
    """Draws nothing: what is tested here is the window."""

    def base(self, view, _theme, /):
        return np.full((view.height, view.width, 4), 255, np.uint8)

    def lines(self, view, _theme, _lines, /):
        return np.zeros((view.height, view.width, 4), np.uint8)


def write_recording(path: Path, callsign: str = "DEMO612", begin_s: int = NOON_S, *, bad_rows: int = 0) -> Path:
    """Write an hour of one aircraft that comes down towards Hmeimim, as Flightradar24 exports it."""
    lines = ["Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction"]
    for step in range(120):
        share = step / 119
        lon, lat = 31.0 + share * 4.6, 34.4 + share * 0.95
        time_s = begin_s + 30 * step
        height = round(33_000 * (1 - share) + 4_000 * share)
        lines.append(f'{time_s},{format_utc(time_s)},{callsign},"{lat:.6f},{lon:.6f}",{height},300,75')
    lines += [
        f'{begin_s + 4000 + i},{format_utc(begin_s + 4000 + i)},{callsign},"95.0,35.0",0,0,0' for i in range(bad_rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for settings that is not the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.fixture
def workers() -> None:
    """Files are read by workers, as they are outside of tests."""


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # To start workers for each import takes long; what they do is tried elsewhere, and by tests that ask for them.
    if "workers" not in request.fixturenames:
        monkeypatch.setattr("watchfield.apart.read", read_here)
        monkeypatch.setattr("watchfield.apart.quote", answer)
        monkeypatch.setattr("watchfield.apart.preview", preview)
        monkeypatch.setattr("watchfield.session.survey.looker", lambda: nullcontext(apart._Here()))


@pytest.fixture(scope="session")
def application() -> QApplication:
    return make_application(["watchfield"])


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference(paths.resources())


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """A project with one recording and one zone, detected."""
    folder = tmp_path_factory.mktemp("project")
    path = folder / "small.gpkg"
    workflow.import_files(path, [write_recording(folder / "flight_0a1b2c3d.csv")])
    workflow.add_zones(path, [workflow.zone_round(reference.airfields.get("OSLK"))])
    workflow.detect(path, reference)
    return path


@pytest.fixture
def project_file(finished: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    copy = tmp_path / "small.gpkg"
    copy.write_bytes(finished.read_bytes())
    return copy


@pytest.fixture
def make_window(application: QApplication, reference: Reference) -> Iterator[Callable[..., MainWindow]]:
    made: list[MainWindow] = []

    def make(work: Work | None = None, *, size: tuple[int, int] = (1600, 1000)) -> MainWindow:
        library = Library(reference)
        library._airfields = reference.airfields
        window = MainWindow(work or real_work(reference), PlainArtist(), library)
        window.resize(*size)
        window.show()
        made.append(window)
        QApplication.processEvents()
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(make_window: Callable[..., MainWindow], project_file: Path) -> MainWindow:
    """The window on the small project."""
    made = make_window()
    made.workshop.open(project_file)
    wait_for(lambda: made.session.state.project is not None)
    return made


def wait_for(holds: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Let the window live until something holds."""
    end = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        QApplication.processEvents()
        QTest.qWait(5)


def place(window: MainWindow, lon_deg: float, lat_deg: float) -> QPoint:
    """Return where a position is on the map widget."""
    x, y = window.stage.map.view().locate(lon_deg, lat_deg)
    return QPoint(round(float(x)), round(float(y)))


def click(window: MainWindow, at: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Click on the map."""
    viewport = window.stage.map.viewport()
    QTest.mouseMove(viewport, at)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, keys, at)
    QApplication.processEvents()


def drag(window: MainWindow, begin: QPoint, end: QPoint) -> None:
    """Drag on the map."""
    viewport = window.stage.map.viewport()
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(viewport, begin + (end - begin) * share)
        QTest.qWait(15)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    QApplication.processEvents()


def slow_import(
    path: Path, inputs: object, choices: object, tally: object, /, *, progress: Progress = silent
) -> workflow.ImportReport:
    """Import for ever, until somebody stops it."""
    del path, inputs, choices, tally
    try:
        for step in range(100_000):
            progress(step, 100_000, "slow.csv")
            time.sleep(0.001)
    except workflow.importing.Cancelled:
        return workflow.ImportReport((), cancelled=True, left=("slow.csv",))
    return workflow.ImportReport(())


@pytest.fixture
def hand() -> SimpleNamespace:
    """What a hand does with the window."""
    return SimpleNamespace(
        click=click, drag=drag, place=place, wait_for=wait_for, write_recording=write_recording, slow_import=slow_import
    )
