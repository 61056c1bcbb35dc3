"""A screen that is in a guest's hands: it shows one page until a member of staff says who it is."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.signals import authentication_step_completed
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

HANDED_KEY = "handed-over"
# Where staff say who it is, by password or by code; and in which language they are asked.
OPEN = ("account_reauthenticate", "mfa_reauthenticate", "frame:language")


def hand_over(request: HttpRequest) -> None:
    """From now on this session opens nothing but the page at this address, and what lies below it.

    Another tab of the same browser is the same session. It ends when somebody types the password, or signs out.
    """
    request.session[HANDED_KEY] = request.path


class HandedOverMiddleware:
    """Lead whoever has the screen in their hands from every other page to the one that asks for the password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = request.session.get(HANDED_KEY)
        if page is None or _is_open(request, page):
            return self.get_response(request)
        way = reverse("account_reauthenticate")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": way})
        if request.method == "GET":
            way = f"{way}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
        return redirect(way)


def _is_open(request: HttpRequest, page: str) -> bool:
    if request.path.startswith(page) or request.path in map(reverse, OPEN):
        return True
    return request.method == "POST" and request.path == reverse("account_logout")


@receiver(authentication_step_completed)
def _take_back(request: HttpRequest, *, reauthenticated: bool = False, **_sent: Any) -> None:
    """It is in the hands of staff again."""
    if reauthenticated:
        request.session.pop(HANDED_KEY, None)
