"""What becomes of a project some of whose bits are not what they were.

At length: ``PYTHONPATH=tests python -m faults.test_mutants 3000``.
"""

# ruff: noqa: T201, S311  it prints its figures; chance need not be secret here

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from faults.projects import content, filled
from watchfield.core.errors import WatchfieldError
from watchfield.core.store import Store, verify


def mutants(original: bytes, chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Return broken copies: bits, bytes, sectors and pages changed or swapped, tails cut off."""
    for _ in range(count):
        data = bytearray(original)
        kind = chance.choice(["bit", "bit", "bit", "byte", "schema", "sector", "swap", "page", "cut"])
        at = chance.randrange(len(data))
        sector = at // 512 * 512
        if kind in {"bit", "schema"}:
            at = at % 12_288 if kind == "schema" else at
            data[at] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            data[at] = chance.randrange(256)
        elif kind == "sector":
            data[sector : sector + 512] = chance.randbytes(512)
        elif kind == "swap":
            other = chance.randrange(len(data) // 512) * 512
            data[sector : sector + 512], data[other : other + 512] = (
                data[other : other + 512],
                data[sector : sector + 512],
            )
        elif kind == "page":
            page = at // 4096 * 4096
            data[page : page + 4096] = bytes(4096)
        else:
            del data[at:]
        if data != original:
            yield kind, bytes(data)


def judged(path: Path, good: dict[str, Any], head: str) -> str:
    """Return what became of a broken copy; whatever is neither refused nor the same is ``ACCEPTED``."""
    try:
        with Store.open(path, write=False) as store:
            store.read()
        was_read = "read"
    except WatchfieldError:
        was_read = "refused"
    try:
        problems = verify(path, head=head)
    except WatchfieldError:
        return f"{was_read}, not a project"
    if problems:
        return f"{was_read}, found"
    try:
        same = content(path) == good
    except sqlite3.Error:
        same = False
    return f"{was_read}, same" if same else f"{was_read}, ACCEPTED"


def campaign(path: Path, count: int, seed: int, keep: Callable[[str, bytes], None] = lambda *_: None) -> Counter[str]:
    """Break copies of a project and count what becomes of them."""
    original, good = path.read_bytes(), content(path)
    with Store.open(path, write=False) as store:
        head = store.audit()[-1].hash
    broken = path.with_name("broken.gpkg")
    outcomes: Counter[str] = Counter()
    for kind, data in mutants(original, random.Random(seed), count):
        broken.write_bytes(data)
        outcome = judged(broken, good, head)
        outcomes[outcome] += 1
        if "ACCEPTED" in outcome:
            keep(kind, data)
    return outcomes


def test_no_broken_copy_passes_for_the_original(project: Path) -> None:
    outcomes = campaign(project, 300, seed=7)
    assert not [outcome for outcome in outcomes if "ACCEPTED" in outcome]
    assert sum(number for outcome, number in outcomes.items() if "found" in outcome) > 100


def main(count: int) -> None:
    """Judge so many broken copies, keep those that were accepted, and print the figures."""
    folder, begun = Path(tempfile.mkdtemp()), time.monotonic()
    outcomes = campaign(
        filled(folder / "project.gpkg"),
        count,
        seed=int(time.time()),
        keep=lambda kind, data: (folder / f"{kind}-{len(list(folder.iterdir()))}").write_bytes(data) and None,
    )
    print(dict(outcomes), folder, f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
