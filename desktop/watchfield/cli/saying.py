"""How a command ends, and how it says what came out."""

from __future__ import annotations

import argparse
import json
import sys

from watchfield.cli import tables
from watchfield.core.task import Progress, silent

__all__ = ["DONE", "FAILED", "REFUSED", "say", "watched"]

DONE, REFUSED, FAILED = 0, 1, 2


def say(document: object) -> int:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
    return DONE


def watched(options: argparse.Namespace) -> Progress:
    """Return progress on standard error, where somebody watches it."""
    return tables.progress if sys.stderr.isatty() and not options.json else silent
