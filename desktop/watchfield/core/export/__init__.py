"""Movements for other programs: each format says what is certain and what is not, and carries the project's marking."""
