"""Read the tables that come with the program."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ResourceError

__all__ = ["read_columns", "read_rows", "read_text", "words"]

_ADVICE = "Install Watchfield again."


def read_columns(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of an `.npz` file; raise ResourceError where it is missing or broken."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ResourceError(f"cannot be read ({error})", where=str(path), advice=_ADVICE) from error


def read_text(path: Path) -> str:
    """Return the text of a file, gzipped where its name ends in .gz; raise ResourceError as above."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, ValueError) as error:
        raise ResourceError(f"cannot be read ({error})", where=str(path), advice=_ADVICE) from error


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file; raise ResourceError as above."""
    return list(csv.DictReader(io.StringIO(read_text(path), newline="")))


def words(column: NDArray[np.uint8]) -> list[str]:
    """Return the values of a text column, kept as UTF-8 joined by line feeds."""
    return column.tobytes().decode("utf-8").split("\n")
