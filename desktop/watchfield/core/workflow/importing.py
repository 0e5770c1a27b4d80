"""Recordings into a project: each file wholly in or wholly absent, every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..analysis.rules import Rules
from ..errors import Cancelled, ReadError, RequestError
from ..ingest import Options, format_named
from ..ingest.assembly import assembled, together
from ..ingest.part import Part
from ..ingest.recordings import Read, Recording, Request, read_here
from ..model.joining import stated_identities
from ..model.reading import Account, Batch, Refusal
from ..model.source import Source
from ..model.track import AircraftStatement, Identity, complete_key
from ..store import MOST_BYTES, Store, create
from ..store.stretches import cut
from ..task import Progress, silent
from .held import Held, canonical_options
from .known import Known

__all__ = ["FileReport", "ImportReport", "Read", "import_files", "read_here"]

BATCH_S = 1.0  # what a kill may cost; what is read at the end is stored while nobody reads
BATCH_BYTES = 256_000_000
_BYTES_A_FIX = 58
_REPLACED = "read again with other options"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; rows = stored + duplicate + refused + without_position.

    format : what its content was recognised as, None if as nothing
    own_duplicate : how many of the duplicates repeat a row of the file itself; the others, what another source had
    error : why it was refused as a whole, or empty
    replaces : number of the source that was this file read with other options and has left the project, or None
    notes : what is to be said of the file as a whole, in sentences
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
    own_duplicate: int = 0
    replaces: int | None = None
    notes: tuple[str, ...] = ()


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


def import_files(
    path: Path,
    inputs: Sequence[Path],
    *,
    format_name: str | None = None,
    options: Options | None = None,
    aircraft: AircraftStatement | None = None,
    keep: bool = False,
    read: Read = read_here,
    settings: dict[str, str] | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Read recordings (files, folders, archives) into the project at ``path``, which is made if it is missing.

    options : what the user says of the files; a file that is held, read with other options than are given, is read
        again, and the older reading leaves the project
    aircraft : which aircraft the files are of, on the user's word; a file that says otherwise is refused
    keep : whether the bytes of the files are to stay in the project
    read : how files become columns: here, or in workers of their own
    settings : what a project that has to be made begins with

    Raises ProjectError where the project cannot be written, UnknownFormat for a format that is none. A file that cannot
    be read is reported and the rest goes on; stopped by the user, the report says so and names what is in. A project
    that was made for it and in which nothing came to be stored is taken away again.
    """
    if format_name:
        format_named(format_name)  # before a project is made for nothing
    now_s = time.time()
    options = Options(now_s=now_s) if options is None else replace(options, now_s=options.now_s or now_s)
    is_new = not path.exists()
    if is_new:
        create(path, name=path.stem, settings=settings or {})
    stored = False
    try:
        with Store.open(path, write=True) as store:
            run = _Run(store, Request(format_name, options, keep=keep), aircraft)
            try:
                return run.all_of(read, inputs, progress)
            finally:
                stored = run.stored
    finally:
        if is_new and not stored:
            path.unlink(missing_ok=True)


@dataclass(frozen=True, eq=False, slots=True)
class _File:
    """One file that is read and waits to be kept.

    place : where its report stands
    replaces : the source whose place it takes
    stated : what joins it to the aircraft that the user says it is of
    """

    recording: Recording
    parts: tuple[Part, ...]
    place: int
    replaces: Source | None
    stated: tuple[Identity, ...]


