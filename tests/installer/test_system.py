"""What does the script that looks after system packages do on machines of different kinds?"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "system.sh"
SONAMES = re.findall(r"^need_library (\S+) ", SCRIPT.read_text(), re.MULTILINE)
REAL_COMMANDS = ("mktemp", "rm", "sed", "grep", "env", "cat", "tail", "basename", "true")


class Machine:
    """A PATH in which every command that asks about the machine is a stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        for name in REAL_COMMANDS:
            (folder / name).symlink_to(str(shutil.which(name)))
        self.command("python3", f'exec {sys.executable} "$@"')
        self.command("id", "echo 1000")
        self.command("sudo", "exit 1")
        self.command("apt-get", f'echo "$@" >> {self.calls}')
        self.command("dpkg-query", "echo 3.40.6")
        self.command("dpkg", "exit 0")
        self.command("Xvfb", "exit 0")
        self.command("xauth", "exit 0")
        self.libraries(SONAMES)

    def command(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def libraries(self, sonames: list[str]) -> None:
        lines = "\n".join(f"\t{soname} (libc6,x86-64) => /usr/lib/{soname}" for soname in sonames)
        self.command("ldconfig", f"cat <<'END'\n{lines}\nEND")

    def run(self, purpose: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(SCRIPT), purpose],
            env={"PATH": str(self.folder)}, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("purpose", ["run", "test"])
def test_where_nothing_is_missing_nothing_is_said_or_done(machine: Machine, purpose: str) -> None:
    result = machine.run(purpose)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not machine.calls.exists()


def test_a_user_who_may_not_install_is_given_the_one_line_and_work_goes_on(machine: Machine) -> None:
    machine.libraries([soname for soname in SONAMES if soname != "libxcb-cursor.so.0"])

    result = machine.run("run")

    assert result.returncode == 0
    assert "sudo apt-get install -y --no-install-recommends libxcb-cursor0\n" in result.stderr
    assert not machine.calls.exists()


def test_root_has_the_missing_packages_installed(machine: Machine) -> None:
    machine.command("id", "echo 0")
    machine.libraries([soname for soname in SONAMES if soname != "libGL.so.1"])

    result = machine.run("run")

    assert result.returncode == 0
    assert "Installing system packages: libgl1" in result.stdout
    assert machine.calls.read_text().splitlines()[-1].endswith("--no-install-recommends libgl1")


def test_sudo_without_a_password_is_as_good_as_root(machine: Machine) -> None:
    machine.command("sudo", 'shift; exec "$@"')
    machine.libraries([])

    machine.run("run")

    assert "libfribidi0" in machine.calls.read_text()


def test_a_failed_installation_is_said_with_the_line_to_type(machine: Machine) -> None:
    machine.command("id", "echo 0")
    machine.command("apt-get", "echo 'Temporary failure resolving'; exit 100")
    machine.libraries([])

    result = machine.run("run")

    assert result.returncode == 0
    assert "Temporary failure resolving" in result.stderr
    assert "sudo apt-get install" in result.stderr


def test_without_a_python_that_makes_environments_nothing_can_work(machine: Machine) -> None:
    machine.command("python3", "exit 1")

    result = machine.run("run")

    assert result.returncode == 1
    assert "python3-venv" in result.stderr
    assert "Watchfield needs Python 3.11 or newer" in result.stderr


def test_a_machine_without_apt_is_told_the_names(machine: Machine) -> None:
    (machine.folder / "apt-get").unlink()
    machine.libraries([])

    result = machine.run("run")

    assert result.returncode == 0
    assert "On Debian they are called: libgl1" in result.stderr


def test_an_old_qgis_is_said_and_leaves_the_rest_alone(machine: Machine) -> None:
    machine.command("dpkg", "exit 1")

    result = machine.run("test")

    assert result.returncode == 0
    assert "the tests of its plugin are left out" in result.stderr
