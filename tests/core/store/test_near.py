"""Some recordings of a project, with what others have beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from watchfield.core.model.reading import Reading
from watchfield.core.model.source import Source
from watchfield.core.model.track import Identity
from watchfield.core.store import Store

Recording = Callable[..., tuple[Source, Reading]]


def test_some_sources_are_read_with_what_others_have_beside_them(project: Path, recording: Recording) -> None:
    said = [Identity("fr24:1", "icao:4ca1fa")]
    with Store.open(project, write=True) as store:
        store.add(
            [
                recording("a.csv"),
                recording("b.csv", keys=["fr24:1"], times_s=[[25.0, 30.0]], identities=said),
                recording("c.csv", keys=["fr24:1"], times_s=[[9000.0]]),
                recording("d.csv", keys=["icao:000001"], times_s=[[25.0]]),
            ]
        )
        near, everything = store.read(near=[2]), store.read()
        assert len(store.read(near=[]).fixes) == len(store.read(near=[4]).fixes) == 0
    assert [track.key for track in near.tracks] == ["icao:4ca1fa"]
    assert (near.fixes.source.tolist(), near.sources) == ([0, 0, 0, 1, 1], everything.sources)
    first = everything.fixes.time_s[everything.fixes.offsets[1] : everything.fixes.offsets[2]]
    assert set(near.fixes.time_s) < set(first)
