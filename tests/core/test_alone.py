"""Does ``core`` run where there is nothing but Python and numpy, under another name, as inside QGIS?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

import watchfield.core
from core.ingest.samples import SAMPLES, Family
from core.ingest.test_twins import WITHOUT_TWIN

CORE = Path(watchfield.core.__file__).parent

BLOCK = """
import sys

class NothingElse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top.startswith("_sysconfigdata"):  # what the standard library knows of this build
            return
        if top not in sys.stdlib_module_names and top not in ("numpy", "borrowed"):
            raise ModuleNotFoundError(f"{name} is not here", name=name)

sys.meta_path.insert(0, NothingElse())
"""

IMPORT_ALL = """
import importlib, pkgutil
package = importlib.import_module(NAME)
modules = {NAME: package}
def fail(name):
    raise ImportError(name)
for found in pkgutil.walk_packages(package.__path__, NAME + ".", onerror=fail):
    modules[found.name] = importlib.import_module(found.name)
assert len(modules) > 20, sorted(modules)
"""

USE = """
import numpy as np
from borrowed.core.geo import times
from borrowed.core.geo.polygon import circle
from borrowed.core.model.fixes import Fixes
from borrowed.core.model.movement import MovementKind, movement_id
from borrowed.core.model.zone import Zone
from borrowed.core.spatial.boxes import Boxes
from borrowed.core.spatial.index import TrackIndex

steps = np.arange(100.0)
fixes = Fixes.from_columns(
    np.zeros(100, np.int64), 1,
    {"time_s": 10 * steps, "lon_deg": 35.0 + steps / 50, "lat_deg": np.full(100, 35.4), "row": np.arange(100)},
)
zone = Zone("1", "Hmeimim", (tuple(map(tuple, circle(35.9487, 35.4011, 8.0))),))
passages = zone.polygon.passages(fixes.lon_deg[:-1], fixes.lat_deg[:-1], fixes.lon_deg[1:], fixes.lat_deg[1:])
print(len(passages.segment), Boxes.build(fixes).query(35.9, 35.0, 36.0, 36.0).tolist(), zone.version)
print(TrackIndex.build(fixes).query(35.9, 35.0, 36.0, 36.0).tolist())
print(movement_id(MovementKind.OVERFLIGHT, "icao:1551df", zone.version, 470.0, 35.94, 35.4), times.format_utc(470.0))
"""


def run(program, *, where=None):
    """Run a program in a fresh interpreter where warnings are errors, and return what it prints."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=where,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def borrowed(tmp_path):
    """A folder that holds a copy of core in a package of another name, as the plugin does."""
    shutil.copytree(CORE, tmp_path / "borrowed" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "borrowed" / "__init__.py").touch()
    return tmp_path


def test_a_copy_of_core_under_another_name_runs_with_numpy_alone(borrowed):
    alone = run(BLOCK + "NAME = 'borrowed.core'\n" + IMPORT_ALL + USE, where=borrowed)
    assert alone == run(USE.replace("borrowed.", "watchfield."))


def test_importing_all_of_core_loads_numpy_and_nothing_else():
    loaded = run(
        "import sys\nbefore = set(sys.modules)\nNAME = 'watchfield.core'\n"
        + IMPORT_ALL
        + "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    top = {name for name in loaded.split() if not name.startswith("_sysconfigdata")}
    assert top <= {"numpy", "watchfield"}


READ = """
import hashlib, json, pathlib
from borrowed.core.errors import ReadError
from borrowed.core.ingest import Options, recognise

for path in sorted(pathlib.Path("samples").iterdir()):
    if path.suffix == ".json":
        continue
    options = Options(**json.loads(path.with_suffix(".json").read_text()))
    with path.open("rb") as stream:
        try:
            reading = recognise(stream, path.name).read(stream, path.name, options)
        except ReadError as error:
            print(path.stem, "asks for a library" if error.advice else error)
            continue
    digest = hashlib.sha256(b"".join(column.tobytes() for column in reading.fixes.columns().values()))
    print(path.stem, reading.format, reading.rows, len(reading.fixes), digest.hexdigest()[:16])
"""


def test_where_there_is_numpy_alone_recordings_are_read_as_the_fast_parsers_read_them(borrowed):
    (borrowed / "samples").mkdir()
    for number, sample in enumerate(SAMPLES):
        (borrowed / "samples" / f"{number:02}.bin").write_bytes(sample.content)
        (borrowed / "samples" / f"{number:02}.json").write_text(json.dumps(asdict(sample.options)))
    alone = run(BLOCK + READ, where=borrowed).splitlines()
    fast = run(
        "from watchfield.core.ingest import parsers\nparsers.enable_fast()\n"
        + READ.replace("borrowed.", "watchfield."),
        where=borrowed,
    ).splitlines()
    assert len(alone) == len(fast) == len(SAMPLES)
    for sample, here, there in zip(SAMPLES, alone, fast, strict=True):
        needs_more = sample.title in WITHOUT_TWIN or sample.family is Family.XML
        assert here.endswith("asks for a library") if needs_more else here == there, sample.title
