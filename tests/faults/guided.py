"""Feed one reader what atheris makes of its samples, led by what the code does with it; see ``fuzz``.

It ends at the first thing that goes wrong, and leaves the file that did it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["watchfield.core.ingest"]):
    from core.ingest.samples import SAMPLES
    from faults.fuzz import HANG_S, feed
    from watchfield.core.ingest import parsers


def main(name: str, seconds: float, folder: Path) -> None:
    """Feed one format."""
    parsers.enable_fast()
    samples = [sample for sample in SAMPLES if sample.format == name]
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (corpus / f"sample {sample.variant}".strip()).write_bytes(sample.content)
    arguments = [
        "fuzz",
        f"-max_total_time={max(1, int(seconds))}",
        f"-timeout={HANG_S}",
        "-rss_limit_mb=3072",
        "-max_len=65536",
        "-print_final_stats=1",
        "-verbosity=0",
        f"-artifact_prefix={folder}/{name}-",
        str(corpus),
    ]
    atheris.Setup(arguments, lambda data: feed(samples[0], data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]))
