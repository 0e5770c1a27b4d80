"""What is in a folder or an archive? Its files one after the other, never unpacked to disk.

An archive is known by its content; see ``archives``. A file that is none is its own only member, packed or not. Names
are shown and never used as paths.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ...errors import ReadError
from . import archives

__all__ = ["Member", "bytes_of", "files", "members", "members_of"]


@dataclass(frozen=True, slots=True)
class Member:
    """One file.

    untrusted_name : where it lies, for people: ``day.zip/traces/8c/trace_full_a3c78c.json``
    open : gives the file, to be closed by the caller; raises ReadError for one that cannot be had. To be called before
        the next member is asked for: a gzipped tar is a stream
    sha256 : of its bytes, where whoever gives the file has computed it already
    """

    untrusted_name: str
    open: Callable[[], BinaryIO]
    sha256: str = ""


def members(path: Path) -> Iterator[Member]:
    """Give the files of a folder tree in order of their names, those of an archive in its own, or the file itself.

    Symbolic links inside a folder are not followed. Raises ReadError for a path that is not there and for a damaged
    archive; inside a folder such a one is a member that cannot be opened, and the walk goes on.
    """
    for file in files(path):
        if isinstance(file, Member):
            yield file
        elif file == path:
            yield from _members_in(path)
        else:
            yield from _kept_going(file)


def files(path: Path) -> Iterator[Path | Member]:
    """Give the files of a folder tree in order of their names, or the file itself; none is opened.

    A folder that may not be listed is a member that cannot be opened. Raises ReadError for what is no file.
    """
    if not path.is_dir():
        if path.exists() and not path.is_file():
            raise ReadError("This is neither a file nor a folder.", where=str(path))  # a pipe would be waited for
        yield path
        return
    barred: list[Path] = []
    for entry in _tree(path, barred):
        yield Path(entry.path)
    for folder in barred:
        error = ReadError("The folder may not be listed.", where=str(folder), advice="Ask for the right to read it.")
        yield Member(str(folder), partial(_fail, error))


def bytes_of(path: Path) -> int:
    """Return the size of a file, or of all files in a folder tree; 0 for what is not there."""
    if path.is_dir():
        return sum(entry.stat().st_size for entry in _tree(path, []))
    return path.stat().st_size if path.exists() else 0


def members_of(stream: BinaryIO, untrusted_name: str) -> Iterator[Member]:
    """Give the files of an archive that is open already; the stream must stay so meanwhile.

    Archives in it are opened too. For what is no archive, one member that is the stream itself. Raises ReadError for an
    archive that is damaged or holds no file.
    """
    listed = archives.listed(stream, untrusted_name)
    if listed is None:
        yield Member(untrusted_name, lambda: stream)
        return
    for name, opened in listed:
        yield Member(name, opened)


def _kept_going(path: Path) -> Iterator[Member]:
    """Give what a file in a folder holds, a failure included."""
    try:
        yield from _members_in(path)
    except ReadError as error:
        yield Member(str(path), partial(_fail, error))


def _members_in(path: Path) -> Iterator[Member]:
    """Give what a file holds: itself, or the files of an archive."""
    with _opened(path) as stream:
        listed = archives.listed(stream, str(path))
        if listed is not None:
            yield from (Member(name, opened) for name, opened in listed)
    if listed is None:
        yield Member(str(path), partial(_opened, path))


def _tree(folder: Path, barred: list[Path]) -> Iterator[os.DirEntry[str]]:
    """Give the files of a folder tree; folders in it that may not be listed are put into ``barred``."""
    waiting = [str(folder)]  # the next one last; a tree may be deeper than Python's stack
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            barred.append(Path(parent))
            continue
        # The listing itself says what is a file, a folder or a link: no file has to be asked.
        yield from (entry for entry in entries if entry.is_file(follow_symlinks=False))
        waiting += [entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"The file cannot be opened: {error.strerror}.", where=str(path)) from error


def _fail(error: ReadError) -> BinaryIO:
    raise error
