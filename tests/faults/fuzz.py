"""Feed every reader broken files for a while, and count: ``make fuzz SECONDS=60``.

Where atheris is installed it chooses what to break by what the code then does; without it, chance does. Every format
has a process of its own, so that a crash or a hang is one line of the table. What went wrong is kept in the folder.

``PYTHONPATH=tests python -m faults.fuzz SECONDS FOLDER [FORMAT ...]``
"""

# ruff: noqa: T201, S311  it prints its figures; chance need not be secret here

from __future__ import annotations

import contextlib
import importlib.util
import io
import random
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path

from core.ingest.judging import check, within
from core.ingest.samples import SAMPLES, Sample
from faults.breaking import broken
from watchfield.core.errors import ReadError
from watchfield.core.ingest import format_named, parsers, recognise

HANG_S = 20
_RUNS = re.compile(r"stat::number_of_executed_units:\s+(\d+)|RUNS (\d+)")


def feed(sample: Sample, data: bytes) -> None:
    """Read bytes as what they were and as what they look like; anything but a ReadError comes out."""
    warnings.simplefilter("error")
    with contextlib.suppress(ReadError):
        check(format_named(sample.format).read(io.BytesIO(data), "file", sample.options))
    with contextlib.suppress(ReadError):
        check(recognise(io.BytesIO(data), "file").read(io.BytesIO(data), "file", sample.options))


def by_chance(sample: Sample, seconds: float, folder: Path, seed: int) -> None:
    """Break the sample at random until the time is up, keeping what goes wrong."""
    chance, begun, runs = random.Random(seed), time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        data = broken(sample.content, chance)
        runs += 1
        try:
            with within(HANG_S):
                feed(sample, data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is sought
            kind = "timeout" if "it took more than" in str(error) else "crash"
            (folder / f"{kind}-{sample.format}-{runs}").write_bytes(data)
            print(f"{kind}: {type(error).__name__}: {error}", file=sys.stderr)
    print(f"RUNS {runs}", file=sys.stderr)


def main(seconds: float, folder: Path, names: list[str]) -> int:
    """Give each format its share of the time, print executions, crashes and hangs, and return how many went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {sample.format: sample for sample in SAMPLES if not names or sample.format in names}
    child = "faults.guided" if importlib.util.find_spec("atheris") else "faults.fuzz"
    print("| format | executions | crashes | hangs |\n|---|--:|--:|--:|", flush=True)
    total = [0, 0, 0]
    for name in chosen:
        before = set(folder.glob("*-*"))
        command = [sys.executable, "-m", child, "--one", name, str(seconds / len(chosen)), str(folder)]
        result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = sum(int(one or other) for one, other in _RUNS.findall(result.stderr))
        found = [path.name for path in set(folder.glob("*-*")) - before]
        hangs = sum("timeout" in each for each in found)
        crashes = max(len(found) - hangs, int(result.returncode != 0 and not found))
        if result.returncode or found:
            (folder / f"{name}.log").write_text(result.stderr[-20_000:])
        print(f"| {name} | {runs:,} | {crashes} | {hangs} |", flush=True)
        total = [total[0] + runs, total[1] + crashes, total[2] + hangs]
    print(f"| all | {total[0]:,} | {total[1]} | {total[2]} |")
    return total[1] + total[2]


def one(name: str, seconds: float, folder: Path) -> None:
    """Feed one format by chance, in this process."""
    parsers.enable_fast()
    by_chance(next(each for each in SAMPLES if each.format == name), seconds, folder, int(time.time()))


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(min(main(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]), 1))
