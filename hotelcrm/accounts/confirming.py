"""Who is it? Asked once more before files leave the house and roles change hands: desks are shared and stand open."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.signals import authentication_step_completed
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .http import StaffRequest

Rest = ParamSpec("Rest")
ASKED_KEY = "asked-who-it-is"
View = Callable[Concatenate["StaffRequest", Rest], HttpResponse]


def confirmed(*, then: str) -> Callable[[View[Rest]], View[Rest]]:
    """Open a view to those who typed their password lately (``ACCOUNT_REAUTHENTICATION_TIMEOUT``), ask the others.

    They go on at the page named `then`, with the query they came with: a file would leave them on the password's page.
    """

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: "StaffRequest", /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            query = request.META["QUERY_STRING"]
            asked = ask_again(request, then=reverse(then) + (f"?{query}" if query else ""))
            return asked or view(request, *args, **kwargs)

        return guarded

    return decorate


def ask_again(request: HttpRequest, *, then: str) -> HttpResponse | None:
    """The way to the page that asks for the password and leads on to `then`; None for who typed it lately.

    What a form sent is not kept meanwhile, as allauth would: it may hold a new password.
    """
    try:
        _typed_lately(request)
    except ReauthenticationRequired:
        request.session[ASKED_KEY] = True
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: then})}")
    return None


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
def _typed_lately(request: HttpRequest) -> None:
    """Nothing: the decorator asks."""


@receiver(authentication_step_completed)
def _say_what_now(request: HttpRequest, *, reauthenticated: bool = False, **_sent: Any) -> None:
    """Back on the page nobody sees that a file is still to be asked for; so it is said, once."""
    if reauthenticated and request.session.pop(ASKED_KEY, False):
        messages.success(request, _("Thank you. Now do it once more: for 15 minutes nobody asks again."))
