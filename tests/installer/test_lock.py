"""Does the lock hold every dependency, with hashes and without addresses?"""

import re
from itertools import chain
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "tests/plugin_qgis/requirements.lock"]


def pins(lock: str) -> dict[str, str]:
    """Return what stands in a lock: name -> everything from its version to the next name."""
    parts = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return {part.split("==")[0]: part for part in parts if part.strip()}


def plain(requirement: str) -> str:
    return re.split(r"[<>=!~; \[]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]

    assert {plain(requirement) for requirement in wanted} <= set(pins("requirements.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_one_version_and_its_hashes(lock: str) -> None:
    for name, text in pins(lock).items():
        assert re.match(rf"{re.escape(name)}==\d[\w.]*", text), name
        assert "--hash=sha256:" in text, name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.search(r"\w+://|--index|--find-links|--extra", (ROOT / lock).read_text())


def test_the_plugins_tests_run_the_same_pytest() -> None:
    ours, theirs = pins(LOCKS[0]), pins(LOCKS[1])

    assert {name: text.split()[0] for name, text in theirs.items()}.items() <= {
        name: text.split()[0] for name, text in ours.items()
    }.items()


def test_pyside_stays_below_the_release_that_loses_references() -> None:
    version = pins("requirements.lock")["pyside6-essentials"].split()[0].split("==")[1]

    assert tuple(map(int, version.split(".")[:2])) < (6, 12)
