"""What the documents say, held against what they speak of: links, commands, targets, variables, the table of roles."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils.translation import override

from hotelcrm.accounts.access import TABLE, Permission
from hotelcrm.accounts.models import Role
from tests.guards import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s#]+)(?:#[^)]*)?\)")
IMAGE_KINDS = {".png", ".svg", ".jpg", ".webp"}
DRAWN_BY = {"manage.py": re.compile(r"manage\.py (\w+)"), "make": re.compile(r"`make (\w+)")}
VARIABLE = re.compile(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")


def documents():
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in DOCUMENTS]


@pytest.mark.parametrize("path", documents())
def test_links_lead_to_files_that_exist(path: Path):
    targets = [match["target"] for match in LINK.finditer(path.read_text())]
    local = [target for target in targets if not re.match(r"(https?|mailto):", target)]

    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", documents())
def test_commands_and_targets_exist(path: Path):
    text = path.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(DRAWN_BY["manage.py"].findall(text)) - set(get_commands()) == set()
    assert set(DRAWN_BY["make"].findall(text)) - targets == set()


@pytest.mark.parametrize("path", documents())
def test_environment_variables_are_read_somewhere(path: Path):
    sources = "".join(
        source.read_text()
        for pattern in ("hotelcrm/**/*.py", "tests/*.py", "manage.py", "Makefile", ".ci/*")
        for source in ROOT.glob(pattern)
        if source.is_file()
    )

    assert [name for name in VARIABLE.findall(path.read_text()) if name not in sources] == []


def test_the_readme_shows_the_product_and_the_two_commands():
    text = (ROOT / "README.md").read_text()

    assert "make run" in text
    assert "make test" in text
    assert [target for target in LINK.findall(text) if Path(target).suffix in IMAGE_KINDS] != []


def test_the_readme_draws_the_house_as_its_layers_are():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    drawing = (ROOT / "README.md").read_text().partition("## The house")[2].split("```")[1]
    floors = [line.split(maxsplit=1)[1] for line in drawing.splitlines() if line and not line.lstrip().startswith("#")]

    assert [floor.strip() for line in floors for floor in line.split("->")] == layers


def test_decisions_are_numbered_without_a_gap():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]

    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_the_page_on_roles_says_what_the_table_says():
    lines = [line for line in (ROOT / "docs" / "roles.md").read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    said = {row[0].strip("`"): dict(zip(cells[0][2:], row[2:], strict=True)) for row in cells[1:]}

    with override("en"):  # whichever language the test before it left
        assert said == {
            permission.name: {str(role.label): "✓" if permission in TABLE[role] else "" for role in Role}
            for permission in Permission
        }
