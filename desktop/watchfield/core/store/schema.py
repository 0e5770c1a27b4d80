"""The tables of a project file: a GeoPackage 1.3 that carries its own evidence.

Our schema version is a setting, for ``application_id`` and ``user_version`` belong to GeoPackage. What a file holds
must match these statements to the letter; see ``checks.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .statements import select

__all__ = [
    "APPEND_ONLY",
    "APPLICATION_ID",
    "BLOB_COLUMNS",
    "CONTENTS",
    "EVIDENCE",
    "EXTENSION",
    "EXTENSION_ROWS",
    "GEOMETRY",
    "KEPT_SETTINGS",
    "MUTABLE",
    "REFERENCE_SYSTEMS",
    "SCHEMA",
    "STATEMENTS",
    "TABLES",
    "TRACK_COLUMNS",
    "TRIGGERS",
    "USER_VERSION",
]

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300  # GeoPackage 1.3; 10400 makes GDAL 3.6 warn, and nothing of 1.4 is used
SCHEMA = "1"

_FID = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"

_GEOPACKAGE: Mapping[str, str] = {
    "gpkg_spatial_ref_sys": (
        "srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, "
        "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT"
    ),
    "gpkg_contents": (
        "table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, "
        "description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
        "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
        "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)"
    ),
    "gpkg_geometry_columns": (
        "table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, "
        "srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, "
        "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), "
        "CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
        "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), "
        "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)"
    ),
    "gpkg_extensions": (
        "table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, "
        "scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)"
    ),
    "gpkg_ogr_contents": "table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL",
}

_OURS: Mapping[str, str] = {
    "setting": "name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL",
    "source": (
        f"{_FID}, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, format TEXT NOT NULL, "
        "options TEXT NOT NULL, imported_time DATETIME NOT NULL, imported_s DOUBLE NOT NULL, "
        "first_fid INTEGER NOT NULL, "
        "track_count INTEGER NOT NULL, rows INTEGER NOT NULL, stored INTEGER NOT NULL, duplicate INTEGER NOT NULL, "
        "refused INTEGER NOT NULL, without_position INTEGER NOT NULL, fix_count INTEGER NOT NULL, "
        "fix_sha256 TEXT NOT NULL, UNIQUE(sha256, options)"
    ),
    "identity": (
        f"{_FID}, key TEXT NOT NULL, same_as TEXT NOT NULL, source_id INTEGER REFERENCES source(fid), "
        "stated_by TEXT NOT NULL, registration TEXT, type TEXT"
    ),
    # Small columns stand before geom: with geom first a search over 10,000 rows takes 164 ms instead of 28.
    "track": (
        f"{_FID}, source_id INTEGER NOT NULL REFERENCES source(fid) DEFERRABLE INITIALLY DEFERRED, key TEXT NOT NULL, "
        "icao24 TEXT, callsign TEXT, registration TEXT, type TEXT, facts TEXT NOT NULL, spans TEXT NOT NULL, "
        "start_time DATETIME NOT NULL, end_time DATETIME NOT NULL, start_s DOUBLE NOT NULL, end_s DOUBLE NOT NULL, "
        "fix_count INTEGER NOT NULL CHECK (fix_count BETWEEN 1 AND 65536), geom LINESTRING NOT NULL"
    ),
    # A table of its own: in the same row QGIS loads the blobs with every attribute table.
    "track_column": (
        "fid INTEGER PRIMARY KEY NOT NULL REFERENCES track(fid), sha256 BLOB NOT NULL, baro_altitude_ft BLOB NOT NULL, "
        "geo_altitude_ft BLOB NOT NULL, speed_kt BLOB NOT NULL, track_deg BLOB NOT NULL, climb_fpm BLOB NOT NULL, "
        "row BLOB NOT NULL, quality BLOB NOT NULL, kind BLOB NOT NULL, nic BLOB NOT NULL, nac_p BLOB NOT NULL, "
        "sil BLOB NOT NULL"
    ),
    "zone": (
        f"{_FID}, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, airfield TEXT, floor_ft DOUBLE, ceiling_ft DOUBLE, "
        "version TEXT NOT NULL, geom POLYGON NOT NULL"
    ),
    "movement": (
        f"{_FID}, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, zone TEXT, zone_version TEXT, "
        "airfield TEXT, candidates TEXT NOT NULL, key TEXT NOT NULL, icao24 TEXT, registration TEXT, type TEXT, "
        "callsign TEXT, time_s DOUBLE NOT NULL, start_time DATETIME NOT NULL, end_time DATETIME NOT NULL, "
        "start_s DOUBLE NOT NULL, end_s DOUBLE NOT NULL, altitude_ft DOUBLE, probability DOUBLE, "
        "reasons TEXT NOT NULL, "
        "assessment TEXT, evidence TEXT NOT NULL, rules TEXT NOT NULL, geom POINT"
    ),
    "airfield": f"{_FID}, icao TEXT NOT NULL, name TEXT NOT NULL, elevation_ft DOUBLE, geom POINT NOT NULL",
    "refusal": (
        f"{_FID}, source_id INTEGER NOT NULL REFERENCES source(fid), source_row INTEGER NOT NULL, field TEXT NOT NULL, "
        "reason TEXT NOT NULL"
    ),
    # The bytes of a recording, where the user chose to keep them: in pieces, for a blob is read as a whole.
    "kept": (
        f"{_FID}, sha256 TEXT NOT NULL, piece INTEGER NOT NULL, packing TEXT NOT NULL CHECK (packing IN ('zlib', '')), "
        "data_sha256 TEXT NOT NULL, data BLOB NOT NULL, UNIQUE(sha256, piece)"
    ),
    "removal": (
        f"{_FID}, source_id INTEGER NOT NULL REFERENCES source(fid), "
        "change TEXT NOT NULL CHECK (change IN ('removed', 'restored')), change_time DATETIME NOT NULL, "
        "reason TEXT NOT NULL"
    ),
    "decision": (
        f"{_FID}, movement_id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, "
        "decided_time DATETIME NOT NULL"
    ),
    "note": f"{_FID}, about TEXT NOT NULL, text TEXT NOT NULL, noted_time DATETIME NOT NULL",
    "owner": "pid INTEGER NOT NULL, boot_id TEXT NOT NULL, host TEXT NOT NULL, since TEXT NOT NULL",
    "audit": (
        "seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, entry_time DATETIME NOT NULL, action TEXT NOT NULL, "
        "body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL"
    ),
}

# Evidence is never changed and never deleted; how the third trigger finds a row that REPLACE would take away.
EVIDENCE: Mapping[str, str] = {
    "source": "fid = NEW.fid OR (sha256 = NEW.sha256 AND options = NEW.options)",
    "track": "fid = NEW.fid",
    "track_column": "fid = NEW.fid",
    "refusal": "fid = NEW.fid",
    "removal": "fid = NEW.fid",
    "identity": "fid = NEW.fid",
    "kept": "fid = NEW.fid OR (sha256 = NEW.sha256 AND piece = NEW.piece)",
    "decision": "fid = NEW.fid",
    "note": "fid = NEW.fid",
    "audit": "seq = NEW.seq",
}
APPEND_ONLY = ("source", "identity", "kept", "refusal", "removal", "decision", "note")  # digests in ranges of fid
MUTABLE = ("setting", "zone", "movement", "airfield")  # digests of the whole table
KEPT_SETTINGS = ("schema", "project_id", "generated")

BLOB_COLUMNS = (
    "baro_altitude_ft",
    "geo_altitude_ft",
    "speed_kt",
    "track_deg",
    "climb_fpm",
    "row",
    "quality",
    "kind",
    "nic",
    "nac_p",
    "sil",
)
TRACK_COLUMNS = (
    "fid",
    "source_id",
    "key",
    "icao24",
    "callsign",
    "registration",
    "type",
    "facts",
    "spans",
    "start_time",
    "end_time",
    "start_s",
    "end_s",
    "fix_count",
)

EXTENSION = "watchfield_project"
_IN_EXTENSION = ("setting", "track_column", "identity", "kept", "decision", "note", "owner")

_Z = "Heights of the line are pressure altitude where there is one, not heights above the ellipsoid; metres."
# table, data type, description; features are in EPSG:4326
CONTENTS: tuple[tuple[str, str, str], ...] = (
    ("track", "features", f"Stretches of recorded tracks without a hole; M is UTC seconds since 1970. {_Z}"),
    ("zone", "features", "Watch zones"),
    ("movement", "features", "Arrivals, departures and other movements, with how sure they are"),
    ("airfield", "features", "Airfields of the area"),
    ("source", "attributes", "Imported recordings"),
    ("refusal", "attributes", "Rows of recordings that were not taken, and why"),
    ("removal", "attributes", "Recordings taken out and put back"),
    ("audit", "attributes", "What was done in this project, chained by hashes"),
)
# table, geometry type, z, m
GEOMETRY: tuple[tuple[str, str, int, int], ...] = (
    ("track", "LINESTRING", 1, 1),
    ("zone", "POLYGON", 0, 0),
    ("movement", "POINT", 0, 0),
    ("airfield", "POINT", 0, 0),
)

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)
REFERENCE_SYSTEMS: tuple[tuple[str, int, str, int, str, str], ...] = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    (
        "WGS 84 geodetic",
        4326,
        "EPSG",
        4326,
        _WGS84,
        "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid",
    ),
)


def _evidence_triggers() -> Iterator[tuple[str, str]]:
    for table, same in EVIDENCE.items():
        changed = f"SELECT RAISE(ABORT, '{table}: evidence is never changed'); END"
        deleted = f"SELECT RAISE(ABORT, '{table}: evidence is never deleted'); END"
        replaced = f"SELECT RAISE(ABORT, '{table}: evidence is never replaced'); END"
        exists = f"EXISTS ({select(table, ('1',), f'WHERE {same}')})"
        yield f"{table}_no_update", f"BEFORE UPDATE ON {table} BEGIN {changed}"
        yield f"{table}_no_delete", f"BEFORE DELETE ON {table} BEGIN {deleted}"
        yield f"{table}_no_replace", f"BEFORE INSERT ON {table} WHEN {exists} BEGIN {replaced}"


def _setting_triggers() -> Iterator[tuple[str, str]]:
    kept = ", ".join(f"'{name}'" for name in KEPT_SETTINGS)
    stop = "BEGIN SELECT RAISE(ABORT, 'setting: this one is never changed'); END"
    yield "setting_no_update", f"BEFORE UPDATE ON setting WHEN OLD.name IN ({kept}) {stop}"
    yield "setting_no_delete", f"BEFORE DELETE ON setting WHEN OLD.name IN ({kept}) {stop}"
    exists = "EXISTS (SELECT 1 FROM setting WHERE name = NEW.name)"
    yield "setting_no_replace", f"BEFORE INSERT ON setting WHEN NEW.name IN ({kept}) AND {exists} {stop}"


TABLES: Mapping[str, str] = {
    name: f"CREATE TABLE {name}({columns})" for name, columns in (*_GEOPACKAGE.items(), *_OURS.items())
}
TRIGGERS: Mapping[str, str] = {
    name: f"CREATE TRIGGER {name} {body}" for name, body in (*_evidence_triggers(), *_setting_triggers())
}
# (type, name) -> statement, as SQLite keeps it
STATEMENTS: Mapping[tuple[str, str], str] = {
    **{("table", name): sql for name, sql in TABLES.items()},
    ("index", "track_address"): "CREATE INDEX track_address ON track(key, start_s)",
    # A source follows its tracks, whose hash it holds; without this index SQLite looks through all tracks for them.
    ("index", "track_source"): "CREATE INDEX track_source ON track(source_id)",
    **{("trigger", name): sql for name, sql in TRIGGERS.items()},
}
EXTENSION_ROWS: tuple[tuple[str, None, str, str, str], ...] = tuple(
    (table, None, EXTENSION, "Watchfield project file, schema 1", "read-write") for table in _IN_EXTENSION
)
