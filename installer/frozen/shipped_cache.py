"""Where numba finds the compiled drawing code that the bundle brings along.

numba's own places do not fit a frozen program: they depend on the path the program lies at, look in the working
directory, and want to write.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core import caching, config

BUILD = "WATCHFIELD_BUILD"  # in the environment, set by nobody but the build of the bundle


class ShippedCache(caching._CacheLocator):  # numba has no other class to begin from
    """A folder a module, below the bundle's own; written while the bundle is built, and then only read."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        self._path = Path(os.environ["NUMBA_CACHE_DIR"]) / Path(file).stem
        self._line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> ShippedCache:
        """Return the place for a function; there always is one."""
        return cls(function, file)

    def ensure_cache_path(self) -> None:
        """Make the folder, while the bundle is built."""
        if BUILD in os.environ:
            self._path.mkdir(parents=True, exist_ok=True)

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self._path)

    def get_source_stamp(self) -> str:
        """Return the same for ever: program and cache are built together and never change."""
        return "bundle"

    def get_disambiguator(self) -> str:
        """Return the line that a function begins at, to tell two of one name apart."""
        return str(self._line)


def _save_while_building(save: Callable[..., None]) -> Callable[..., None]:
    """A form of a function that was not foreseen is compiled and not kept; the program's folder may be read-only."""

    def save_or_not(*arguments: Any) -> None:
        if BUILD in os.environ:
            save(*arguments)
        elif getattr(config, "DEBUG_CACHE", 0):
            print("[cache] compiled anew, not kept:", *arguments[1:2])  # beside what numba prints when it is asked to

    return save_or_not


setattr(caching.IndexDataCacheFile, "save", _save_while_building(caching.IndexDataCacheFile.save))  # noqa: B010
