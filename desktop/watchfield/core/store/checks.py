"""Is this really a project file, and nothing but?

Our entries of the schema match their statements to the letter, and on our tables nothing else may stand: no foreign
trigger, no view in a table's place, no generated column. What QGIS and GDAL add is known by its name and never read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ..errors import ProjectDamaged, ProjectError, ProjectTooNew
from .schema import GEOMETRY, SCHEMA, STATEMENTS, TABLES

__all__ = ["ADDED_TABLES", "ADDED_TRIGGERS", "check_schema", "check_version", "foreign_entries"]

_MOST_ENTRIES = 200  # 50,000 tables take a second to look at
_RTREE_EVENTS = ("insert", "update", *(f"update{i}" for i in range(1, 8)), "delete")
# What QGIS and GDAL put on our tables: an index in space, and triggers that count features.
ADDED_TRIGGERS = frozenset(
    (
        *(f"rtree_{table}_geom_{event}" for table, *_ in GEOMETRY for event in _RTREE_EVENTS),
        *(f"trigger_{event}_feature_count_{table}" for table in TABLES for event in ("insert", "delete")),
    )
)
ADDED_TABLES = tuple(f"rtree_{table}_geom" for table, *_ in GEOMETRY)


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ProjectError for a GeoPackage that is no project, ProjectDamaged for one whose schema was changed."""
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if count > _MOST_ENTRIES:
        raise ProjectError(
            f"This is not a project file: it has {count} tables, indices and triggers.",
            where=str(path),
            advice="A project has fewer than a hundred.",
        )
    entries = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    found = {(kind, name): sql for kind, name, _, sql in entries}
    if not any(key in found for key in (("table", "setting"), ("table", "track_column"), ("table", "audit"))):
        raise ProjectError(
            "This is a GeoPackage, but not a project file.",
            where=str(path),
            advice="Areas are brought in with “zone import”, recordings with “import”.",
        )
    for problem in _differences(found, entries):
        raise ProjectDamaged(
            problem, where=str(path), advice="It was changed by another program; open the copy it was made from."
        )


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ProjectTooNew for a project of a newer program."""
    row = connection.execute("SELECT value FROM setting WHERE name = 'schema'").fetchone()
    if row is None or not str(row[0]).isdecimal():
        raise ProjectDamaged("The project does not say which version it has.", where=str(path))
    if row[0] != SCHEMA:
        raise ProjectTooNew(
            f"The project was made by a newer version of the program (schema {row[0]}; this one knows {SCHEMA}).",
            where=str(path),
            kept="It is unchanged.",
            advice="Open it with the newer version.",
        )


def foreign_entries(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of what other programs have added, known or not."""
    entries = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    return tuple(sorted(name for kind, name in entries if not _is_ours(kind, name)))


def _is_ours(kind: str, name: str) -> bool:
    return (kind, name) in STATEMENTS or name.startswith("sqlite_")


def _differences(
    found: dict[tuple[str, str], str | None], entries: list[tuple[str, str, str, str | None]]
) -> Iterator[str]:
    for (kind, name), sql in STATEMENTS.items():
        if (kind, name) not in found:
            yield f"The {kind} “{name}” of the project is missing."
        elif found[kind, name] != sql:
            yield f"The {kind} “{name}” of the project was changed."
    names = {name.lower() for _, name in STATEMENTS}
    for kind, name, table, _ in entries:
        if _is_ours(kind, name):
            continue
        if kind == "trigger" and name in ADDED_TRIGGERS:
            continue
        if str(table).lower() in TABLES or str(name).lower() in names:
            yield f"A foreign {kind} “{name}” stands on the table “{table}” of the project."
