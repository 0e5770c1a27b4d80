"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real recordings beside the checkout; it is no part of it, so what needs it skips without."""
    folder = CHECKOUT.parent / "shared" / "data"
    if not (folder / "README.md").is_file():
        pytest.skip("there are no real recordings beside this checkout (../shared/data)")
    return folder
