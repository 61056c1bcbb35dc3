"""The request as every view of ours sees it: signed in, at a hotel, with htmx."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from .access import Access
    from .models import Hotel, User


class StaffRequest(HttpRequest):
    """Typing only: what the middleware has put on a request by the time a view sees it."""

    user: "User"
    hotel: "Hotel"
    access: "Access"
    htmx: "HtmxDetails"
