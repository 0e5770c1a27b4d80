"""What lies in the files that were dropped? Said before anything is read in earnest, by the first 64 kB of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Member, members, recognise
from watchfield.core.task import Progress, silent
from watchfield.session import words

__all__ = ["Group", "Sighting", "Survey", "file_name", "groups", "look_over", "needs", "summary"]

_MOST_NAMED = 5  # kinds in the sentence; all are in the table below it
_NEVER_LISTED_BYTES = 2**62


@dataclass(frozen=True, slots=True)
class Sighting:
    """One file as its beginning shows it.

    name : where it lies, shown and never opened
    format : name of the format, None for what nobody reads
    title : the format for people
    heeds : which options change its reading
    error : why it cannot be read, or empty
    """

    name: str
    bytes: int = 0
    format: str | None = None
    title: str = ""
    heeds: frozenset[str] = frozenset()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """All files of a drop, in the order in which they will be read."""

    sightings: tuple[Sighting, ...] = ()
    inputs: tuple[Path, ...] = field(default=())

    @property
    def heeds(self) -> frozenset[str]:
        """Which options change the reading of any of them."""
        return frozenset().union(*(sighting.heeds for sighting in self.sightings))

    @property
    def readable(self) -> tuple[Sighting, ...]:
        """What a format is known for."""
        return tuple(sighting for sighting in self.sightings if sighting.format is not None)


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind.

    kind : "readsb trace", or why they are no recordings
    """

    kind: str
    readable: bool
    sightings: tuple[Sighting, ...]
    needs: str = ""

    @property
    def bytes(self) -> int:
        """Their size as they lie there."""
        return sum(sighting.bytes for sighting in self.sightings)


def look_over(inputs: Sequence[Path], progress: Progress = silent) -> Survey:
    """Recognise every file of the inputs by its beginning; raises Cancelled where the user asks to stop."""
    found: list[Sighting] = []
    for given in inputs:
        for sighting in _sightings(given):
            found.append(sighting)
            progress(len(found), _NEVER_LISTED_BYTES, sighting.name)
    return Survey(tuple(found), tuple(inputs))


def groups(survey: Survey) -> tuple[Group, ...]:
    """Return the files kind by kind: what can be read first, the most frequent first."""
    kinds: dict[tuple[bool, str, str], list[Sighting]] = {}
    for sighting in survey.sightings:
        readable = sighting.format is not None
        kind = sighting.title if readable else sighting.error
        kinds.setdefault((not readable, kind, needs(sighting)), []).append(sighting)
    ordered = sorted(kinds.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return tuple(Group(kind, not bad, tuple(own), need) for (bad, kind, need), own in ordered)


def needs(sighting: Sighting) -> str:
    """Return what the user may have to say about a file, in words."""
    said = (("columns", "columns"), ("start_s", "start time"), ("timezone", "time zone"))
    return ", ".join(word for name, word in said if name in sighting.heeds)


def summary(survey: Survey) -> str:
    """Return ``1,204 readsb trace, 3 Flightradar24 CSV, 5 files that are no recordings``."""
    kinds = groups(survey)
    known = [group for group in kinds if group.readable]
    named = known if len(known) <= _MOST_NAMED else known[: _MOST_NAMED - 1]
    parts = [f"{len(group.sightings):,} {words.plain(group.kind)}" for group in named]
    if len(named) < len(known):
        rest = sum(len(group.sightings) for group in known[len(named) :])
        parts.append(f"{rest:,} of {len(known) - len(named)} other kinds")
    others = sum(len(group.sightings) for group in kinds if not group.readable)
    if others:
        parts.append("1 file that is no recording" if others == 1 else f"{others:,} files that are no recordings")
    return ", ".join(parts) if parts else "No files"


def file_name(name: str) -> str:
    """Return the name of a file as people know it, ready to show."""
    return words.plain(PurePath(name.replace("\\", "/")).name or name)


def _sightings(given: Path) -> Iterator[Sighting]:
    try:
        for member in members(given):
            yield _sighting(member)
    except (ReadError, OSError) as error:
        yield Sighting(str(given), error=_why(error))


def _sighting(member: Member) -> Sighting:
    try:
        with member.open() as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            try:
                known = recognise(stream, member.untrusted_name)
            except ReadError as error:
                return Sighting(member.untrusted_name, size, error=_why(error))
    except (ReadError, OSError) as error:
        return Sighting(member.untrusted_name, error=_why(error))
    return Sighting(member.untrusted_name, size, known.name, known.title, known.heeds)


def _why(error: ReadError | OSError) -> str:
    if isinstance(error, ReadError):
        return error.what
    return f"It cannot be opened: {error.strerror or error}."
