"""Pages about one's own account."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .access import access_of, opens
from .middleware import SESSION_KEY
from .models import Hotel, Membership, User


@require_POST
def switch_hotel(request: HttpRequest) -> HttpResponse:
    """Work at another of one's own hotels from now on; any signed-in person may."""
    code = request.POST.get("hotel", "")
    if not Membership.objects.filter(user=request.user.pk, hotel__code=code).exists():
        raise Http404
    request.session[SESSION_KEY] = code
    back = request.POST.get("next", "")
    return redirect(back if _leads_on(request, back, code) else "frame:start")


def _leads_on(request: HttpRequest, address: str, code: str) -> bool:
    """Whether `address` is a page of this site that this person may open at the other hotel too.

    A guest, told by the number, belongs to the group; anything else that stands in an address belongs to one hotel.
    """
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return False
    try:
        page = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    assert isinstance(request.user, User)  # who is not signed in does not come here
    return page.kwargs.keys() <= {"number"} and opens(page.func, access_of(request.user, Hotel.objects.get(code=code)))
