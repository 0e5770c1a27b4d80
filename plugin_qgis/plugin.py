"""The plugin inside QGIS's window: one action, and the algorithms in the toolbox."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsApplication, QgsProject, QgsReferencedRectangle
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QFileDialog

from .core.errors import WatchfieldError
from .opening import open_project
from .provider import WatchfieldProvider

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

MENU = "Watchfield"


class WatchfieldPlugin:
    """Puts itself into QGIS's menu, tool bar and toolbox, and takes itself out again."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self._provider: WatchfieldProvider | None = None
        self._action: QAction | None = None

    def initProcessing(self) -> None:
        """Offer the algorithms; all that a QGIS without a window asks for."""
        self._provider = WatchfieldProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Offer the action."""
        self.initProcessing()
        icon = QIcon(str(Path(__file__).parent / "icon.svg"))
        self._action = QAction(icon, "Open a Watchfield project…", self._iface.mainWindow())
        self._action.triggered.connect(self.ask)
        self._iface.addPluginToMenu(MENU, self._action)
        self._iface.addToolBarIcon(self._action)

    def unload(self) -> None:
        """Leave QGIS as it was."""
        if self._action is not None:
            self._iface.removePluginMenu(MENU, self._action)
            self._iface.removeToolBarIcon(self._action)
            self._action = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None

    def ask(self) -> None:
        """Ask for a file and open it."""
        filters = "Watchfield projects (*.gpkg)"
        name, _ = QFileDialog.getOpenFileName(self._iface.mainWindow(), "Open a Watchfield project", "", filters)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Show a project file on the map, or say why not."""
        try:
            opened = open_project(path, QgsProject.instance())
        except WatchfieldError as error:
            self._iface.messageBar().pushMessage(MENU, html.escape(str(error)), Qgis.MessageLevel.Warning, 0)
            return
        # After QGIS's own zoom to the first layer of a project, which it leaves for later too.
        QTimer.singleShot(0, lambda: self._show(opened.extent))

    def _show(self, extent: QgsReferencedRectangle) -> None:
        self._iface.mapCanvas().setReferencedExtent(extent)
        self._iface.mapCanvas().refresh()
