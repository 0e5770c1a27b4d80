"""Watchfield's algorithms in the Processing toolbox."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms import MovementsInZones, OpenProject


class WatchfieldProvider(QgsProcessingProvider):
    """What stands under "Watchfield" in the toolbox."""

    def id(self) -> str:
        """Return the name that scripts use."""
        return "watchfield"

    def name(self) -> str:
        """Return the name that people see."""
        return "Watchfield"

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(Path(__file__).parent / "icon.svg"))

    def loadAlgorithms(self) -> None:
        """Offer the algorithms."""
        for algorithm in (OpenProject(), MovementsInZones()):
            self.addAlgorithm(algorithm)
