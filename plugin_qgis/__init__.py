"""Watchfield in QGIS: project files as layers, and movements in zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .plugin import WatchfieldPlugin


def classFactory(iface: QgisInterface) -> WatchfieldPlugin:
    """Return the plugin, as QGIS asks for it."""
    from .plugin import WatchfieldPlugin  # noqa: PLC0415  # QGIS reads this module before it loads anything

    return WatchfieldPlugin(iface)
