"""Recordings in: what is this file, and what does it say?

Adding a format is adding one module with one ``FORMAT`` to ``formats`` and naming it there.
"""

from __future__ import annotations

from typing import BinaryIO

from ..errors import UnknownFormat
from .assembly import assembled
from .files.containers import Member, members, members_of
from .files.content import head
from .format import Format, Head, Options
from .formats import FORMATS
from .part import Part
from .unknown import looks_like
from .values import plain

__all__ = [
    "FORMATS",
    "Format",
    "Head",
    "Member",
    "Options",
    "Part",
    "assembled",
    "format_named",
    "members",
    "members_of",
    "recognise",
    "recognised",
]

_READ = (
    "Watchfield reads recordings of receivers and portals, GPX, IGC, KML, GeoJSON, GeoPackage and tables; "
    "the README lists them."
)


def recognise(stream: BinaryIO, untrusted_name: str) -> Format:
    """Return what a file is, by its first 64 kB, and leave the stream at its beginning.

    Raises UnknownFormat where nobody knows it, ReadError where it is empty or gzip that cannot even begin.
    """
    return recognised(head(stream, untrusted_name), untrusted_name)


def recognised(seen: Head, untrusted_name: str) -> Format:
    """Return what a file is that begins (and ends) so. Raises UnknownFormat."""
    for candidate in FORMATS:
        if candidate.recognises(seen):
            return candidate
    seeming = looks_like(seen)
    what = f"This looks like {seeming}, which cannot be read." if seeming else "Nobody here knows what this file is."
    raise UnknownFormat(what, where=plain(untrusted_name), advice=_READ)


def format_named(name: str) -> Format:
    """Return the format of this name. Raises UnknownFormat."""
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate
    names = ", ".join(candidate.name for candidate in FORMATS)
    raise UnknownFormat(f"There is no format “{plain(name, 60)}”.", advice=f"There are: {names}.")
