"""What the frame does when somebody signs in."""

from typing import Any

from django.http import HttpRequest

from hotelcrm.accounts.models import User

from .middleware import LANGUAGE_KEY


def keep_language(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001 (a signal's signature)
    """Work in the language chosen on the sign-in page, else in the one this person chose last time.

    Desks share machines, so the cookie of the person before decides nothing here.
    """
    chosen = request.session.get(LANGUAGE_KEY)
    if chosen is None:
        request.session[LANGUAGE_KEY] = user.language
    elif chosen != user.language:
        user.language = chosen
        user.save(update_fields=["language"])
