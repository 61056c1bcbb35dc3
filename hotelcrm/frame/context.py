"""What every template may ask about the page it is on."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hotelcrm.accounts.access import Access, Permission
from hotelcrm.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from hotelcrm.accounts.handing import HANDED_KEY
from hotelcrm.accounts.models import Hotel

from . import places


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame. Callables are called by the templates that use them, so a partial pays for none."""
    access = getattr(request, "access", None)
    found = cache(partial(places.entries, request))
    return {
        "places": found,  # in the rail and among the shortcuts: counted once
        "rail": lambda: places.rail(found()),
        "hotel": getattr(request, "hotel", None),
        "workplaces": partial(_workplaces, access),
        "handed_over": request.session.get(HANDED_KEY, "") if hasattr(request, "session") else "",
        "may_search": isinstance(access, Access) and access.may(Permission.SEARCH),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "demo_accounts": DEMO_ACCOUNTS if settings.DEMO else (),
        "demo_password": DEMO_PASSWORD if settings.DEMO else "",
    }


def _workplaces(access: Access | None) -> list[Hotel]:
    if not isinstance(access, Access):
        return []
    return list({m.hotel_id: m.hotel for m in access.memberships}.values())
