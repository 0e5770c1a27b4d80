"""What became of an import, in words: every file, every count, every refused row with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from watchfield.core.workflow import FileReport, ImportReport
from watchfield.session import words
from watchfield.session.advice import in_the_window
from watchfield.session.survey import file_name, format_title

__all__ = [
    "FILE_HEADS",
    "REFUSAL_HEADS",
    "Outcome",
    "as_csv",
    "cell_for_sheets",
    "file_cells",
    "has_problem",
    "headline",
    "outcome_of",
    "refusal_cells",
    "totals",
    "with_absent",
]

FILE_HEADS = ("File", "Taken for", "Rows", "Stored", "Duplicate", "Refused", "Without position", "What happened")
REFUSAL_HEADS = ("File", "Row", "Column", "Reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Outcome(str, Enum):
    """How it went with one file."""

    STORED = "stored"
    KNOWN = "known"  # nothing in it that was not there
    PARTLY = "partly"  # some rows were refused
    EMPTY = "empty"  # read, and nothing in it has a position
    FAILED = "failed"
    UNKNOWN = "unknown"  # nobody knows what it is
    ABSENT = "absent"  # not reached when the import was stopped


def outcome_of(file: FileReport) -> Outcome:
    """Return how it went."""
    if file.error:
        return Outcome.FAILED if file.format else Outcome.UNKNOWN
    if not file.sha256:
        return Outcome.ABSENT
    if file.refused:
        return Outcome.PARTLY
    if not file.stored:
        return Outcome.KNOWN if file.duplicate else Outcome.EMPTY
    return Outcome.STORED


def has_problem(file: FileReport) -> bool:
    """Tell whether somebody should look at it."""
    return outcome_of(file) in (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PARTLY, Outcome.ABSENT)


def with_absent(report: ImportReport, names: Iterable[str]) -> ImportReport:
    """Return the report of a stopped import with the files that were found and are not in it."""
    told = {file.path for file in report.files}
    absent = dict.fromkeys(name for name in (*report.left, *names) if name not in told)
    return replace(report, files=(*report.files, *(FileReport(name) for name in absent)))


def file_cells(file: FileReport) -> tuple[str, ...]:
    """Return one row of the table of files; figures with thousands, nothing where nothing was counted."""
    if file.error:
        return (
            file_name(file.path),
            format_title(file.format) or "not recognised",
            "–",
            "–",
            "–",
            "–",
            "–",
            _why(file),
        )
    if outcome_of(file) is Outcome.ABSENT:
        return (file_name(file.path), "–", "–", "–", "–", "–", "–", _happened(file))
    figures = (file.rows, file.stored, file.duplicate, file.refused, file.without_position)
    return (
        file_name(file.path),
        format_title(file.format) or "–",
        *(f"{figure:,}" for figure in figures),
        _happened(file),
    )


def refusal_cells(files: Iterable[FileReport], most: int) -> tuple[tuple[str, ...], ...]:
    """Return refused rows and files, file by file; so many at most."""
    found: list[tuple[str, ...]] = []
    for row in _refusals(files):
        if len(found) == most:
            break
        found.append(row)
    return tuple(found)


def headline(report: ImportReport) -> tuple[str, str]:
    """Return what happened, and what was kept."""
    stored = sum(file.stored for file in report.files)
    failed = sum(bool(file.error) for file in report.files)
    unknown = sum(outcome_of(file) is Outcome.UNKNOWN for file in report.files)
    absent = sum(outcome_of(file) is Outcome.ABSENT for file in report.files)
    taken = len(report.files) - failed - absent
    fixes = words.counted(stored, "new fix", "new fixes")
    what = "The import was stopped" if report.cancelled else f"{fixes} stored"
    parts = [f"{words.counted(taken, 'file')} in"]
    if report.cancelled:
        parts.append(f"{fixes} stored")
    if absent:
        parts.append(f"{words.counted(absent, 'file')} not in")
    if failed - unknown:
        parts.append(f"{words.counted(failed - unknown, 'file')} refused as a whole")
    if unknown:
        parts.append(f"{words.counted(unknown, 'file')} not recognised")
    return what, " · ".join(parts) + "."


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum over all files; rows = stored + duplicate + refused + without_position."""

    rows: int
    stored: int
    duplicate: int
    refused: int
    without_position: int


def totals(files: Sequence[FileReport]) -> Totals:
    """Return the sum over files."""
    return Totals(
        sum(file.rows for file in files),
        sum(file.stored for file in files),
        sum(file.duplicate for file in files),
        sum(file.refused for file in files),
        sum(file.without_position for file in files),
    )


def as_csv(report: ImportReport) -> str:
    """Return the report as a table: a line a file, then a line a refused row.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        ("path", "sha256", "format", "rows", "stored", "duplicate", "refused", "without_position", "refused_row",
         "column", "reason")
    )  # fmt: skip
    for file in report.files:
        about = (cell_for_sheets(words.plain(file.path)), file.sha256, file.format or "")
        counts = (file.rows, file.stored, file.duplicate, file.refused, file.without_position)
        said_of_it = in_the_window(words.plain(file.error)) if file.error else _notes(file)
        writer.writerow((*about, *counts, "", "", cell_for_sheets(said_of_it)))
        for refusal in file.refusals:
            said = (cell_for_sheets(words.plain(text)) for text in (refusal.column, refusal.reason))
            writer.writerow((*about, "", "", "", "", "", refusal.row, *said))
    return table.getvalue()


def cell_for_sheets(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _why(file: FileReport) -> str:
    """Return why a file was refused, without its path, which stands beside it."""
    return in_the_window(words.plain(file.error).removeprefix(f"{words.plain(file.path)}: "))


def _happened(file: FileReport) -> str:
    said = {
        Outcome.STORED: "stored",
        Outcome.KNOWN: "nothing new: another source has it all",
        Outcome.PARTLY: f"{words.counted(file.refused, 'row')} refused",
        Outcome.EMPTY: "no row has a position",
        Outcome.ABSENT: "not in: stopped before it was kept",
    }[outcome_of(file)]
    if file.own_duplicate:
        said += f", {words.counted(file.own_duplicate, 'row')} twice in the file itself"
    if file.replaces is not None:
        said += "; replaces its older reading"
    return f"{said}. {_notes(file)}" if file.notes else said


def _notes(file: FileReport) -> str:
    return " ".join(map(words.plain, file.notes))


def _refusals(files: Iterable[FileReport]) -> Iterator[tuple[str, ...]]:
    for file in files:
        name = file_name(file.path)
        if file.error:
            yield (name, "", "", _why(file))
        for refusal in file.refusals:
            yield (name, f"{refusal.row:,}", words.plain(refusal.column), words.plain(refusal.reason))
