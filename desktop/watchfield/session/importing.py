"""The import as the window does it: with the user's choices, in a process of its own, counted while it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from watchfield import apart
from watchfield.core import workflow
from watchfield.core.ingest import Options
from watchfield.core.ingest.files.containers import bytes_of, files
from watchfield.core.ingest.part import Part
from watchfield.core.ingest.recordings import Read, Recording, Request
from watchfield.core.task import Progress, silent
from watchfield.core.workflow import ImportReport
from watchfield.session.choices import Choices

__all__ = ["Tally", "import_files"]


@dataclass
class Tally:
    """How many fixes have been read so far; written by one thread and looked at by another."""

    fixes: int = 0


def import_files(
    path: Path, inputs: Sequence[Path], choices: Choices, tally: Tally, /, *, progress: Progress = silent
) -> ImportReport:
    """Import into the project at ``path``; raises what :func:`workflow.import_files` raises.

    Tables whose columns were said are read by themselves, those of one mapping together.
    """
    runs = _runs(inputs, choices)
    sizes = [sum(map(bytes_of, paths)) for paths, _ in runs]
    report = ImportReport(())
    for number, (paths, columns) in enumerate(runs):
        options = Options(timezone=choices.timezone, start_s=choices.start_s, columns=columns)
        one = workflow.import_files(
            path,
            paths,
            options=options,
            aircraft=choices.aircraft,
            keep=choices.keep,
            read=_counted(tally),
            progress=_shifted(progress, sum(sizes[:number]), sizes[number], sum(sizes)),
        )
        report = ImportReport((*report.files, *one.files), one.cancelled, one.left)
        if report.cancelled:
            break
    return report


def _runs(inputs: Sequence[Path], choices: Choices) -> list[tuple[tuple[Path, ...], str | None]]:
    """Return which files are read with which columns, those without any first."""
    said = dict(choices.tables)
    if not said and not choices.left_out:
        return [(tuple(inputs), None)]
    others = {*said, *choices.left_out}
    rest = tuple(file for given in inputs for file in files(given) if isinstance(file, Path) and file not in others)
    runs: list[tuple[tuple[Path, ...], str | None]] = [(rest, None)] if rest else []
    own = dict.fromkeys(said.values())
    return [*runs, *((tuple(file for file in said if said[file] == columns), columns) for columns in own)]


def _counted(tally: Tally) -> Read:
    """Return how files are read: by workers, and every fix counted on its way."""

    def counting(parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            tally.fixes += len(part)
            yield part

    def read(paths: Iterable[Path], request: Request, progress: Progress = silent) -> Iterator[Recording]:
        for recording in apart.read(paths, request, progress):
            yield replace(recording, parts=counting(recording.parts))

    return read


def _shifted(progress: Progress, before: float, own: float, whole: float) -> Progress:
    """Let one of several runs tell, in bytes, how far all of them are."""

    def told(done: float, total: float, text: str, /) -> None:
        share = min(done / total, 1.0) if total > 0 else 1.0
        progress(before + share * own, max(whole, 1.0), text)

    return told
