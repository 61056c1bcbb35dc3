import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A temporary directory that other users can reach; pytest's own is closed to them, and the servers run as one."""
    path = Path(tempfile.mkdtemp(prefix="hotelcrm-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)
