"""Every page in a browser: nothing refused by the policy, no script error, no objection of axe, no English in Chinese.

Which pages there are, and who may open them, is read from the table of ``tests/test_access.py``. The policy and the
scripts are watched by the fixture ``faults``, for each role; axe and the words once for each page, in Chinese. In
English axe looks at the pages of the drawings, in the tests of those.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from hotelcrm.accounts.models import Role, User
from tests.test_access import EXPECTED, WHO, line_of
from tests.world import World, addresses

from .hands import WHO as WHO_IT_IS
from .hands import take_back

# Files and parts that another page fetches.
NO_PAGES = {
    *("dashboards:export", "dashboards:export-left", "ingest:template", "ingest:faults", "mfa_download_recovery_codes"),
    *("admin:autocomplete", "admin:jsi18n", "admin:view_on_site", "guests:suggest", "guests:find-person"),
    *("guests:duplicates", "desk:guest-part", "desk:guest-filters", "ingest:progress", "guests:card"),
    *("loyalty:download-batch", "loyalty:guest-vouchers", "loyalty:guest-rewards", "loyalty:guest-benefits"),
    *("dashboards:export-loyalty", "desk:guest-export", "loyalty:export-statement"),
    "outbox:opened",  # a picture of one point
    *("feedback:export", "feedback:export-praise", "feedback:file", "feedback:picture", "feedback:survey-code"),
    *("feedback:who", "feedback:words-progress"),
}
# Of Django's admin the pages of one model stand for all.
ADMIN = re.compile(r"^admin:(?!guests_tag_)\w+_(changelist|add|change|delete|history)$")
OURS = re.compile(r"^(dashboards|desk|guests|stays|loyalty|feedback|ingest|outbox|privacy):")
IN_THE_GUESTS_LANGUAGE = {
    *("desk:registration", "loyalty:card", "loyalty:voucher-card", "feedback:survey-rooms", "feedback:survey-preview"),
    *("feedback:answer", "feedback:answer-thanks", "feedback:room", "feedback:guest-ticket"),
}
# Two English words in a row, in the text of a page; those below are written so in Chinese too.
ENGLISH = re.compile(r"\b[A-Za-z]{3,}[ ’'-]+[A-Za-z]{3,}\b")
MEANT = {"Hotel CRM", "Autumn weekend", "Your umbrella"} | {"Ctrl Enter", "Shift Enter"}  # the latter two are keys
# What guests said, as a whole: its words may not stand in another sentence.
SAID = ("There was no hot water this morning.", "No hot water")


def pages(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """Names and addresses of the pages that `role` may open."""
    for address in addresses():
        key = line_of(address.name, "GET")
        if key is None or address.name in NO_PAGES or ADMIN.match(address.name):
            continue
        if dict(zip(WHO, EXPECTED[key], strict=True))[role] == "200":
            yield address.name, world.path(address)


def to_be_translated(page: Page) -> str:
    """What stands on the page, without codes, whose letters may look like words by chance, and what guests said."""
    page.eval_on_selector_all("main [translate=no]", "codes => codes.forEach(code => code.textContent = '')")
    text = page.inner_text("main")
    for said in SAID:
        text = text.replace(said, "")
    return text


def opened(page: Page, name: str, path: str) -> int | None:
    """The status of a page; None where its address leads to the password, so that another page was looked at."""
    if page.url.endswith("/consents/form/"):  # nothing else opens any more
        take_back(page)
    answer = page.goto(path)
    return answer.status if answer and (WHO_IT_IS not in page.url or name == "account_reauthenticate") else None


# The manager's and the administrator's pages are opened below.
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}))
def test_every_page_of_a_role_opens_without_a_fault(
    page: Page, sign_in: Callable[[User], None], transactional_db: None, role: Role
) -> None:
    world = World()
    sign_in(world.people[role])
    take_back(page)  # so that pages open for which the password is asked once more

    statuses = {name: opened(page, name, path) for name, path in pages(world, role)}

    assert {name: status for name, status in statuses.items() if status != 200} == {}
    assert len(statuses) > 10


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_axe_objects_to_no_page_and_no_english_is_left_in_chinese(
    page: Page, sign_in: Callable[[User], None], axe: Callable[[], list[str]], transactional_db: None, role: Role
) -> None:
    world = World()
    sign_in(world.people[role])
    page.goto("/accounts/password/change/")
    page.click(".languages button[value=zh-hans]")
    take_back(page)
    of_the_manager = {name for name, _path in pages(world, Role.MANAGER)}
    statuses, objections, english = {}, {}, {}

    for name, path in pages(world, role):
        statuses[name] = opened(page, name, path)
        # A part of another page is looked at there, and what two roles see once.
        if not page.title() or (role == Role.ADMINISTRATOR and name in of_the_manager):
            continue
        if found := axe():
            objections[name] = found
        if OURS.match(name) and name not in IN_THE_GUESTS_LANGUAGE:
            words = set(ENGLISH.findall(to_be_translated(page))) - MEANT
            if words:
                english[name] = sorted(words)

    assert {name: status for name, status in statuses.items() if status != 200} == {}
    assert len(statuses) > 10
    assert objections == {}
    assert english == {}
