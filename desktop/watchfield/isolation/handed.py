"""A job as a worker has it: which file it is at, what its frames mean, and whom to blame where it dies.

A worker that dies in the middle of many small files has not said at which. They are then read again one at a time, by
a new one that says what it opens (``careful``), and the one in which it dies again is refused.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any

from watchfield.core.errors import ReadError
from watchfield.core.ingest.recordings import Recording, Request
from watchfield.core.ingest.values import plain
from watchfield.isolation.files import File
from watchfield.isolation.limits import Limits
from watchfield.isolation.line import Ended, Event, Job, Portion, Share, Started
from watchfield.isolation.unpacking import Began, Entry, Lie

__all__ = ["Handed"]

_MAX_NAME = 8192


class Handed:
    """One job and what is known of its reading.

    sent : whether a worker has it
    waited_s : how long the parent has waited for the recording that is being read
    """

    def __init__(self, job: Job, request: Request) -> None:
        self.job, self._request = job, request
        self.sent = False
        self.waited_s = 0.0
        self._given: list[int] = []  # which files of the job a worker has, in order
        self._here: dict[int, Recording] = {}  # what is said of files that no worker need see
        self._opens: list[str] = []  # what a careful worker has said it opens
        self._skipped = 0
        self._begun = False
        self._plain = True  # whether the recording that began last is the file itself, and no member of an archive
        self._content: list[bytes] = []

    @property
    def waiting(self) -> bool:
        """Whether there are files to be read by a worker."""
        return bool(self._given)

    def opened(self) -> tuple[dict[str, Any], list[int]]:
        """Open the files that are still to be read: what to tell a worker, and their descriptors."""
        job = self.job
        self._given, self._here, self._opens, self._skipped = [], {}, [], job.count
        self._begun, self._content, self.waited_s = False, [], 0.0
        descriptors = []
        for index in range(job.next, len(job.files)):
            if job.careful and self._given:
                break
            descriptor = self._open(index)
            if descriptor is not None:
                self._given.append(index)
                descriptors.append(descriptor)
        files = [[job.files[index].name, job.files[index].sha256] for index in self._given]
        return {"files": files, "skip": job.count, "eager": job.careful}, descriptors

    def _open(self, index: int) -> int | None:
        file = self.job.files[index]
        if file.error:
            self._here[index] = Recording(file.name, error=file.error)
            return None
        try:
            descriptor = file.opened()
        except ReadError as error:
            self._here[index] = Recording(file.name, error=str(error))
            return None
        if file.sha256 in self._request.known:
            os.close(descriptor)
            self._here[index] = Recording(file.name, file.sha256, file.size, known=True)
            return None
        return descriptor

    def patience_s(self, limits: Limits) -> float:
        """Return how long the next frame may take; nothing or less where all time is used up."""
        mb = self._current().size / 1e6
        left_s = limits.file_s + limits.file_s_per_mb * mb - self.waited_s
        return min(left_s, limits.quiet_s + limits.quiet_s_per_mb * mb)

    def _current(self) -> File:
        return self.job.files[min(self.job.next, len(self.job.files) - 1)]

    # ---------------------------------------------------------------- what a worker says

    def news(self, message: Any) -> Iterator[Event]:
        """Take what is no result: how far it is, what it opens. Raises Lie."""
        if "opens" in message:
            suffix = message.get("suffix")
            if not isinstance(suffix, str) or len(suffix) > _MAX_NAME:
                raise Lie("a name that is none")
            self._opens.append(suffix)
            return
        share = message.get("share")
        if not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
            raise Lie("a share that is none")
        yield Share(self._current(), float(share))

    def add_content(self, piece: bytes) -> None:
        """Take some bytes of the recording that begins next."""
        self._content.append(piece)

    def taken(self, entry: Entry) -> Iterator[Event]:
        """Return what an entry of a frame means. Raises Lie where it cannot be true."""
        if entry.file >= len(self._given) or (entry.began is None) is not self._begun:
            raise Lie("a recording of no file")
        index = self._given[entry.file]
        if entry.began is not None:
            yield from self._up_to(index)
        if index != self.job.next:
            raise Lie("files out of order")
        file = self.job.files[index]
        error = entry.error
        if entry.ended and error is None:
            error = _changed(file)
        if entry.began is not None:
            recording = self._recording(file, entry.began)
            whole = entry.ended and error is None
            yield Started(file, _with_parts(recording, entry) if whole else recording, whole)
            self._plain = entry.began.suffix == ""
            if whole:
                self._end_recording()
                return
            self._begun = True
        if entry.parts:
            yield Portion(entry.parts)
        if entry.ended:
            yield Ended(error)
            self._end_recording()

    def finish(self) -> Iterator[Event]:
        """Take that the worker is through with all it has. Raises Lie where it left something out."""
        if self._begun:
            raise Lie("a recording without an end")
        if self._given:
            yield from self._up_to(self._given[-1] + 1)
        yield from self.rest()

    def rest(self) -> Iterator[Event]:
        """Return what is said of the next files, as long as no worker need see them."""
        job = self.job
        while job.next in self._here:
            recording = self._here.pop(job.next)
            yield Started(job.files[job.next], recording, whole=True)
            job.next, job.count = job.next + 1, 0

    def _up_to(self, index: int) -> Iterator[Event]:
        """Leave files behind; of each something must have been said."""
        job = self.job
        while job.next < index:
            if job.next in self._here:
                yield from self.rest()
            elif job.count:
                job.next, job.count = job.next + 1, 0
            else:
                raise Lie("a file left out")

    def _end_recording(self) -> None:
        self._begun, self.waited_s = False, 0.0
        job = self.job
        job.count += 1
        if self._plain:
            job.next, job.count = job.next + 1, 0

    def _recording(self, file: File, began: Began) -> Recording:
        """Return a recording without its parts; of a plain file the parent says what it is. Raises Lie."""
        content, self._content = b"".join(self._content), []
        name = file.name + began.suffix
        if began.suffix:
            if not began.suffix.startswith("/"):
                raise Lie("a name of no file")
            kept = content if began.content >= 0 else None
            if kept is not None and (began.size, began.sha256) != (len(kept), hashlib.sha256(kept).hexdigest()):
                raise Lie("bytes that are not those it names")
            return Recording(name, began.sha256, began.size, began.format, (), began.error, began.known, kept)
        if not began.sha256:
            return Recording(name, error=began.error or "The file cannot be read.")
        return self._plain_recording(file, began)

    def _plain_recording(self, file: File, began: Began) -> Recording:
        try:
            sha256 = file.hashed()
            wanted = self._request.keep and not began.error and not began.known
            content = file.content() if wanted else None
        except ReadError as error:
            return Recording(file.name, error=str(error))
        if sha256 != began.sha256 and not _changed(file):
            raise Lie("a hash that is not the file's")
        return Recording(file.name, sha256, file.size, began.format, (), began.error, began.known, content)

    # ---------------------------------------------------------------- where it goes wrong

    def blamed(self, what: str) -> Iterator[Event]:
        """Say of which file a worker died; where that is not known, have them read one at a time."""
        job = self.job
        yield from self.rest()
        if self._begun:
            yield Ended(_error(what, self._current().name))
            self._end_recording()
        elif job.careful and self.sent:
            at = job.count - self._skipped
            suffix = self._opens[at] if at < len(self._opens) else ""
            name = self._current().name + suffix
            yield Started(self._current(), Recording(name, error=str(_error(what, name))), whole=True)
            self._plain = not suffix
            self._end_recording()
        job.careful = True

    def refused(self, what: str) -> Iterator[Event]:
        """Say of all files that are left that they cannot be read."""
        job = self.job
        while job.next < len(job.files):
            yield from self.rest()
            if job.next < len(job.files):
                file = job.files[job.next]
                yield Started(file, Recording(file.name, error=str(_error(what, file.name))), whole=True)
                job.next, job.count = job.next + 1, 0


def _with_parts(recording: Recording, entry: Entry) -> Recording:
    if not entry.parts:
        return recording
    return Recording(
        recording.untrusted_name,
        recording.sha256,
        recording.size,
        recording.format,
        tuple(entry.parts),
        recording.error,
        recording.known,
        recording.content,
    )


def _changed(file: File) -> ReadError | None:
    try:
        file.check()
    except ReadError as error:
        return error
    return None


def _error(what: str, name: str) -> ReadError:
    return ReadError(
        what,
        where=plain(name),
        kept="Nothing of it was stored; the other files go on.",
        advice="It may be damaged, or made to do harm: ask whoever made it.",
    )
