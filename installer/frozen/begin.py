"""Run by the frozen program before anything else: compiled drawing code comes from the bundle alone.

While the bundle is built the program compiles that code itself, once, and ends: so the two always fit.
"""

import os
import sys
from pathlib import Path

os.environ["NUMBA_CACHE_DIR"] = str(Path(sys._MEIPASS) / "numba")  # type: ignore[attr-defined]
os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "shipped_cache.ShippedCache"
os.environ["NUMBA_CPU_NAME"] = "generic"  # the code was compiled for any processor of the kind

if "WATCHFIELD_BUILD" in os.environ:
    from watchfield.render import engine

    engine.warm_up()
    sys.exit()
