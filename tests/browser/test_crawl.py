"""Every page that links lead to, in a real browser: nothing refused by the policy, no script error, no fault that axe
calls serious, and nothing that makes a phone scroll sideways.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from hotelcrm.accounts.models import Role, User
from tests.world import World

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
LINKS = "Array.from(document.querySelectorAll('a[href]:not([download])'), link => link.href)"
FILES = re.compile("export|template|fault|jsi18n|download")


def kind(url: str) -> str:
    """Pages of one view look alike, and so do the pages of all models in the admin: one of them stands for all."""
    try:
        name = resolve(urlsplit(url).path).view_name
    except Resolver404:
        return url
    return re.sub(r"^admin:\w+_(changelist|add|change|delete|history)$", r"admin:*_\1", name)


def links(page: Page, base_url: str) -> list[str]:
    """Where the page leads within the site, files to download aside."""
    found: list[str] = page.evaluate(LINKS)
    pages = [url.split("#")[0] for url in found if url.startswith(base_url)]
    return [url for url in pages if not FILES.search(kind(url))]


@pytest.mark.parametrize(
    ("role", "language", "size"),
    [
        (Role.FRONT_DESK, "zh-hans", PHONE),
        (Role.DEPARTMENT, "zh-hans", PHONE),
        (Role.MANAGER, "en", DESKTOP),
        (Role.ADMINISTRATOR, "zh-hans", DESKTOP),
    ],
)
def test_every_page_of_a_role_is_clean(
    page: Page,
    base_url: str,
    sign_in: Callable[[User], None],
    axe: Callable[[], list[str]],
    role: Role,
    language: str,
    size: dict[str, int],
) -> None:
    person = World().people[role]
    person.language = language
    person.save(update_fields=["language"])
    sign_in(person)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    waiting, seen, findings = [f"{base_url}/frame/start/", f"{base_url}/accounts/2fa/"], set[str](), list[str]()
    while waiting:
        url = waiting.pop(0)
        if kind(url) in seen:
            continue
        seen.add(kind(url))
        answer = page.goto(url)
        if answer is None or answer.status != 200:
            findings.append(f"{url}: {answer and answer.status}")
            continue
        seen.add(kind(page.url))
        findings += [f"{url}: {finding}" for finding in axe()]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            findings.append(f"{url}: scrolls sideways")
        waiting += links(page, base_url)
    assert findings == []
    assert len(seen) > 3
