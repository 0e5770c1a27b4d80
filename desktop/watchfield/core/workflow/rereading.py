"""Where can the bytes of a recording be read again? From the file where it lies, or from what the project keeps."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from ..errors import ReadError
from ..ingest.quoting import shown
from ..ingest.rereading import Question
from ..ingest.values import plain
from ..model.source import Source

__all__ = ["Origin", "Quote", "read_again"]

Quote = Callable[[BinaryIO, Question], "str | None"]
"""How a row is read again: here, or in the worker. None where the stream does not hold the recording."""

_SEPARATORS = "/\\" if os.sep == "\\" else "/"


class Origin(Enum):
    """Where a row was read again."""

    FILE = "file"
    PROJECT = "project"
    NOT_HERE = "not here"


def read_again(
    path: Path, source: Source, row: int, kept: bytes | None, quote: Quote, folders: Sequence[Path]
) -> tuple[Origin, str, str, str]:
    """Return where a row was read again, what it says, in which file, and else why not.

    path : of the project, beside which the file may lie
    kept : the bytes of the recording, where the project keeps them
    folders : files, or folders, where the user says that it lies now
    """
    name, other, trouble = source.name, "", ""
    for holder, place in _places(path, name, folders):
        question = Question(name, holder, source.sha256, source.bytes, source.format, row)
        try:
            with place.open("rb") as stream:
                said = quote(stream, question)
        except (ReadError, OSError) as error:
            trouble = trouble or f"The row could not be read again: {plain(str(error))}"
            continue
        if said is not None:
            return Origin.FILE, shown(said), str(place), ""
        other = other or str(place)
    if kept is not None:
        try:
            said = quote(io.BytesIO(kept), Question(name, name, source.sha256, source.bytes, source.format, row))
            return Origin.PROJECT, shown(said or ""), "", ""
        except ReadError as error:
            trouble = f"The row could not be read again: {plain(str(error))}"
    return Origin.NOT_HERE, "", other, trouble or _missing(source, other)


def _missing(source: Source, other: str) -> str:
    asked = f"Look for the file of {source.bytes:,} bytes with SHA-256 {source.sha256}."
    if other:
        return f"The file of this name is another one now: its bytes are not those that were imported. {asked}"
    return f"The file is not here, and the project does not keep its bytes. {asked}"


def _places(path: Path, name: str, folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Give files that may be the recording or hold it, each with the part of the name that it stands for.

    The name comes from a project that somebody else may have made: nothing but plain files is opened, and no share.
    """
    holders = [name, *(name[:at] for at in range(len(name) - 1, 0, -1) if name[at] in _SEPARATORS)]
    bases = () if name.startswith(("//", "\\\\")) else (Path(), path.parent)
    for base in bases[: 1 if Path(name).is_absolute() else 2]:
        found = next((holder for holder in holders if _is_file(base / holder)), None)
        if found:
            yield found, base / found
    for given in folders:
        for holder in holders:
            place = given / _last(holder) if given.is_dir() else given
            if _is_file(place):
                yield holder, place


def _last(name: str) -> str:
    return name[max(name.rfind(separator) for separator in _SEPARATORS) + 1 :]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
