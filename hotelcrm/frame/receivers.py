"""What the frame does when somebody signs in."""

from typing import Any

from django.http import HttpRequest

from hotelcrm.accounts.models import User

from .middleware import LANGUAGE_KEY


def keep_language(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001 (a signal's signature)
    """Work in the language chosen on the sign-in page, else in the one this person chose last time.

    Somebody who never chose goes on in the language the sign-in page was in. Desks share machines, so the cookie of
    the person before decides nothing for those who did choose.
    """
    chosen = request.session.get(LANGUAGE_KEY)
    if chosen is None:
        request.session[LANGUAGE_KEY] = user.language or getattr(request, "LANGUAGE_CODE", "")
    elif chosen != user.language:
        user.language = chosen
        user.save(update_fields=["language"])
