"""Who is it? Asked once more before files leave the house and roles change hands: desks are shared and stand open."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

if TYPE_CHECKING:
    from .http import StaffRequest

Rest = ParamSpec("Rest")
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
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: then})}")
    return None


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
def _typed_lately(request: HttpRequest) -> None:
    """Nothing: the decorator asks."""
