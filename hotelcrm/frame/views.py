"""What belongs to the frame itself rather than to a page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from hotelcrm.accounts.models import User

from . import places
from .middleware import LANGUAGE_KEY


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a person begins after signing in: the first place of the rail that the role opens."""
    entries = places.entries(request)
    if not entries:
        raise PermissionDenied
    return redirect(entries[0].url)


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language; a signed-in person will also find it so next time."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = language
        if isinstance(request.user, User) and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response
