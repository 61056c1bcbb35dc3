"""Every page in a browser: nothing refused by the policy, no script error, no objection of axe, no English in Chinese.

Which pages there are, and who may open them, is read from the table of ``tests/test_access.py``. The policy and the
scripts are watched by the fixture ``faults``, for each role; axe and the words, once for each page and language.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from hotelcrm.accounts.models import Role, User
from tests.test_access import EXPECTED, WHO, line_of
from tests.world import World, addresses

# Files and parts that another page fetches.
NO_PAGES = {
    *("dashboards:export", "dashboards:export-left", "ingest:template", "ingest:faults", "mfa_download_recovery_codes"),
    *("admin:autocomplete", "admin:jsi18n", "admin:view_on_site", "guests:suggest", "guests:find-person"),
    *("guests:duplicates", "desk:guest-part", "desk:guest-filters", "ingest:progress", "guests:card"),
    *("loyalty:download-batch", "loyalty:guest-vouchers", "loyalty:guest-rewards", "loyalty:guest-benefits"),
}
# Of Django's admin the pages of one model stand for all.
ADMIN = re.compile(r"^admin:(?!guests_tag_)\w+_(changelist|add|change|delete|history)$")
OURS = re.compile(r"^(dashboards|desk|guests|stays|loyalty|ingest|privacy):")
IN_THE_GUESTS_LANGUAGE = {"desk:registration", "loyalty:card", "loyalty:voucher-card"}
# Two English words in a row, in the text of a page; those below are written so in Chinese too.
ENGLISH = re.compile(r"\b[A-Za-z]{3,}[ ’'-]+[A-Za-z]{3,}\b")
MEANT = {"Hotel CRM"}


def pages(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """Names and addresses of the pages that `role` may open."""
    for address in addresses():
        key = line_of(address.name, "GET")
        if key is None or address.name in NO_PAGES or ADMIN.match(address.name):
            continue
        if dict(zip(WHO, EXPECTED[key], strict=True))[role] == "200":
            yield address.name, world.path(address)


@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_role_opens_without_a_fault(
    page: Page, sign_in: Callable[[User], None], transactional_db: None, role: Role
) -> None:
    world = World()
    sign_in(world.people[role])

    statuses = {name: getattr(page.goto(path), "status", None) for name, path in pages(world, role)}

    assert {name: status for name, status in statuses.items() if status != 200} == {}
    assert len(statuses) > 10


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_axe_objects_to_no_page_and_no_english_is_left_in_chinese(
    page: Page,
    sign_in: Callable[[User], None],
    axe: Callable[[], list[str]],
    transactional_db: None,
    role: Role,
    language: str,
) -> None:
    world = World()
    sign_in(world.people[role])
    page.goto("/accounts/password/change/")
    page.click(f".languages button[value={language}]")
    mine = {name for name, _path in pages(world, Role.MANAGER)}
    objections, english = {}, {}

    for name, path in pages(world, role):
        if role == Role.ADMINISTRATOR and name in mine:
            continue
        page.goto(path)
        if not page.title():  # a part of another page, which is looked at there
            continue
        if found := axe():
            objections[name] = found
        if language != "en" and OURS.match(name) and name not in IN_THE_GUESTS_LANGUAGE:
            words = set(ENGLISH.findall(page.inner_text("main"))) - MEANT
            if words:
                english[name] = sorted(words)

    assert objections == {}
    assert english == {}
