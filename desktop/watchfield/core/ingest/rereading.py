"""What did a row of a recording say? Asked of a file that may hold it, and answered only if the file is the same.

The walk is that of an import, so it may be done wherever files are read: here, or in the worker.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from . import format_named
from .files.containers import members_of

__all__ = ["Question", "answer"]

_STEP_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Question:
    """Which row of which recording.

    untrusted_name : where it lies, as it was given: ``day.zip/traces/8c/trace_full_a3c78c.json``
    holder : what of that name is a file: ``day.zip``, or all of it
    sha256, size : of the recording
    format : the name of the format it was read as
    row : which row, as the format counts
    """

    untrusted_name: str
    holder: str
    sha256: str
    size: int
    format: str
    row: int


def answer(stream: BinaryIO, question: Question) -> str | None:
    """Return what the row says, as it stands there; None where this file is not the recording and does not hold it.

    Raises ReadError for a row that is not there, and for a damaged archive.
    """
    chosen = format_named(question.format)
    if _is_recording(stream, question):
        return chosen.quoted(stream, question.untrusted_name, question.row)
    if question.holder == question.untrusted_name:
        return None
    stream.seek(0)
    for member in members_of(stream, question.holder):
        if member.untrusted_name == question.untrusted_name:
            with member.open() as inner:
                same = _is_recording(inner, question)
                return chosen.quoted(inner, question.untrusted_name, question.row) if same else None
    return None


def _is_recording(stream: BinaryIO, question: Question) -> bool:
    """Tell whether these are the bytes that were imported; the stream is then at its beginning."""
    if stream.seek(0, 2) != question.size:
        return False
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_STEP_BYTES):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest() == question.sha256
