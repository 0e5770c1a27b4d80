"""Questions about a file before and after its import, answered by a worker: hostile files are never opened here."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, BinaryIO

from watchfield.core.errors import ReadError
from watchfield.core.ingest.recordings import Request
from watchfield.core.ingest.rereading import Question
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import Preview, Sample
from watchfield.core.ingest.values import plain
from watchfield.isolation import wire
from watchfield.isolation.limits import Limits
from watchfield.isolation.process import Process, Silent, command

__all__ = ["Asker", "preview", "quote"]

_PATIENCE_S = 60.0


class Asker:
    """A worker that answers questions one after the other; a new one is started where one has died.

    A context manager. Raises ReadError for whatever a file does to its worker.
    """

    def __init__(self, limits: Limits | None = None, start: Sequence[str] = ()) -> None:
        self._limits, self._start = limits or Limits(), tuple(start or command())
        self._process: Process | None = None

    def __enter__(self) -> Asker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def look(self, stream: BinaryIO, untrusted_name: str) -> tuple[list[tuple[str, int, str | None, str, Any]], bool]:
        """Return what lies in a stream, and whether that was all that lies there.

        Of each file: its name within, size, format, why none, and (header, told) of a table.
        """
        said = self._ask("look", stream, untrusted_name, None)
        with _checking(untrusted_name):
            return [_checked_sight(one) for one in said["files"]], bool(said["whole"])

    def preview(self, stream: BinaryIO, untrusted_name: str, mapping: ColumnMapping | None) -> Preview:
        """Return the first rows of a table as a mapping, or the guessed one, understands them."""
        said = self._ask("preview", stream, untrusted_name, mapping.to_json() if mapping else None)
        with _checking(untrusted_name):
            begun = Sample(
                str(said["kind"]),
                tuple(map(str, said["header"])),
                tuple(tuple(map(str, row)) for row in said["rows"]),
                str(said["delimiter"]),
            )
            rows = tuple({str(name): _value(value) for name, value in row.items()} for row in said["understood"])
            refusals = tuple((int(row), str(column), str(reason)) for row, column, reason in said["refusals"])
            used = ColumnMapping.from_json(str(said["mapping"]))
            return Preview(begun, used, begun.guess(), rows, refusals, int(said["without_position"]))

    def quote(self, stream: BinaryIO, question: Question) -> str | None:
        """Return what a row says as it stands in a file; None where the stream does not hold the recording."""
        about = [question.holder, question.sha256, question.size, question.format, question.row]
        said = self._ask("quote", stream, question.untrusted_name, about)
        return None if said is None else str(said)

    def _ask(self, what: str, stream: BinaryIO, untrusted_name: str, about: Any) -> Any:
        """Ask once, and once more of a new worker where one died that had answered about other files before."""
        is_new = self._process is None
        try:
            reply = self._asked(what, stream, untrusted_name, about)
        except (wire.Ended, wire.Broken, Silent, OSError) as error:
            self._end()
            if not is_new and not isinstance(error, Silent):
                return self._ask(what, stream, untrusted_name, about)
            why = "took too long" if isinstance(error, Silent) else "ended its worker"
            raise ReadError(
                f"The file {why} and was not looked at.",
                where=plain(untrusted_name),
                advice="It may be damaged, or made to do harm: ask whoever made it.",
            ) from error
        if not isinstance(reply, dict) or ("answer" in reply) == ("error" in reply):
            self._end()
            raise _nonsense(untrusted_name)
        if "error" in reply:
            with _checking(untrusted_name):
                what_, where, kept, advice = map(str, reply["error"])
            raise ReadError(plain(what_, 1_500), where=plain(where), kept=plain(kept), advice=plain(advice))
        return reply["answer"]

    def _asked(self, what: str, stream: BinaryIO, untrusted_name: str, about: Any) -> Any:
        process = self._ready()
        with _descriptor(stream) as descriptor:
            process.send({"ask": what, "name": untrusted_name, "about": about}, [descriptor])
        return process.receive(_PATIENCE_S)[0]

    def _ready(self) -> Process:
        if self._process is None:
            self._process = Process(Request(), self._limits, self._start)
            self._process.greet()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()


def quote(stream: BinaryIO, question: Question) -> str | None:
    """Return what a row says, read by a worker; as ``rereading.answer`` does here."""
    with Asker() as asker:
        return asker.quote(stream, question)


def preview(stream: BinaryIO, untrusted_name: str, mapping: ColumnMapping | None) -> Preview:
    """Return the first rows of a table, read by a worker; as ``tabular.preview`` does here."""
    with Asker() as asker:
        return asker.preview(stream, untrusted_name, mapping)


@contextmanager
def _descriptor(stream: BinaryIO) -> Iterator[int]:
    """Give the number of an open file, at its beginning; bytes in memory become one without a name."""
    if isinstance(stream, io.BytesIO):
        number = os.memfd_create("recording")
        try:
            with os.fdopen(os.dup(number), "wb") as copy:
                copy.write(stream.getbuffer())
            os.lseek(number, 0, os.SEEK_SET)
            yield number
        finally:
            os.close(number)
        return
    stream.seek(0)
    number = stream.fileno()
    os.lseek(number, 0, os.SEEK_SET)
    yield number


@contextmanager
def _checking(untrusted_name: str) -> Iterator[None]:
    """Take whatever is wrong with the shape of an answer for what it is: nothing to be trusted."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _nonsense(untrusted_name) from error


def _checked_sight(one: Any) -> tuple[str, int, str | None, str, Any]:
    with _checking(""):
        inner, size, format_name, why, table = one
        header = None if table is None else (tuple(map(str, table[0])), bool(table[1]))
        return str(inner), int(size), None if format_name is None else str(format_name), str(why), header


def _value(value: Any) -> float | str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError(value)
    return value


def _nonsense(untrusted_name: str) -> ReadError:
    return ReadError("What came back about the file makes no sense.", where=plain(untrusted_name))
