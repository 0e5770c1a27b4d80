"""The recordings of a project as a list, and what one can do with them: take out, put back, say whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.track import AircraftStatement
from watchfield.core.store import Store
from watchfield.core.workflow.stating import state_aircraft
from watchfield.session import facts, words
from watchfield.session.survey import format_title

__all__ = ["HEADS", "cells", "mark", "matching", "of_track", "put_back", "source_words", "state", "take_out"]

HEADS = ("File", "Read as", "Imported, UTC", "Stored", "Duplicate", "Refused", "No position", "Aircraft", "State")


def cells(source: Source) -> tuple[str, ...]:
    """Return one row of the list."""
    when = f"{words.day(source.imported_s)} {words.clock_text(source.imported_s, seconds=False)}"
    counts = (source.stored, source.duplicate, source.refused, source.without_position)
    state = "taken out" if source.removed else "kept in the project" if source.kept else ""
    return (
        facts.source_name(source),
        format_title(source.format),
        when,
        *(f"{count:,}" for count in counts),
        source_words(source),
        state,
    )


def source_words(source: Source) -> str:
    """Return what the user states of the aircraft of a recording, empty where nothing."""
    if source.stated is None:
        return ""
    said = f"{words.plain(source.stated.words)}: stated by you"
    return f"{said}, does not hold" if source.overruled else said


def mark(source: Source) -> str:
    """Return the mark before a row."""
    if source.removed:
        return "quiet"
    return "warning" if source.refused or source.overruled else "success"


def matching(sources: Sequence[Source], text: str) -> tuple[Source, ...]:
    """Return the sources whose name, format or hash holds a text, those imported last first."""
    wanted = text.strip().lower()
    found = [
        source
        for source in sources
        if not wanted or wanted in f"{source.name} {source.format} {source.sha256} {source_words(source)}".lower()
    ]
    return tuple(sorted(found, key=lambda source: (-source.imported_s, source.id)))


def of_track(project: Project, key: str) -> Source | None:
    """Return the recording that a track comes from, None where it comes from several, or from none."""
    number = next((i for i, track in enumerate(project.tracks) if track.key == key), None)
    if number is None:
        return None
    fixes = project.fixes
    own = np.unique(fixes.source[int(fixes.offsets[number]) : int(fixes.offsets[number + 1])])
    return project.sources[int(own[0])] if len(own) == 1 else None


def take_out(path: Path, ids: Iterable[int], reason: str) -> None:
    """Take recordings out of a project; their rows stay and can be put back."""
    with Store.open(path, write=True) as store:
        for number in ids:
            store.remove_source(number, reason)


def put_back(path: Path, ids: Iterable[int], reason: str) -> None:
    """Put recordings back into a project."""
    with Store.open(path, write=True) as store:
        for number in ids:
            store.restore_source(number, reason)


def state(path: Path, number: int, statement: AircraftStatement | None) -> None:
    """Say which aircraft a recording is of; None takes it back."""
    state_aircraft(path, number, statement)
