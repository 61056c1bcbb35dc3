"""Real data, which is too large or not ours to ship: tests that need it are skipped by name where it is absent."""

import os
from pathlib import Path

import pytest

from tests.guards import ROOT


def path(name: str) -> Path:
    """The file, from the directory REAL_DATA or from ``shared/data`` beside the checkout; skips the test without it."""
    found = Path(os.environ.get("REAL_DATA") or ROOT.parent / "shared" / "data") / name
    if not found.exists():
        pytest.skip(f"real data {name} is not here; say where in REAL_DATA")
    return found
