"""Is everything there that is said to be there, whole, small enough and free to give away?"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import ImageFont

from watchfield import paths
from watchfield.core.model.aircraft import Silhouette

RESOURCES = paths.resources()
PROVENANCE: dict[str, Any] = json.loads((RESOURCES / "PROVENANCE.json").read_text(encoding="utf-8"))
MADE = ("making", "licences", "build.py", "PROVENANCE.json")
FONTS = sorted((RESOURCES / "fonts").glob("*.woff2"))
ICONS = sorted((RESOURCES / "icons").rglob("*.svg"))


def extracts() -> list[Path]:
    return [
        path
        for path in sorted(RESOURCES.rglob("*"))
        if path.is_file() and path.relative_to(RESOURCES).parts[0] not in MADE
    ]


def test_every_file_has_its_provenance_and_is_what_was_made() -> None:
    described = PROVENANCE["files"]
    assert {path.relative_to(RESOURCES).as_posix() for path in extracts()} == set(described)
    for path in extracts():
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.relative_to(RESOURCES).as_posix()
        assert described[name]["sha256"] == sha256, f"{name} was changed: run resources/build.py"


def test_every_file_is_made_of_a_pinned_package_or_written_here() -> None:
    packages = {f"{name} {facts['version']}" for name, facts in PROVENANCE["packages"].items()}
    for facts in PROVENANCE["files"].values():
        assert facts["made_of"] == "written here" or packages.issuperset(facts["made_of"])
        assert facts["licence"]
    assert all(re.fullmatch("[0-9a-f]{64}", facts["sha256"]) for facts in PROVENANCE["packages"].values())


@pytest.mark.parametrize("name", ["natural-earth.txt", "ourairports.txt", "tak-adsb-ids.txt", "CC-BY-SA-4.0.txt"])
def test_the_licence_texts_are_there(name: str) -> None:
    assert (RESOURCES / "licences" / name).stat().st_size > 100


def test_all_of_it_is_no_more_than_25_megabytes() -> None:
    assert sum(path.stat().st_size for path in RESOURCES.rglob("*") if path.is_file()) <= 25_000_000


def test_no_address_of_a_registry_stands_in_the_scripts() -> None:
    scripts = [RESOURCES / "build.py", *(RESOURCES / "making").glob("*.py")]
    assert not any("://" in path.read_text(encoding="utf-8").replace("http://www.w3.org", "") for path in scripts)


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_the_fonts_open_without_being_unpacked(path: Path) -> None:
    font = ImageFont.truetype(str(path), 20)
    family, _ = font.getname()
    assert family is not None
    assert family.startswith("IBM Plex")
    assert font.getlength("OSLK 0123") > 40


def test_there_are_seven_fonts_and_their_licence() -> None:
    assert len(FONTS) == 7
    assert "SIL" in (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_every_listed_icon_is_there_and_no_other() -> None:
    listed = (RESOURCES / "icons" / "icons.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    assert {path.stem for path in (RESOURCES / "icons").glob("*.svg")} == {*listed, "watchfield"}


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_is_plain_svg_that_reaches_for_nothing(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert tags <= {"svg", "path", "rect", "circle", "line"}
    assert not any("href" in name for element in root.iter() for name in element.attrib)


def test_every_silhouette_is_drawn_and_can_be_tinted() -> None:
    folder = RESOURCES / "icons" / "aircraft"
    assert {path.stem for path in folder.glob("*.svg")} == {shape.value for shape in Silhouette}
    assert all('fill="currentColor"' in path.read_text(encoding="utf-8") for path in folder.glob("*.svg"))


def test_a_silhouette_is_the_same_on_both_sides() -> None:
    for shape in Silhouette:
        if shape is Silhouette.HELICOPTER:
            continue  # its tail rotor stands on one side
        text = (RESOURCES / "icons" / "aircraft" / f"{shape.value}.svg").read_text(encoding="utf-8")
        xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", text)]
        assert min(xs) + max(xs) == pytest.approx(64, abs=0.2)
        assert min(xs) >= 0
