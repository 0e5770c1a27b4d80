"""``make bench``: what the program costs, beside a peer in the same run. ``make bench ONLY=open_1m`` runs one.

Each benchmark runs in a process of its own, so that its memory is its own. The machine is shared and noisy: read the
ratios, not the times.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from measuring import Result
from work import BENCHMARKS

REPORT = Path("bench.json")
LIMIT_S = 50


def main() -> int:
    """Run the benchmarks asked for, write ``bench.json`` and print it as a table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", help="one benchmark by its name")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(BENCHMARKS[options.inside]()))
        return 0
    names = [options.only] if options.only else list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    results = [_measured(name) for name in names]
    REPORT.write_text(json.dumps(results, indent=1) + "\n")
    _print(results)
    return 0


def _measured(name: str) -> Result:
    command = [sys.executable, __file__, "--inside", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=10 * LIMIT_S)
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result


def _print(results: list[Result]) -> None:
    print(f"{'name':<16}{'fixes':>12}{'ours ms':>11}{'memory MB':>11}  peers, and how many times our time they take")
    for result in results:
        peers = ", ".join(f"{name} {ms:,.1f} ({ms / result['ours_ms']:.2g}x)" for name, ms in result["peers"].items())
        line = f"{result['name']:<16}{result['fixes']:>12,}{result['ours_ms']:>11,.2f}{result['memory_mb']:>11,.0f}"
        print(f"{line}  {peers}\n{'':16}{result['note']}")


if __name__ == "__main__":
    sys.exit(main())
