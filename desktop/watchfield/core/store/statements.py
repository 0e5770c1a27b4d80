"""Statements over our own tables: names come from this program alone, values are always parameters."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["insert", "select"]


def select(table: str, columns: Sequence[str], rest: str = "ORDER BY fid") -> str:
    """Return the statement that reads columns."""
    return " ".join(("SELECT", ", ".join(columns), "FROM", table, rest))


def insert(table: str, columns: Sequence[str]) -> str:
    """Return the statement that adds a row."""
    return " ".join(("INSERT INTO", table, "(", ", ".join(columns), ") VALUES (", ", ".join("?" * len(columns)), ")"))
