"""Build what goes on the stick, into dist/: the frozen program, the plugin's zip, their checksums.

    python installer/bundle.py

The bundle runs on Debian 12, Ubuntu 24.04 and newer with no package installed. It is not signed yet.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import build_plugin

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
PROGRAM = DIST / "watchfield"
INSIDE = PROGRAM / "_internal"

# PyInstaller takes these to be on every machine. They are not: a bare Debian has none. The drivers behind them are the
# machine's own where there are any.
SYSTEM_LIBRARIES = (
    "libGL.so.1",
    "libGLX.so.0",
    "libGLdispatch.so.0",
    "libEGL.so.1",
    "libxcb.so.1",
    "libXau.so.6",
    "libXdmcp.so.6",
    "libbsd.so.0",
    "libmd.so.0",
    "libfribidi.so.0",  # Pillow asks for it by name when it shapes Arabic
    "libfontconfig.so.1",
    "libfreetype.so.6",
)
# Never loaded: numba asks for it only where loops run in parallel by that library.
DO_WITHOUT = ("tbbpool.cpython-311-x86_64-linux-gnu.so",)
NOT_FOR_USERS = ("making",)  # how the resources are made


def main() -> None:
    """Build, and say what came out."""
    shutil.rmtree(DIST, ignore_errors=True)
    freeze()
    add_libraries()
    add_resources()
    add_compiled_drawing()
    check_libraries()
    build_plugin.build(DIST / f"{build_plugin.FOLDER}.zip")
    pack()
    write_checksums()
    for path in sorted(DIST.iterdir()):
        print(f"{size(path) / 1e6:8.1f} MB  {path.relative_to(ROOT)}")


def freeze() -> None:
    """Let PyInstaller gather the program and what it imports."""
    run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
         "--distpath", str(DIST), "--workpath", str(ROOT / "build" / "bundle"), "installer/watchfield.spec"],
        PYTHONHASHSEED="1",
    )  # fmt: skip


def add_libraries() -> None:
    """Copy the system's libraries that PyInstaller leaves to the machine."""
    known = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True, env=with_sbin())
    found = {line.split()[0]: Path(line.split(" => ")[1]) for line in known.stdout.splitlines() if "x86-64" in line}
    for name in SYSTEM_LIBRARIES:
        if name not in found:
            raise SystemExit(f"{name} is not on this machine: `sh installer/system.sh bundle` installs it.")
        target = INSIDE / name
        if not target.exists():
            shutil.copyfile(found[name].resolve(), target)
            target.chmod(0o755)
    for library in INSIDE.glob("libpython*.so*"):
        run(["strip", "--strip-unneeded", str(library)])  # 22 MB become 6


def add_resources() -> None:
    """Copy maps, airfields, fonts and icons, and the licence."""
    shutil.copytree(
        ROOT / "resources", INSIDE / "resources", ignore=shutil.ignore_patterns(*NOT_FOR_USERS, "__pycache__")
    )
    shutil.copyfile(ROOT / "LICENSE", PROGRAM / "LICENSE")


def add_compiled_drawing() -> None:
    """Let the frozen program compile what draws, for any processor of this kind, into its own folder."""
    run([str(PROGRAM / "watchfield")], WATCHFIELD_BUILD="1")
    if not any((INSIDE / "numba").rglob("*.nbc")):
        raise SystemExit("Nothing of the drawing code was compiled.")


def check_libraries() -> None:
    """Stop where a library was left out that another one needs."""
    for path in sorted(INSIDE.rglob("*.so*")):
        needed = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False, env=beside(INSIDE))
        lost = [line.strip() for line in needed.stdout.splitlines() if "not found" in line]
        if lost and path.name not in DO_WITHOUT:
            raise SystemExit(f"{path.relative_to(INSIDE)}: {lost[0]}")


def beside(folder: Path) -> dict[str, str]:
    """Return the environment in which the frozen program looks for libraries."""
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def pack() -> None:
    """Write the program as one archive; the same files give the same bytes."""
    target = DIST / f"watchfield-{version('watchfield')}-linux-x86_64.tar.gz"
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as packed, tar_into(packed) as archive:
        for path in sorted(PROGRAM.rglob("*")):
            archive.add(path, path.relative_to(DIST).as_posix(), recursive=False, filter=anonymous)


def tar_into(stream: gzip.GzipFile) -> tarfile.TarFile:
    """Return an archive that is written to a stream from its beginning to its end."""
    return tarfile.open(fileobj=stream, mode="w|", format=tarfile.GNU_FORMAT)  # the caller closes it


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return an entry of an archive without user, group and time."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = "root"
    return entry


def write_checksums() -> None:
    """Write SHA256SUMS for `sha256sum -c`."""
    files = [path for path in sorted(DIST.iterdir()) if path.is_file()]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (DIST / "SHA256SUMS").write_text("".join(lines))


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    return sum(file.stat().st_size for file in all_files(path))


def all_files(path: Path) -> Iterator[Path]:
    """Yield a file itself, or the files below a folder; links are not counted."""
    for file in [path] if path.is_file() else path.rglob("*"):
        if file.is_file() and not file.is_symlink():
            yield file


def with_sbin() -> dict[str, str]:
    """Return the environment with the folders in which ldconfig lies."""
    return {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}


def run(command: list[str], **environment: str) -> None:
    """Run a command in the checkout; a failure ends the build."""
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)


if __name__ == "__main__":
    main()
