"""Run by the frozen program before anything else: compiled drawing code comes from the bundle alone."""

import os
import sys
from pathlib import Path

os.environ["NUMBA_CACHE_DIR"] = str(Path(sys._MEIPASS) / "numba")  # type: ignore[attr-defined]
os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "shipped_cache.ShippedCache"
os.environ["NUMBA_CPU_NAME"] = "generic"  # the code was compiled for any processor of the kind
