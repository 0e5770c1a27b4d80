"""What becomes of every recording beside the checkout: a table of files, what each was taken for, and what it gave.

``PYTHONPATH=tests python -m real.table FOLDER [--each]``: each file into a project of its own (files of one folder and
format are summed, unless ``--each``), then all of them into one.
"""

# ruff: noqa: T201  it prints its figures

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from watchfield.core import workflow
from watchfield.core.ingest import parsers

HEADER = "| file | taken for | rows | stored | duplicate | refused | without position | s |"
RULER = "|---|---|--:|--:|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True)
class Line:
    """One file, or several that are alike. counts : rows, stored, duplicate, refused, without position."""

    name: str
    format: str
    counts: tuple[int, ...]
    seconds: float
    error: str = ""

    def __str__(self) -> str:
        counts = " | ".join(f"{count:,}" for count in self.counts)
        return f"| {self.name} | {self.format or 'refused'} | {counts} | {self.seconds:.2f} |"


def counts_of(report: workflow.FileReport) -> tuple[int, ...]:
    """Return rows, stored, duplicate, refused, without position."""
    return report.rows, report.stored, report.duplicate, report.refused, report.without_position


def lines(folder: Path) -> Iterable[Line]:
    """Import each file into a project of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        for number, path in enumerate(sorted(path for path in folder.rglob("*") if path.is_file())):
            begun = time.monotonic()
            report = workflow.import_files(Path(scratch) / f"{number}.gpkg", [path])
            took = time.monotonic() - begun
            for file in report.files:
                taken = "" if file.error else file.format or ""
                yield Line(path.relative_to(folder).as_posix(), taken, counts_of(file), took, file.error)


def summed(found: Sequence[Line]) -> Iterable[Line]:
    """Sum files of one folder and one format."""

    def alike(line: Line) -> tuple[str, str, str]:
        return line.name.split("/")[0], line.format, line.error

    for (folder, taken, error), group in groupby(sorted(found, key=alike), alike):
        files = list(group)
        if len(files) == 1:
            yield files[0]
            continue
        counts = tuple(map(sum, zip(*(file.counts for file in files), strict=True)))
        yield Line(f"{folder}/ ({len(files)} files)", taken, counts, sum(file.seconds for file in files), error)


def main(folder: Path, *, each: bool) -> None:
    """Print the table, why files were refused, and what all of them give together."""
    parsers.enable_fast()
    found = list(lines(folder))
    print(HEADER, RULER, sep="\n")
    for line in found if each else summed(found):
        print(line)
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.monotonic()
        report = workflow.import_files(Path(scratch) / "all.gpkg", [folder])
        counts = tuple(map(sum, zip(*map(counts_of, report.files), strict=True)))
        print(Line(f"all {len(report.files)} files into one project", "-", counts, time.monotonic() - begun))
    wrong = [line.name for line in found if line.counts[0] != sum(line.counts[1:])]
    print(f"\nRows that do not add up: {wrong or 'none'}\n")
    for line in found:
        if line.error:
            print(f"- {line.error.replace(str(folder) + '/', '')}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), each="--each" in sys.argv)
