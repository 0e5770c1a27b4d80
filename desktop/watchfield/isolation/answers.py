"""What a worker answers about an open file besides its recordings: what lies in it, how a table begins, a row.

Answers are JSON: texts, numbers and lists of them, checked by who asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Member, members_of, recognise
from watchfield.core.ingest.rereading import Question, answer
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import preview, sample

__all__ = ["answered"]

_MOST_MEMBERS = 5_000  # of an archive; what lies behind them is read all the same when it is imported
_PATIENCE_S = 10.0
_MOST_TEXT = 500
_MOST_COLUMNS = 4_096


def answered(told: Mapping[str, Any], stream: BinaryIO) -> dict[str, Any]:
    """Return the answer to a question, or why there is none."""
    try:
        return {"answer": _ANSWERS[told["ask"]](stream, str(told["name"]), told["about"])}
    except ReadError as error:
        return {"error": [error.what, error.where, error.kept, error.advice]}
    except MemoryError:
        return {"error": ["The file needs more memory than there is.", str(told["name"]), "", "Split it."]}


def _look(stream: BinaryIO, name: str, _about: Any) -> dict[str, Any]:
    """Return of each file in it: name within, size, format, why none, how a table begins; and whether it was all."""
    found = []
    until_s = time.monotonic() + _PATIENCE_S
    for member in members_of(stream, name):
        found.append(_seen(member, name))
        if len(found) >= _MOST_MEMBERS or time.monotonic() > until_s:
            return {"files": found, "whole": False}
    return {"files": found, "whole": True}


def _seen(member: Member, name: str) -> list[Any]:
    inner = member.untrusted_name.removeprefix(name)
    size = 0
    try:
        with member.open() as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            known = recognise(stream, member.untrusted_name)
            table = _table(stream, member.untrusted_name) if "columns" in known.heeds else None
    except ReadError as error:
        return [inner, size, None, error.what[:_MOST_TEXT], None]
    return [inner, size, known.name, "", table]


def _table(stream: BinaryIO, name: str) -> list[Any]:
    """Return the header of a table, and whether its columns can be told."""
    begun = sample(stream, name)
    guessed = begun.guess()
    empty = not guessed.positions and "aircraft" not in guessed.missing and guessed.vouched  # flights without positions
    return [list(begun.header[:_MOST_COLUMNS]), bool(guessed.certain or empty)]


def _preview(stream: BinaryIO, name: str, about: Any) -> dict[str, Any]:
    mapping = ColumnMapping.from_json(about) if about is not None else None
    found = preview(stream, name, mapping)
    begun = found.sample
    return {
        "kind": begun.kind,
        "header": list(begun.header),
        "rows": [[cell[:_MOST_TEXT] for cell in row] for row in begun.rows],
        "delimiter": begun.delimiter,
        "mapping": found.mapping.to_json(),
        "understood": list(found.rows),
        "refusals": [list(refusal) for refusal in found.refusals],
        "without_position": found.without_position,
    }


def _quote(stream: BinaryIO, name: str, about: Any) -> str | None:
    holder, sha256, size, format_name, row = about
    return answer(stream, Question(name, holder, sha256, size, format_name, row))


_ANSWERS: Mapping[str, Callable[[BinaryIO, str, Any], Any]] = {"look": _look, "preview": _preview, "quote": _quote}
