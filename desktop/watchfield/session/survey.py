"""What lies in the files that were dropped? Said before anything is read in earnest, by the first 64 kB of each.

Files are looked at by a worker; here nothing of them is parsed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from watchfield.apart import Looker, looker
from watchfield.core.errors import ReadError, UnknownFormat
from watchfield.core.ingest import format_named
from watchfield.core.ingest.files.containers import files
from watchfield.core.ingest.tables.mapping import shape
from watchfield.core.task import Progress, silent
from watchfield.session import columns, words

__all__ = [
    "Group",
    "Sighting",
    "Survey",
    "Table",
    "file_name",
    "format_title",
    "groups",
    "look_over",
    "needs",
    "summary",
]

_MOST_NAMED = 5  # kinds in the sentence; all are in the table below it
_MOST_COLUMNS = 6
_PATIENCE_S = 20.0  # what is not seen by then is imported all the same
_NEVER_LISTED = 2**62


@dataclass(frozen=True, slots=True)
class Table:
    """A table of no known format.

    shape : what tables with the same columns have in common
    told : its columns are told for certain, so that it can be read without a question
    """

    shape: str
    header: tuple[str, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """One file as its beginning shows it.

    name : where it lies, shown and never opened
    path : the file itself, None for what lies in an archive
    format : name of the format, None for what nobody reads
    title : the format for people
    heeds : which options change its reading
    error : why it cannot be read, or empty
    more : no file, but all that an archive holds besides and that was not looked at
    """

    name: str
    path: Path | None = None
    bytes: int = 0
    format: str | None = None
    title: str = ""
    heeds: frozenset[str] = frozenset()
    error: str = ""
    table: Table | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """All files of a drop, in the order in which they will be read.

    whole : all of them were looked at
    """

    sightings: tuple[Sighting, ...] = ()
    inputs: tuple[Path, ...] = ()
    whole: bool = True

    @property
    def heeds(self) -> frozenset[str]:
        """Which options change the reading of any of them."""
        return frozenset().union(*(sighting.heeds for sighting in self.sightings))

    @property
    def readable(self) -> tuple[Sighting, ...]:
        """What a format is known for."""
        return tuple(sighting for sighting in self.sightings if sighting.format is not None)

    @property
    def untold(self) -> tuple[Sighting, ...]:
        """One table of each shape whose columns somebody must say; in an archive nobody can."""
        found = {
            sighting.table.shape: sighting
            for sighting in reversed(self.sightings)
            if sighting.table and not sighting.table.told and sighting.path
        }
        return tuple(reversed(found.values()))


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind.

    kind : "readsb trace", or why they are no recordings
    needs : what the user may say of them, or must
    """

    kind: str
    readable: bool
    sightings: tuple[Sighting, ...]
    needs: str = ""

    @property
    def bytes(self) -> int:
        """Their size as they lie there."""
        return sum(sighting.bytes for sighting in self.sightings)

    @property
    def table(self) -> Sighting | None:
        """One of them whose columns can be said, None where they are no tables."""
        return next((sighting for sighting in self.sightings if sighting.table and sighting.path), None)


def look_over(inputs: Sequence[Path], progress: Progress = silent, patience_s: float = _PATIENCE_S) -> Survey:
    """Recognise the files of the inputs by their beginnings, as many as there is patience for. Raises Cancelled."""
    found: list[Sighting] = []
    whole = True
    until_s = time.monotonic() + patience_s
    with looker() as asker:
        for sighting in (sighting for given in inputs for sighting in _sightings(given, asker)):
            if sighting.more:
                whole = False
                continue
            found.append(sighting)
            progress(len(found), _NEVER_LISTED, sighting.name)
            if time.monotonic() > until_s:
                return Survey(tuple(found), tuple(inputs), whole=False)
    return Survey(tuple(found), tuple(inputs), whole=whole)


