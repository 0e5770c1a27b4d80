"""The recordings of a project: what they are, what they say, where they disagree, which days they cover."""

from __future__ import annotations

import argparse

from watchfield.cli import apart, source_tables
from watchfield.cli.saying import DONE, REFUSED, say, watched
from watchfield.cli.stopping import stoppable
from watchfield.core import workflow
from watchfield.core.errors import RequestError
from watchfield.core.model.track import AircraftStatement
from watchfield.core.store import Store
from watchfield.core.workflow.comparing import disagreements, disagreements_of_new
from watchfield.core.workflow.evidence import as_record
from watchfield.core.workflow.rereading import Origin

__all__ = ["aircraft", "calendar", "compare", "evidence", "sources"]


def sources(options: argparse.Namespace) -> int:
    """List the recordings; take one out, or put it back."""
    if options.remove is not None or options.restore is not None:
        with Store.open(options.project, write=True) as store:
            if options.remove is not None:
                store.remove_source(options.remove, options.reason)
            else:
                store.restore_source(options.restore, options.reason)
    with Store.open(options.project, write=False) as store:
        records = [workflow.source_record(source) for source in store.sources()]
    return say({"sources": records}) if options.json else source_tables.sources(records)


def aircraft(options: argparse.Namespace) -> int:
    """Say which aircraft a recording is of, or take it back."""
    if options.withdraw == (options.aircraft is not None):
        raise RequestError("Say which aircraft it is, or --withdraw.", advice="Write 1551df,RA-86495,IL62.")
    statement = None if options.withdraw else AircraftStatement.of(options.aircraft)
    workflow.state_aircraft(options.project, options.source, statement)
    with Store.open(options.project, write=False) as store:
        records = [workflow.source_record(source) for source in store.sources() if source.id == options.source]
    return say(records[0]) if options.json else source_tables.sources(records)


def evidence(options: argparse.Namespace) -> int:
    """Show what a row says, and what was made of it."""
    project = workflow.open_project(options.project)
    found = workflow.evidence(project, options.source, options.row, quote=apart.quote(), folders=options.look_in)
    if options.json:
        say(as_record(found))
    else:
        source_tables.evidence(as_record(found))
    return REFUSED if found.origin is Origin.NOT_HERE else DONE


def compare(options: argparse.Namespace) -> int:
    """Say where two recordings disagree, and by how much."""
    if options.source is not None:
        pairs = disagreements_of_new(options.project, [options.source])
    else:
        with stoppable(watched(options)) as progress:
            pairs = disagreements(workflow.open_project(options.project), progress=progress)
    if options.json:
        return say({"pairs": [workflow.pair_record(pair) for pair in pairs]})
    return source_tables.disagreements(pairs)


def calendar(options: argparse.Namespace) -> int:
    """Say which days are covered."""
    found = workflow.calendar(workflow.open_project(options.project), workflow.Group(options.by))
    return say(workflow.calendar_record(found)) if options.json else source_tables.calendar(found)
