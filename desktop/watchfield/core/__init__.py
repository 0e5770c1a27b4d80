"""The part without windows, state or processes: numpy and the standard library, also inside QGIS."""
