"""What belongs to the frame itself rather than to a page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from hotelcrm.accounts.models import User

from .middleware import LANGUAGE_KEY


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