class _Run:
    """One import: files wait in a batch until it is large or old enough to be kept in one transaction."""

    def __init__(self, store: Store, request: Request, aircraft: AircraftStatement | None) -> None:
        self._store, self._aircraft = store, aircraft
        self._known = Known(store)
        self._held = Held(store.sources(), request)
        self._request = replace(request, known=self._held.known())
        self._reports: list[FileReport] = []
        self._reading: int | None = None  # the place of the report of the file that is being read
        self._failed: dict[str, str] = {}
        self._begin_batch()
        self.stored = False

    def _begin_batch(self) -> None:
        self._waiting: dict[str, _File] = {}
        self._twins: list[tuple[int, str]] = []  # the same file again: place of its report, hash
        self._changes: list[tuple[int, str, str]] = []
        self._kept: dict[str, bytes] = {}
        self._bytes, self._began = 0, time.monotonic()

    def all_of(self, read: Read, inputs: Sequence[Path], progress: Progress) -> ImportReport:
        """Take all files."""
        try:
            for recording in read(inputs, self._request, progress):
                self._take(recording)
                self._reading = None
                if self._bytes > BATCH_BYTES or time.monotonic() - self._began > BATCH_S:
                    self._commit()
            self._commit()
        except Cancelled:
            read_in_vain = {*(file.place for file in self._waiting.values()), *(place for place, _ in self._twins)}
            lost = read_in_vain | {self._reading}
            files = tuple(report for place, report in enumerate(self._reports) if place not in lost)
            left = tuple(self._reports[place].path for place in sorted(read_in_vain))
            return ImportReport(files, cancelled=True, left=left)
        progress(1.0, 1.0, "Done")
        return ImportReport(tuple(self._reports))

    def _take(self, recording: Recording) -> None:
        """Take one file as far as it goes without the project."""
        sha256, self._reading = recording.sha256, len(self._reports)
        place = self._reading
        self._reports.append(FileReport(recording.untrusted_name, sha256, recording.format))
        if error := recording.error or self._failed.get(sha256, ""):
            self._fail(place, error)
        elif sha256 in self._waiting:
            self._twins.append((place, sha256))
        elif held := self._held.same(sha256):
            self._take_again(place, held, recording)
        else:
            try:
                parts = tuple(recording.parts)
                self._check_format(recording, parts)
                stated = self._stated(recording, parts)
            except (ReadError, RequestError) as error:
                self._fail(place, str(error))
                return
            self._waiting[sha256] = _File(recording, parts, place, self._held.live(sha256), stated)
            self._bytes += _BYTES_A_FIX * sum(map(len, parts))
            self._keep(recording)

    def _fail(self, place: int, error: str) -> None:
        report = self._reports[place]
        self._reports[place] = replace(report, error=error)
        if report.sha256:
            self._failed[report.sha256] = error

    def _take_again(self, place: int, held: Source, recording: Recording) -> None:
        """Take a file that is in already: all it holds is duplicate. One that was removed is put back."""
        if not held.kept:
            self._keep(recording)
        report, replaced = _again(held), None
        if held.removed:
            replaced = self._held.live(held.sha256)
            self._changes.append((held.id, "restored", "imported again"))
            self._changes += [(replaced.id, "removed", _REPLACED)] if replaced else []
            self._held.exchange(replaced, replace(held, removed=False))
            report = _report(held, ())
        if self._aircraft:
            try:
                self._store.state_aircraft(held.id, self._aircraft)
            except RequestError as error:
                report = replace(report, error=str(error))
        path = recording.untrusted_name
        self._reports[place] = replace(report, path=path, replaces=replaced.id if replaced else None)

    def _keep(self, recording: Recording) -> None:
        content = recording.content
        if content is not None and len(content) <= MOST_BYTES:
            self._kept[recording.sha256] = content
            self._bytes += len(content)

    def _check_format(self, recording: Recording, parts: Sequence[Part]) -> None:
        """Raise ReadError where a file is taken for a format that it is not."""
        if not self._request.format_name or any(part.refused < part.rows for part in parts):
            return
        title = format_named(self._request.format_name).title
        raise ReadError(
            f"Not one row can be read as {title}.", where=recording.untrusted_name, advice="Leave the format out."
        )

    def _stated(self, recording: Recording, parts: Sequence[Part]) -> tuple[Identity, ...]:
        """Return what joins a file to the stated aircraft. Raises RequestError where it is of another or of several."""
        if self._aircraft is None:
            return ()
        reading = assembled(recording.format or "", parts)
        spans: dict[str, list[tuple[float, float]]] = {}
        cuts = cut(reading.fixes)
        for track, begin, end in zip(cuts.track.tolist(), cuts.begin.tolist(), cuts.end.tolist(), strict=True):
            key = complete_key(reading.tracks[track].key, recording.sha256)
            times = reading.fixes.time_s
            spans.setdefault(key, []).append((float(times[begin]), float(times[end - 1])))
        said = _complete(reading.identities, recording.sha256)
        held = (same for same in self._store.identities() if same.stated_by != "user" or same.key not in spans)
        try:
            return stated_identities(spans, (*held, *said), self._aircraft)
        except RequestError as error:
            kept = "Nothing of this file was stored."
            raise RequestError(error.what, where=recording.untrusted_name, kept=kept, advice=error.advice) from error

    def _commit(self) -> None:
        """Keep what waits, in one transaction; only then is it reported."""
        files, batch = self._together(list(self._waiting.values()))
        if files or self._changes or self._kept:
            hashes = [file.recording.sha256 for file in files]
            changes = [*self._changes, *((f.replaces.id, "removed", _REPLACED) for f in files if f.replaces)]
            gone = [source for source, change, _ in changes if change == "removed"]
            duplicates = self._known.duplicates(batch, hashes, Rules(), gone)
            counts = zip(files, np.diff(batch.first_fix).tolist(), duplicates.all.tolist(), strict=True)
            sources = [self._source(count, said) for count, said in zip(counts, batch.files, strict=True)]
            added = self._store.add_batch(sources, batch, kept=self._kept, changes=changes)
            self.stored |= bool(added)
            for file, source, said, own in zip(files, added, batch.files, duplicates.own.tolist(), strict=True):
                self._held.exchange(file.replaces, source)
                report = _report(source, said.refusals)
                replaces = file.replaces.id if file.replaces else None
                own_duplicate = min(own, source.duplicate)
                self._reports[file.place] = replace(
                    report, own_duplicate=own_duplicate, replaces=replaces, notes=said.notes
                )
        for place, sha256 in self._twins:
            if held := self._held.same(sha256):
                self._reports[place] = replace(_again(held), path=self._reports[place].path)
            else:
                self._fail(place, self._failed.get(sha256, ""))
        self._begin_batch()

    def _together(self, files: list[_File]) -> tuple[list[_File], Batch]:
        """Put what was read together; a file that does not add up is refused by itself."""
        try:
            batch = together([(file.recording.format or "", file.parts) for file in files])
        except ReadError:
            sound = [file for file in files if self._adds_up(file)]
            return self._together(sound)
        if self._aircraft:
            accounts = zip(batch.files, files, strict=True)
            said = (replace(account, identities=account.identities + file.stated) for account, file in accounts)
            batch = replace(batch, files=tuple(said))
        return files, batch

    def _adds_up(self, file: _File) -> bool:
        try:
            together([("", file.parts)])
        except ReadError as error:
            self._fail(file.place, str(error))
            return False
        return True

    def _source(self, file_and_counts: tuple[_File, int, int], said: Account) -> Source:
        file, fixes, duplicate = file_and_counts
        return Source(
            id=0,
            name=file.recording.untrusted_name,
            sha256=file.recording.sha256,
            bytes=file.recording.size,
            format=said.format,
            options=canonical_options(self._request, said.format, said.mapping),
            imported_s=time.time(),
            rows=said.rows,
            stored=fixes - duplicate,
            duplicate=duplicate,
            refused=said.refused,
            without_position=said.without_position,
        )


def _complete(identities: Sequence[Identity], sha256: str) -> tuple[Identity, ...]:
    return tuple(
        replace(same, key=complete_key(same.key, sha256), same_as=complete_key(same.same_as, sha256))
        for same in identities
    )


def _again(source: Source) -> FileReport:
    """Report a file that is in already: all it holds is duplicate."""
    return _report(replace(source, stored=0, duplicate=source.stored + source.duplicate), ())


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
