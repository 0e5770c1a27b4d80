"""Print how many kinds of malformed file each format stands, and what is wrong with the others.

``PYTHONPATH=tests python -m core.ingest.matrix [FORMAT ...]``
"""

# ruff: noqa: T201  it prints its figures

from __future__ import annotations

import sys
import time
from collections import Counter

from core.ingest.judging import problem
from core.ingest.malformed import KINDS
from core.ingest.samples import SAMPLES
from core.ingest.test_malformed import planted_row, sound
from watchfield.core.ingest import parsers


def main(names: list[str]) -> None:
    """Judge every kind for every format, with the fast parsers and with their twins."""
    slow: Counter[str] = Counter()
    for sample in SAMPLES:
        if names and sample.title not in names:
            continue
        kinds = [kind for kind in KINDS if kind.befalls(sample)]
        parsers.enable_fast()
        row, reading = planted_row(sample), sound(sample)
        passed = {}
        for words, switch in (("fast", parsers.enable_fast), ("standard", parsers.enable_standard)):
            switch()
            passed[words] = 0
            for kind in kinds:
                begun = time.monotonic()
                try:
                    wrong = problem(sample, kind, reading, row)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is to be listed
                    wrong = f"{type(error).__name__}: {error}"
                passed[words] += not wrong
                if wrong:
                    print(f"  {words} {sample.title} / {kind.name}: {wrong[:300]}", flush=True)
                slow[f"{words} {kind.name}"] += time.monotonic() - begun
        print(f"{sample.title} | {len(kinds)} | {passed['fast']} | {passed['standard']}", flush=True)
    print("slowest, s:", {name: round(took, 1) for name, took in slow.most_common(12)}, round(slow.total()))


if __name__ == "__main__":
    main(sys.argv[1:])
