"""What mails lead to: the picture that says a mail was opened, and links by way of us. Each writes its first time.

Neither needs a session, nor says anything about the guest; who changes the address gets nowhere.
"""

from base64 import b64decode
from contextlib import suppress
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hotelcrm.outbox import tracking
from hotelcrm.outbox.signing import BadLinkError, Use, unsign

POINT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # one transparent point
SCHEMES = {"http", "https"}


@login_not_required
@require_safe
@never_cache
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The picture; the same for an address that somebody changed, which counts nothing."""
    with suppress(BadLinkError):
        if _is_guests(request):
            tracking.note_opened(unsign(Use.OPENED, token), at=timezone.now())
    return HttpResponse(POINT, content_type="image/gif")


@login_not_required
@require_safe
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """To the stored address behind `token`, and to no other."""
    url = _target(request, token)
    if url is None or urlsplit(url).scheme not in SCHEMES:
        raise Http404
    return HttpResponseRedirect(url)


def _target(request: HttpRequest, token: str) -> str | None:
    try:
        found = unsign(Use.LINK, token)
    except BadLinkError:
        return None
    return tracking.follow(found, at=timezone.now()) if _is_guests(request) else tracking.target(found)


def _is_guests(request: HttpRequest) -> bool:
    """Whether a guest may be behind it: guests have no sign-in, and staff try links of what they sent."""
    return request.method == "GET" and not request.user.is_authenticated