def groups(survey: Survey) -> tuple[Group, ...]:
    """Return the files kind by kind: what can be read first, the most frequent first."""
    kinds: dict[tuple[bool, str, str], list[Sighting]] = {}
    for sighting in survey.sightings:
        readable = sighting.format is not None
        kind = _kind_of(sighting) if readable else sighting.error
        kinds.setdefault((not readable, kind, needs(sighting)), []).append(sighting)
    ordered = sorted(kinds.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return tuple(Group(kind, not bad, tuple(own), need) for (bad, kind, need), own in ordered)


def needs(sighting: Sighting) -> str:
    """Return what the user may have to say about a file, in words."""
    if sighting.table:
        return "" if sighting.table.told else "needs columns"
    said = (("start_s", "start time"), ("timezone", "time zone"))
    return ", ".join(word for name, word in said if name in sighting.heeds)


def summary(survey: Survey) -> str:
    """Return ``1,204 readsb trace, 3 Flightradar24 CSV, 5 files that are no recordings``."""
    kinds = groups(survey)
    tables = sum(len(group.sightings) for group in kinds if group.needs == "needs columns")
    known = [group for group in kinds if group.readable and group.needs != "needs columns"]
    named = known if len(known) <= _MOST_NAMED else known[: _MOST_NAMED - 1]
    parts = [f"{len(group.sightings):,} {words.plain(group.kind)}" for group in named]
    if len(named) < len(known):
        rest = sum(len(group.sightings) for group in known[len(named) :])
        parts.append(f"{words.counted(rest, 'file')} of {len(known) - len(named)} other kinds")
    if tables:
        parts.append("1 table that needs columns" if tables == 1 else f"{tables:,} tables that need columns")
    others = sum(len(group.sightings) for group in kinds if not group.readable)
    if others:
        parts.append("1 file that is no recording" if others == 1 else f"{others:,} files that are no recordings")
    more = "" if survey.whole else ", and more that was not looked at"
    return (", ".join(parts) if parts else "No files") + more


def file_name(name: str) -> str:
    """Return the name of a file as people know it, ready to show."""
    return words.plain(PurePath(name.replace("\\", "/")).name or name)


def format_title(name: str | None) -> str:
    """Return what people call a format; one that is not known here keeps its name."""
    try:
        return format_named(name).title if name else ""
    except UnknownFormat:
        return words.plain(name or "")


def _kind_of(sighting: Sighting) -> str:
    if sighting.table is None:
        return sighting.title
    names = ", ".join(words.plain(name) for name in sighting.table.header[:_MOST_COLUMNS])
    return f"table: {names}" + (", …" if len(sighting.table.header) > _MOST_COLUMNS else "")


def _sightings(given: Path, asker: Looker) -> Iterator[Sighting]:
    try:
        for file in files(given):
            if isinstance(file, Path):
                yield from _of_file(file, asker)
            else:
                yield Sighting(file.untrusted_name, error="The folder may not be listed.")
    except (ReadError, OSError) as error:
        yield Sighting(str(given), error=_why(error))


def _of_file(file: Path, asker: Looker) -> Iterator[Sighting]:
    """Look at a file, or at what an archive holds; the walk goes on whatever it is."""
    try:
        with file.open("rb") as stream:
            seen, whole = asker.look(stream, str(file))
    except (ReadError, OSError) as error:
        yield Sighting(str(file), file, error=_why(error))
        return
    for inner, size, format_name, why, table in seen:
        # What lies in an archive has a name of its own, made of the archive's and of one that may say anything.
        path = file if not inner else None
        name = f"{file}{inner}"
        if format_name is None:
            yield Sighting(name, path, size, error=why)
            continue
        known = format_named(format_name)
        yield Sighting(name, path, size, known.name, known.title, known.heeds, table=_table(table))
    if not whole:
        yield Sighting(f"{file}/…", more=True)


def _table(said: tuple[tuple[str, ...], bool] | None) -> Table | None:
    if said is None:
        return None
    header, told = said
    its_shape = shape(header)
    return Table(its_shape, header, told or columns.recall(its_shape) is not None)


def _why(error: ReadError | OSError) -> str:
    if isinstance(error, ReadError):
        return error.what
    return f"It cannot be opened: {error.strerror or error}."
