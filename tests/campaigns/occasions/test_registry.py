"""Every occasion has a module, a place in the registry and a page in the manual."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from campaigns import occasions
from campaigns.occasions.registry import OCCASIONS

PAGES = re.split(r"^## ", (Path(settings.BASE_DIR) / "docs" / "occasions.md").read_text(), flags=re.MULTILINE)


def test_each_has_a_module_of_its_name():
    of_the_room = {"occasion", "points", "ready_made", "registry", "running", "silence", "telling", "__init__"}
    found = {file.stem for file in Path(occasions.__path__[0]).glob("*.py")}

    assert found - of_the_room == set(OCCASIONS)


@pytest.mark.parametrize("code", OCCASIONS)
def test_each_has_a_page_that_says_when_by_which_key_and_how_long(code):
    [page] = [page for page in PAGES if re.search(rf"^Codes? .*`{code}`", page, flags=re.MULTILINE)]

    assert all(f"**{said}**" in page for said in ("When", "Key", "Grace"))
