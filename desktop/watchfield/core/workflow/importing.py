"""Recordings into a project: each file wholly in or wholly absent, every row accounted for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ..analysis.rules import Rules
from ..errors import Cancelled, ReadError
from ..ingest import Options, format_named, recognise
from ..ingest.containers import Member, bytes_of, members
from ..model.reading import Reading, Refusal
from ..model.source import Source
from ..model.track import complete_key
from ..store import Store, create
from ..task import Progress, silent
from .known import Known

__all__ = ["FileReport", "ImportReport", "Read", "import_files", "read_here"]

BATCH_S = 2.0  # what a kill may cost
BATCH_BYTES = 256_000_000
_PIECE = 1 << 20

Read = Callable[[BinaryIO, str, "str | None", Options, Progress], Reading]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; rows = stored + duplicate + refused + without_position.

    format : what its content was recognised as, None if as nothing
    error : why it was refused as a whole, or empty
    """

    path: str
    sha256: str = ""
    format: str | None = None
    rows: int = 0
    stored: int = 0
    duplicate: int = 0
    refused: int = 0
    without_position: int = 0
    refusals: tuple[Refusal, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files.

    cancelled : the user stopped it: the files listed are in, the others are not
    left : names of files that were read but not yet kept when it was stopped
    """

    files: tuple[FileReport, ...]
    cancelled: bool = False
    left: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every file was taken and no row refused."""
        return not self.cancelled and not any(file.error or file.refused for file in self.files)


def read_here(
    stream: BinaryIO, untrusted_name: str, format_name: str | None, options: Options, progress: Progress
) -> Reading:
    """Read one recording in this process."""
    if format_name is None:
        return recognise(stream, untrusted_name).read(stream, untrusted_name, options, progress)
    chosen = format_named(format_name)
    reading = chosen.read(stream, untrusted_name, options, progress)
    if reading.refused == reading.rows:
        raise ReadError(
            f"Not one row can be read as {chosen.title}.", where=untrusted_name, advice="Leave the format out."
        )
    return reading


def import_files(
    path: Path,
    inputs: Sequence[Path],
    *,
    format_name: str | None = None,
    options: Options | None = None,
    read: Read = read_here,
    settings: dict[str, str] | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Read recordings (files, folders, archives) into the project at ``path``, which is made if it is missing.

    read : how a stream becomes a Reading: here, or in a worker of its own
    settings : what a project that has to be made begins with

    Raises ProjectError where the project cannot be written, UnknownFormat for a format that is none. A file that cannot
    be read is reported and the rest goes on; stopped by the user, the report says so and names what is in.
    """
    if format_name:
        format_named(format_name)  # before a project is made for nothing
    if not path.exists():
        create(path, name=path.stem, settings=settings or {})
    with Store.open(path, write=True) as store:
        total = sum(map(bytes_of, inputs))
        run = _Run(store, read, format_name, options or Options(now_s=time.time()), total, progress)
        try:
            for member in _members(inputs, run.reports):
                run.take(member)
            run.commit()
        except Cancelled:
            return ImportReport(tuple(run.reports), cancelled=True, left=tuple(run.waiting()))
        progress(1.0, 1.0, "Done")
        return ImportReport(tuple(run.reports))


def _members(inputs: Sequence[Path], reports: list[FileReport]) -> Iterator[Member]:
    """Yield every file of the inputs; an input that cannot be opened is reported."""
    for given in inputs:
        try:
            yield from members(given)
        except ReadError as error:
            reports.append(FileReport(str(given), error=str(error)))


class _Run:
    """One import: files wait in a batch until it is large or old enough to be kept in one transaction."""

    def __init__(
        self, store: Store, read: Read, format_name: str | None, options: Options, total: int, progress: Progress
    ) -> None:
        self._store, self._read, self._format, self._options = store, read, format_name, options
        self._progress, self._done, self._total = progress, 0, total
        held = store.read()
        self._known = Known((s.sha256 for s in held.sources), held.fixes, held.tracks, held.identities)
        self._held = {(source.sha256, source.options): source for source in held.sources}
        self._batch: list[tuple[Source, Reading]] = []
        self._pending: list[FileReport] = []
        self._bytes, self._began = 0, time.monotonic()
        self.reports: list[FileReport] = []

    def waiting(self) -> Iterable[str]:
        """Return the names of the files that are read and not kept."""
        return (report.path for report in self._pending)

    def take(self, member: Member) -> None:
        """Read one file, and keep the batch if it is due."""
        try:
            with member.open() as stream:
                self._take(stream, member.untrusted_name)
        except ReadError as error:
            self.reports.append(FileReport(member.untrusted_name, error=str(error)))
        if self._bytes > BATCH_BYTES or time.monotonic() - self._began > BATCH_S:
            self.commit()

    def _take(self, stream: BinaryIO, untrusted_name: str) -> None:
        sha256, size = _digest(stream)
        begin, self._done = self._done, self._done + size
        progress = self._part(begin, untrusted_name)
        progress(0.0, 1.0, "")
        options = _canonical(self._format)
        if held := self._held.get((sha256, options)):
            self._pending.append(self._again(held, untrusted_name))
            return
        try:
            read = self._read(stream, untrusted_name, self._format, self._options, progress)
        except ReadError as error:
            seeming = self._format or _seeming_format(stream, untrusted_name)
            self.reports.append(FileReport(untrusted_name, sha256, seeming, error=str(error)))
            return
        reading = _completed(read, sha256)
        duplicate = self._known.add(reading, sha256, Rules())
        source = Source(
            id=0,
            name=untrusted_name,
            sha256=sha256,
            bytes=size,
            format=reading.format,
            options=options,
            imported_s=time.time(),
            rows=reading.rows,
            stored=len(reading.fixes) - duplicate,
            duplicate=duplicate,
            refused=reading.refused,
            without_position=reading.without_position,
        )
        self._held[sha256, options] = source
        self._batch.append((source, reading))
        self._pending.append(_report(source, reading.refusals))
        self._bytes += reading.fixes.nbytes

    def _again(self, source: Source, untrusted_name: str) -> FileReport:
        """Report a file that is in already: all it holds is duplicate. One that was removed is put back."""
        if source.removed:
            self._store.restore_source(source.id, "imported again")
            self._held[source.sha256, source.options] = replace(source, removed=False)
            return _report(replace(source, name=untrusted_name), ())
        return _report(replace(source, name=untrusted_name, stored=0, duplicate=source.stored + source.duplicate), ())

    def _part(self, begin: int, untrusted_name: str) -> Progress:
        """Return the progress within one file as progress in the bytes of all."""
        size = self._done - begin

        def told(done: float, total: float, _text: str, /) -> None:
            share = done / total if total > 0 else 1.0
            # What is packed in an archive is larger than the archive.
            self._progress(min(begin + share * size, self._total), self._total, untrusted_name)

        return told

    def commit(self) -> None:
        """Keep what waits, in one transaction; only then is it reported."""
        if self._batch:
            self._store.add(self._batch)
        self.reports += self._pending
        self._batch, self._pending, self._bytes, self._began = [], [], 0, time.monotonic()


def _digest(stream: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and size of a stream, and set it back to its beginning."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    stream.seek(0)
    return digest.hexdigest(), size


def _seeming_format(stream: BinaryIO, untrusted_name: str) -> str | None:
    """Return what a file that could not be read looks like by its beginning, None for nothing known."""
    try:
        return recognise(stream, untrusted_name).name
    except (ReadError, OSError):
        return None


def _canonical(format_name: str | None) -> str:
    """Return the choices a file was read with, as canonical JSON."""
    return f'{{"format":"{format_name}"}}' if format_name else "{}"


def _completed(reading: Reading, sha256: str) -> Reading:
    """Return a reading whose keys hold beyond its file."""
    if not reading.identities and all(complete_key(track.key, sha256) == track.key for track in reading.tracks):
        return reading
    tracks = tuple(replace(track, key=complete_key(track.key, sha256)) for track in reading.tracks)
    identities = tuple(
        replace(same, key=complete_key(same.key, sha256), same_as=complete_key(same.same_as, sha256))
        for same in reading.identities
    )
    return replace(reading, tracks=tracks, identities=identities)


def _report(source: Source, refusals: tuple[Refusal, ...]) -> FileReport:
    return FileReport(
        source.name,
        source.sha256,
        source.format,
        source.rows,
        source.stored,
        source.duplicate,
        source.refused,
        source.without_position,
        refusals,
    )
