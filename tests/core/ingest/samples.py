"""One small sound file of every format, and where in it one row keeps its place, its time and its name.

Whoever adds a format adds its sample here: the hostile suite, the twins and the fuzzer take theirs from this list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum, auto
from pathlib import Path
from types import MappingProxyType

from core.ingest.made import as_excel, as_parquet, avr, beast, traffic_parquet, walk
from watchfield.core.ingest import Options
from watchfield.core.ingest.tables.mapping import ColumnMapping

__all__ = ["NOW_S", "SAMPLES", "Family", "Sample", "sample_of"]

DATA = Path(__file__).resolve().parents[2] / "data"
NOW_S = 1_762_000_000.0  # 2025-11-01, a week after the hand-made recordings
_LATER = Options(now_s=NOW_S)


class Family(Enum):
    """What a file is made of: which faults it can have."""

    TABLE = auto()
    JSON = auto()
    LINES = auto()  # of JSON
    TEXT = auto()
    XML = auto()
    BINARY = auto()


Plant = Callable[[bytes, bytes, bytes], bytes]
"""(content, what stands there, what is to stand there) -> content"""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A sound file.

    format : as what it is recognised
    rows, fixes : how many rows it has, and how many of them are good
    spots : what stands in one good row as ``lat``, ``lon``, ``time`` and ``callsign``; its first occurrence is meant.
        Where a value alone would be found elsewhere first, it stands in «» with what is around it
    written : how a time in UTC seconds is written in it
    shared : whether that time is the time of all its rows
    plant : how another value comes into the place of one
    options : what the user has to say about it
    variant : which of several samples of one format
    """

    format: str
    content: bytes
    family: Family
    rows: int
    fixes: int
    spots: Mapping[str, str] = field(default_factory=dict)
    written: Callable[[float], str] = "{:.0f}".format
    shared: bool = False
    plant: Plant = lambda content, old, new: content.replace(old, new, 1)
    options: Options = _LATER
    variant: str = ""

    @property
    def title(self) -> str:
        """Its name in lists."""
        return f"{self.format} {self.variant}".strip()

    @property
    def is_document(self) -> bool:
        """Whether it is read as one, so that one fault of its grammar is the end of it."""
        return self.family in (Family.JSON, Family.XML, Family.BINARY)

    def planted(self, spot: str, value: str) -> bytes:
        """Return the file with another value in its good row, unchanged where the row has no such value."""
        if spot not in self.spots:
            return self.content
        before, _, rest = self.spots[spot].rpartition("«")
        old, _, after = rest.partition("»")
        old, new = before + old + after, before + value + after
        return self.plant(self.content, old.encode(), new.encode())


def _file(name: str) -> bytes:
    return (DATA / name).read_bytes()


def _spots(lat: str, lon: str, time: str, callsign: str = "") -> Mapping[str, str]:
    named = {"lat": lat, "lon": lon, "time": time, "callsign": callsign}
    return MappingProxyType({name: text for name, text in named.items() if text})


def _milliseconds(time_s: float) -> str:
    return f"{time_s * 1000:.0f}"


