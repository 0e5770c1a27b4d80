"""The folders of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from watchfield import paths
from watchfield.core.errors import ResourceError


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    return tmp_path


def test_a_checkout_uses_its_own_resources() -> None:
    assert (paths.resources() / "basemap" / "index.json").is_file()


def test_the_frozen_program_uses_what_lies_beside_it(frozen: Path) -> None:
    look = frozen / "resources" / "look"
    look.mkdir(parents=True)
    (look / "tokens.json").write_text("{}")
    assert paths.resources() == frozen / "resources"


def test_the_frozen_program_never_falls_back_to_another_folder(frozen: Path) -> None:
    with pytest.raises(ResourceError, match="missing"):
        paths.resources()
    assert not list(frozen.iterdir())


def test_the_frozen_program_carries_its_own_numba_cache(frozen: Path) -> None:
    assert paths.numba_cache() == frozen / "numba"


def test_the_numba_cache_of_a_checkout_lies_in_its_environment() -> None:
    assert paths.numba_cache() == Path(sys.prefix) / "numba"


def test_numba_is_told_its_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    paths.prepare_numba()
    assert os.environ["NUMBA_CACHE_DIR"] == str(paths.numba_cache())


def test_a_cache_that_the_user_chose_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere")
    paths.prepare_numba()
    assert os.environ["NUMBA_CACHE_DIR"] == "/somewhere"


@pytest.mark.parametrize("chosen", ["", "relative/folder"])
def test_settings_lie_in_the_home_folder_unless_told_otherwise(
    chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", chosen)
    assert paths.settings() == tmp_path / ".config" / "watchfield"


def test_settings_follow_the_desktop_standard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert paths.settings() == tmp_path / "watchfield"


def test_importing_writes_nothing(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    code = "from watchfield import paths; paths.settings(), paths.numba_cache(), paths.tokens()"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env={**os.environ, **home})
    assert not list(tmp_path.iterdir())


def test_broken_colours_are_said_to_be_broken(frozen: Path) -> None:
    look = frozen / "resources" / "look"
    look.mkdir(parents=True)
    (look / "tokens.json").write_text("{")
    paths.tokens.cache_clear()
    with pytest.raises(ResourceError, match="colours"):
        paths.tokens()
    paths.tokens.cache_clear()
