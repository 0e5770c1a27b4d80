"""The window: PySide6 and pyqtgraph. No widget here owns logic."""