def _iso(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _iso_bare(time_s: float) -> str:
    return _iso(time_s).replace("Z", "")


def _iso_with_zone(time_s: float) -> str:
    return _iso(time_s).replace("Z", "+00:00")


def _base_station(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, timezone.utc).strftime("%Y/%m/%d,%H:%M:%S.000")


def _replanted(make: Callable[[bytes], bytes], source: bytes) -> Plant:
    """Return how to plant a value where a file is made of a text."""
    return lambda _content, old, new: make(source.replace(old, new, 1))


_OPENSKY, _TABLE, _TRAFFIC = _file("opensky.csv"), _file("table.csv"), _file("traffic.json")
_MESSAGES = ("8D4840D6202CC371C32CE0576098", "8D40621D58C382D690C8AC2863A7", "8D40621D58C386435CC412692AD6")
_BEGUN = Options(now_s=NOW_S, start_s=1_761_480_000.0)
_MAPPING = ColumnMapping(
    {"time": "time_utc", "latitude": "lat", "longitude": "lon", "icao24": "hex", "callsign": "callsign"},
    {},
    "iso8601",
)
_MAPPED = Options(now_s=NOW_S, columns=_MAPPING.to_json())
_TABLE_SPOTS = _spots("35.45", "«35.9»,", "2025-10-26T12:01:00", "DEMO31")
_OPENSKY_SPOTS = _spots("35.41", "35.96", "1761480002.7", "DEMO06")

SAMPLES = (
    Sample(
        "readsb-trace",
        _file("readsb_trace.json"),
        Family.JSON,
        rows=8,
        fixes=6,
        spots=_spots("35.45", "35.45, «35.9»", "1761480000.0", "DEMO01"),
        shared=True,
    ),
    Sample(
        "fr24-csv",
        _file("fr24_0a1b2c3d.csv"),
        Family.TABLE,
        rows=5,
        fixes=3,
        spots=_spots("35.450000", "35.900000", "1761480060", "DEMO04"),
    ),
    Sample(
        "fr24-json",
        _file("fr24_playback.json"),
        Family.JSON,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "1761480060", "DEMO04"),
    ),
    Sample("opensky-csv", _OPENSKY, Family.TABLE, rows=6, fixes=4, spots=_OPENSKY_SPOTS),
    Sample(
        "opensky-parquet",
        as_parquet(_OPENSKY),
        Family.BINARY,
        rows=6,
        fixes=4,
        spots=_OPENSKY_SPOTS,
        plant=_replanted(as_parquet, _OPENSKY),
    ),
    Sample(
        "traffic-json",
        _file("traffic.json"),
        Family.JSON,
        rows=4,
        fixes=3,
        spots=_spots("35.42", "35.97", "1761480003000", "DEMO08"),
        written=_milliseconds,
    ),
    Sample(
        "readsb-aircraft",
        _file("readsb_aircraft.json"),
        Family.JSON,
        rows=6,
        fixes=5,
        spots=_spots("35.41", "35.96", "1761480010.5", "DEMO11"),
        shared=True,
    ),
    Sample(
        "readsb-jsonl",
        _file("readsb_lines.jsonl"),
        Family.LINES,
        rows=6,
        fixes=4,
        spots=_spots("35.41", "35.96", "1761480001.0", "DEMO11"),
    ),
    Sample(
        "tar1090-chunk",
        _file("tar1090_chunk.json"),
        Family.JSON,
        rows=7,
        fixes=6,
        spots=_spots("35.41", "35.96", "1761480000.0", "DEMO11"),
        shared=True,
    ),
    Sample("readsb-heatmap", _file("readsb_heatmap.bin.ttf"), Family.BINARY, rows=9, fixes=4),
    Sample(
        "jet1090",
        _file("jet1090.jsonl"),
        Family.LINES,
        rows=6,
        fixes=3,
        spots=_spots("35.41", "35.96", "1761480001.0", "DEMO11"),
    ),
    Sample(
        "opensky-states",
        _file("opensky_states.json"),
        Family.JSON,
        rows=4,
        fixes=3,
        spots=_spots("35.41", "35.96", "1761480008", "DEMO11"),
    ),
    Sample(
        "sbs",
        _file("sbs.txt"),
        Family.TEXT,
        rows=10,
        fixes=4,
        spots=_spots("«35.41000»,35.97000", "35.97000", "2025/10/26,12:00:02.250", "DEMO11"),
        written=_base_station,
    ),
    Sample(
        "gpx",
        _file("logger.gpx"),
        Family.XML,
        rows=4,
        fixes=3,
        spots=_spots("35.45", '«35.9»"', "2025-10-26T12:01:00Z", "DEMO21"),
        written=_iso,
    ),
    Sample("igc", _file("glider.igc"), Family.TEXT, rows=3, fixes=3),  # its numbers have fixed places
    Sample(
        "kml",
        _file("track.kml"),
        Family.XML,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9» ", "2025-10-26T12:01:00Z", "DEMO22"),
        written=_iso,
    ),
    Sample(
        "flightaware-kml",
        _file("flightaware.kml"),
        Family.XML,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9» ", "2025-10-26T12:01:00Z", "DEMO23"),
        written=_iso,
    ),
    Sample(
        "fr24-kml",
        _file("fr24_0a1b2c3d.kml"),
        Family.XML,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,35.45", "2025-10-26T12:01:00+00:00", "DEMO04"),
        written=_iso_with_zone,
    ),
    Sample(
        "fr24-api",
        _file("fr24_api.csv"),
        Family.TABLE,
        rows=4,
        fixes=4,
        spots=_spots("35.45", "«35.9»,", "2025-10-26T12:01:00Z", "DEMO24"),
        written=_iso,
    ),
    Sample(
        "fr24-archive",
        _file("fr24_archive_positions.csv"),
        Family.TABLE,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "1761480060"),
    ),
    Sample("fr24-archive-flights", _file("fr24_archive_flights.csv"), Family.TABLE, rows=2, fixes=0),
    Sample("opensky-flights", _file("opensky_flights.csv"), Family.TABLE, rows=2, fixes=0),
    Sample("traffic-parquet", traffic_parquet(_TRAFFIC), Family.BINARY, rows=4, fixes=3),
    Sample(
        "table",
        _TABLE,
        Family.TABLE,
        rows=4,
        fixes=3,
        spots=_TABLE_SPOTS,
        written=_iso_bare,
        options=_MAPPED,
        variant="CSV",
    ),
    Sample(
        "table",
        as_excel(_TABLE),
        Family.BINARY,
        rows=4,
        fixes=3,
        spots=_TABLE_SPOTS,
        written=_iso_bare,
        options=_MAPPED,
        plant=_replanted(as_excel, _TABLE),
        variant="Excel",
    ),
    Sample(
        "table",
        as_parquet(_TABLE),
        Family.BINARY,
        rows=4,
        fixes=3,
        spots=_TABLE_SPOTS,
        written=_iso_bare,
        options=_MAPPED,
        plant=_replanted(as_parquet, _TABLE),
        variant="Parquet",
    ),
    Sample(
        "geojson",
        _file("points.geojson"),
        Family.JSON,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "1761480060", "DEMO32"),
    ),
    Sample("beast", beast(_MESSAGES), Family.BINARY, rows=3, fixes=1, options=_BEGUN),
    Sample("avr", avr(_MESSAGES), Family.TEXT, rows=3, fixes=1, options=_BEGUN),
    Sample("geopackage", walk(), Family.BINARY, rows=3, fixes=3),
    Sample(
        "fr24-granular",
        _file("fr24_granular.csv"),
        Family.TABLE,
        rows=4,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "2025-10-26 12:01:00Z.000", "DEMO04"),
    ),
    Sample(
        "flightaware-csv",
        _file("flightaware.csv"),
        Family.TABLE,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "2025-10-26T12:01:00Z", "DEMO23"),
        written=_iso,
    ),
    Sample(
        "flightaware-log",
        _file("flightaware_log.csv"),
        Family.TABLE,
        rows=3,
        fixes=3,
        spots=_spots("35.45", "«35.9»,", "Sun 08:01:00 AM"),
        options=_BEGUN,
    ),
)


def sample_of(name: str) -> Sample:
    """Return the first sample of a format."""
    return next(sample for sample in SAMPLES if sample.format == name)
