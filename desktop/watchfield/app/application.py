"""Starts the window."""

from __future__ import annotations

import sys
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from watchfield import paths
from watchfield.app.library import Library
from watchfield.app.remembered import recall
from watchfield.app.theme.fonts import load_fonts
from watchfield.app.theme.look import chosen
from watchfield.app.theme.style import dress
from watchfield.app.window import MainWindow
from watchfield.app.work import real_work
from watchfield.core.workflow import Reference
from watchfield.session import looking
from watchfield.session.drawing import RenderArtist
from watchfield.session.state import Theme

__all__ = ["make_application", "make_window", "run"]


def run(project: Path | None) -> int:
    """Open the window, on a project if one is given, and stay until it is closed. Return the exit status."""
    application = make_application(sys.argv[:1])
    window = make_window()
    (window.showMaximized if recall().maximized else window.show)()
    if project is not None:
        window.workshop.open(project)
    return application.exec()


def make_application(arguments: list[str]) -> QApplication:
    """Return the application, with its fonts and colours."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        application = there
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(arguments)
    application.setApplicationName("Watchfield")
    application.setStyle("Fusion")
    pg.setConfigOptions(antialias=True, useOpenGL=False, enableExperimental=False)
    load_fonts()
    dress(application, chosen(Theme.SYSTEM))
    return application


def make_window() -> MainWindow:
    """Return the window; what takes long to load is loaded behind it."""
    paths.prepare_numba()
    reference = Reference(paths.resources())
    library = Library(reference)
    artist = RenderArtist(library.airfields)
    window = MainWindow(real_work(reference), artist, library)
    kept = recall()
    window.resize(kept.width, kept.height)
    window.session.change(looking.set_theme(kept.theme))
    library.load(window.jobs, window.stage.map.painting.forget)
    return window
