"""Which files does the project hold already, read as they would be read now?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from ..errors import UnknownFormat
from ..ingest import Options, format_named
from ..ingest.recordings import Request
from ..model.source import Source

__all__ = ["Held", "canonical_options"]


class Held:
    """The files that a project holds, and whether they would be read the same way again."""

    def __init__(self, sources: Sequence[Source], request: Request) -> None:
        self._request = request
        self._sources: dict[str, list[Source]] = {}
        for source in sources:
            self._sources.setdefault(source.sha256, []).append(source)

    def known(self) -> frozenset[str]:
        """Return the hashes of files that need not be read."""
        return frozenset(sha256 for sha256 in self._sources if self.same(sha256))

    def live(self, sha256: str) -> Source | None:
        """Return the reading of this file that counts now."""
        return next((source for source in self._sources.get(sha256, ()) if not source.removed), None)

    def same(self, sha256: str) -> Source | None:
        """Return the reading of this file that the import would make again, one that counts before a removed one."""
        fitting = [source for source in self._sources.get(sha256, ()) if self._fits(source)]
        return next((source for source in fitting if not source.removed), fitting[-1] if fitting else None)

    def exchange(self, old: Source | None, new: Source) -> None:
        """Let one reading of a file count instead of another."""
        others = [source for source in self._sources.get(new.sha256, ()) if source.id != new.id]
        is_old = [bool(old and source.id == old.id) for source in others]
        gone = [replace(source, removed=source.removed or out) for source, out in zip(others, is_old, strict=True)]
        self._sources[new.sha256] = [*gone, new]

    def _fits(self, source: Source) -> bool:
        if self._request.format_name and source.format != self._request.format_name:
            return False
        given = _given(self._request.options, source.format)
        held = json.loads(source.options) if given else {}
        return all(held.get(name) == value for name, value in given.items())


def _given(options: Options, format_name: str) -> dict[str, object]:
    """Return the options that are given and that change how this format is read."""
    try:
        heeds = format_named(format_name).heeds
    except UnknownFormat:  # it was made here, or by another version of the program
        return {}
    return {name: value for name in sorted(heeds) if (value := getattr(options, name)) is not None}


def canonical_options(request: Request, format_name: str, mapping: str = "") -> str:
    """Return the choices a file is read with, as canonical JSON.

    mapping : by which columns a table was read, given or guessed
    """
    given = _given(request.options, format_name)
    if mapping:
        given["columns"] = mapping
    if request.format_name:
        given["format"] = request.format_name
    return json.dumps(given, sort_keys=True, separators=(",", ":"))
