"""Which rasteriser draws: the compiled one, or the plain one where numba cannot run?"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from types import ModuleType

from watchfield import paths

__all__ = ["Engine", "chosen", "compiled_fill", "compiled_lines", "compiled_pick", "in_bands", "threads", "warm_up"]


class Engine(Enum):
    """Two forms of the same work."""

    COMPILED = "compiled"
    PLAIN = "plain"


@functools.cache
def chosen() -> Engine:
    """Return the compiled engine, or the plain one if numba cannot be loaded. The first call takes about a second."""
    try:
        compiled_lines()
        compiled_fill()
    except (ImportError, OSError, RuntimeError):
        # RuntimeError: numba finds no folder for its cache. A slow picture is better than none.
        return Engine.PLAIN
    return Engine.COMPILED


@functools.cache
def compiled_lines() -> ModuleType:
    """Import the compiled lines; numba's cache is put in its place before."""
    paths.prepare_numba()
    from watchfield.render import compiled_trace as module  # noqa: PLC0415 - a second of import

    return module


@functools.cache
def compiled_fill() -> ModuleType:
    """Import the compiled areas."""
    paths.prepare_numba()
    from watchfield.render import compiled_fill as module  # noqa: PLC0415 - a second of import

    return module


@functools.cache
def compiled_pick() -> ModuleType:
    """Import the compiled picking."""
    paths.prepare_numba()
    from watchfield.render import compiled_pick as module  # noqa: PLC0415 - a second of import

    return module


@functools.cache
def threads() -> ThreadPoolExecutor:
    """Return the threads that draw parts of one picture; kernels hold no lock of the interpreter."""
    return ThreadPoolExecutor(max_workers=thread_count(), thread_name_prefix="draw")


@functools.cache
def thread_count() -> int:
    """Return how many parts a picture is worth cutting into."""
    return max(1, min(4, os.cpu_count() or 1))


def in_bands(rows: int, draw: Callable[[int, int], None]) -> None:
    """Call ``draw(top, bottom)`` for parts of a picture, each in a thread."""
    count = thread_count()
    edges = [rows * i // count for i in range(count + 1)]
    parts = list(itertools.pairwise(edges))
    waiting = [threads().submit(draw, *part) for part in parts[1:]]
    draw(*parts[0])
    for done in waiting:
        done.result()


def warm_up() -> Engine:
    """Load and compile everything that draws, so that the first picture does not wait. Safe off the GUI thread."""
    engine = chosen()
    if engine is Engine.COMPILED:
        from watchfield.render import warming  # noqa: PLC0415 - it draws, and drawing needs this module

        warming.draw_once()
    return engine
