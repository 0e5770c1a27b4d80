"""Reading as it is done with fast parsers and without."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from watchfield.core.ingest import Options, parsers, recognise
from watchfield.core.model.reading import Reading

Read = Callable[..., Reading]

DATA = Path(__file__).resolve().parents[2] / "data"
NOW_S = 1_762_000_000.0  # 2025-11-01, a week after the hand-made recordings


@pytest.fixture(autouse=True)
def _standard_again() -> Iterator[None]:
    """Leave the parsers to the next test as they were at the beginning."""
    yield
    parsers.enable_standard()


@pytest.fixture(params=["fast", "standard"])
def parsing(request: pytest.FixtureRequest) -> str:
    """Read once with the fast parsers and once with their twins."""
    if request.param == "fast":
        parsers.enable_fast()
    else:
        parsers.enable_standard()
    return str(request.param)


@pytest.fixture
def data() -> Path:
    """The hand-made recordings."""
    return DATA


@pytest.fixture
def read() -> Read:
    """Recognise a file of the hand-made recordings, or bytes, and read it."""

    def reading(source: str | bytes, name: str = "file", now_s: float | None = NOW_S) -> Reading:
        content = (DATA / source).read_bytes() if isinstance(source, str) else source
        shown = source if isinstance(source, str) else name
        stream = io.BytesIO(content)
        return recognise(stream, shown).read(stream, shown, Options(now_s=now_s))

    return reading
