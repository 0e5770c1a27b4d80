"""The earth and the clock: units, sphere, map plane, polygons, times."""
