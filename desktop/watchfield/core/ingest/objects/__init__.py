"""JSON objects, seen as columns."""
