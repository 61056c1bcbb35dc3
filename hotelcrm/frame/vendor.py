"""Other people's files that we ship: which, under what licence, and whether they are still what they were.

They live under ``static/vendor/<name>-<version>/`` so that nobody needs Node to install or run this. docs/frontend.md
says how to take a newer version.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from .icons import ICONS

_SYMBOL = re.compile(r'<symbol class="[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Package:
    """One vendored package as the manifest records it; `files` maps a name to its SHA-256."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]


def root() -> Path:
    """Where the vendored packages are."""
    return Path(settings.BASE_DIR) / "static" / "vendor"


def packages() -> list[Package]:
    """What the manifest lists."""
    return [Package(**entry) for entry in json.loads((root() / "manifest.json").read_text())]


def faults() -> Iterator[str]:
    """A sentence for every file that differs from the manifest, is missing, or is not in it."""
    listed = set()
    for package in packages():
        for name, digest in package.files.items():
            file = root() / package.folder / name
            listed.add(file)
            if not file.exists():
                yield f"{package.folder}/{name} is missing"
            elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                yield f"{package.folder}/{name} is not the file in the manifest"
    for file in sorted(root().rglob("*")):
        if file.is_file() and file not in listed and file.name != "manifest.json":
            yield f"{file.relative_to(root())} is not in the manifest"


def sprite() -> str:
    """Those symbols of Bootstrap Icons that we use, as one small sprite."""
    [package] = [package for package in packages() if package.name == "bootstrap-icons"]
    everything = (root() / package.folder / "bootstrap-icons.svg").read_text()
    symbols = {name: (box, paths) for box, name, paths in _SYMBOL.findall(everything)}
    lines = [f'<symbol viewBox="{symbols[name][0]}" id="{name}">{symbols[name][1]}</symbol>' for name in sorted(ICONS)]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(lines) + "\n</svg>\n"
