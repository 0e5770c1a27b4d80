"""Does drawing go on where numba cannot run, and is numba loaded only when it is needed?"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from watchfield.render import engine as engines
from watchfield.render.engine import Engine

DRAW = """
from watchfield.render import engine
from watchfield.render.basemap import draw_basemap
from watchfield.render.view import View
picture = draw_basemap(View.world(120, 80)).rgba
print(engine.chosen().value, len(set(map(tuple, picture[..., :3].reshape(-1, 3).tolist()))) > 3)
"""


def run(program, **environment):
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_the_renderer_loads_neither_numba_nor_qt():
    program = (
        "import sys, watchfield.render.picture, watchfield.render.pick\n"
        "print(*[name for name in ('numba', 'llvmlite', 'PySide6') if name in sys.modules])"
    )
    assert run(program) == []


def test_without_numba_the_same_map_is_drawn_in_numpy():
    assert run("import sys; sys.modules['numba'] = None\n" + DRAW) == ["plain", "True"]


def test_where_numba_finds_no_folder_for_its_cache_drawing_goes_on(monkeypatch):
    def refuse():
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(engines, "compiled_lines", refuse)
    assert engines.chosen.__wrapped__() is Engine.PLAIN


def test_a_picture_is_drawn_in_bands_that_leave_no_row_out():
    rows = np.zeros(37, int)

    def draw(top, bottom):
        rows[top:bottom] += 1

    engines.in_bands(37, draw)
    assert (rows == 1).all()
