"""What a worker answers about an open file besides its recordings: what lies in it, how a table begins, a row.

Answers are JSON: texts, numbers and lists of them, checked by who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from watchfield.core.errors import ReadError
from watchfield.core.ingest.beginnings import look
from watchfield.core.ingest.rereading import Question, answer
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import preview

__all__ = ["answered"]

_MOST_TEXT = 500


def answered(told: Mapping[str, Any], stream: BinaryIO) -> dict[str, Any]:
    """Return the answer to a question, or why there is none."""
    try:
        return {"answer": _ANSWERS[told["ask"]](stream, str(told["name"]), told["about"])}
    except ReadError as error:
        return {"error": [error.what, error.where, error.kept, error.advice]}
    except MemoryError:
        return {"error": ["The file needs more memory than there is.", str(told["name"]), "", "Split it."]}


def _look(stream: BinaryIO, name: str, _about: Any) -> dict[str, Any]:
    found, whole = look(stream, name)
    return {"files": [list(one) for one in found], "whole": whole}


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
