"""What might a file be that no reader knows? A word for it helps more than none."""

from __future__ import annotations

import re
from types import MappingProxyType

from .format import Head

__all__ = ["looks_like"]

_SIGNS = MappingProxyType(
    {
        "a SQLite database or GeoPackage": re.compile(rb"SQLite format 3\0"),
        "a PDF": re.compile(rb"%PDF"),
        "an Arrow or Feather file (of that family only Parquet is read: save it so)": re.compile(rb"ARROW1|FEA1"),
        "a Python pickle (it could run whatever is in it: save it as Parquet or CSV)": re.compile(rb"\x80[\x02-\x05]"),
        "a picture": re.compile(rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*|GIF8"),
        "a basemap (PMTiles)": re.compile(rb"PMTiles"),
        "an archive inside an archive": re.compile(rb"PK\x03\x04"),
        "a web page": re.compile(rb"<(?:!doctype )?html", re.IGNORECASE),
        "another kind of JSON": re.compile(rb"[\[{]"),
    }
)
_TABLE = re.compile(rb"(?:[^\r\n\0,;\t]*[,;\t]){2}[^\r\n\0]*[\r\n]")  # one way to match, or 64 kB of commas take hours


def looks_like(head: Head) -> str:
    """Return what a file seems to be, in words, or nothing."""
    for words, sign in _SIGNS.items():
        if sign.match(head.start):
            return words
    return "a table with other columns" if _TABLE.match(head.start) else ""
