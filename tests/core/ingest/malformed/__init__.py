"""In how many ways can a file be wrong? Each kind makes a malformed file of a sound one and says what may become of it.

A kind that cannot befall a format (a quote left open in a Parquet table) leaves the sample as it is.
"""

from __future__ import annotations

from core.ingest.malformed.damaged import DAMAGED
from core.ingest.malformed.kind import Fate, Kind
from core.ingest.malformed.packed import PACKED
from core.ingest.malformed.texts import TABLES, TEXTS
from core.ingest.malformed.trees import TREES
from core.ingest.malformed.values import VALUES

__all__ = ["KINDS", "Fate", "Kind"]

KINDS = (*DAMAGED, *PACKED, *TEXTS, *TABLES, *TREES, *VALUES)
