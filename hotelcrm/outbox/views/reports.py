"""Where providers tell what became of messages; each transport knows how its provider proves who it is."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hotelcrm.outbox.answers.storing import store
from hotelcrm.outbox.models import Sender
from hotelcrm.outbox.transports import transport_called
from hotelcrm.outbox.transports.reports import Call, Hears, NotTheirsError, UnreadableCallError

MOST_BYTES = 1_000_000


@csrf_exempt  # a provider has no session of ours to abuse: it signs its calls, or knows a secret
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def hear(request: HttpRequest, transport: str, sender_id: int, token: str = "") -> HttpResponse:
    """Keep what the provider says; thank it only when that is durable. A GET only asks whether anybody listens."""
    ears = _ears(transport)
    sender = get_object_or_404(Sender, pk=sender_id, transport=transport)
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        heard = ears.hear(_call(request, token), sender)
    except NotTheirsError:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    except UnreadableCallError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if request.method == "POST":
        store(transport, heard.reports, sender=sender)
    return HttpResponse(heard.reply, content_type=heard.content_type)


def _ears(transport: str) -> Hears:
    """The transport, if it is one that is told something."""
    try:
        found = transport_called(transport)
    except KeyError as fault:
        raise Http404 from fault
    if not isinstance(found, Hears):
        raise Http404
    return found


def _call(request: HttpRequest, token: str) -> Call:
    """The call; its address as the provider knows it, whatever name the request came in by."""
    return Call(
        method=request.method or "",
        address=f"{settings.PUBLIC_URL}{request.get_full_path()}",
        at=timezone.now(),
        body=request.body,
        query=request.GET.dict(),
        headers=request.headers,
        token=token,
    )
