"""The language of a page, and messages that reach pages which htmx changes in part."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django_htmx.http import trigger_client_event

from .toasts import as_event

if TYPE_CHECKING:
    from hotelcrm.accounts.http import StaffRequest

LANGUAGE_KEY = "language"
_LEAVES_PAGE = ("HX-Redirect", "HX-Refresh", "HX-Location")


class LanguageMiddleware(LocaleMiddleware):
    """Language of the signed-in person's session, else of the cookie, else of what the browser asks for.

    It stands before authentication, so it reads the session and never the person: ``receivers.keep_language`` puts
    the person's language there at sign-in.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = request.session.get(LANGUAGE_KEY)
        if chosen and translation.check_for_language(chosen):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()


class ToastMiddleware:
    """Send Django's messages along with a partial page, as an event that ``toasts.js`` shows.

    A full page prints its messages itself; a redirect leaves them for the page that follows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not cast("StaffRequest", request).htmx or not isinstance(response, HttpResponse):
            return response
        if response.status_code >= 300 or any(header in response for header in _LEAVES_PAGE):  # noqa: PLR2004
            return response
        notes = [as_event(message) for message in get_messages(request)]
        if notes:
            trigger_client_event(response, "toasts", {"notes": notes}, after="settle")
        return response
