"""Pages about one's own account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .middleware import SESSION_KEY
from .models import Membership


@require_POST
def switch_hotel(request: HttpRequest) -> HttpResponse:
    """Work at another of one's own hotels from now on; any signed-in person may."""
    code = request.POST.get("hotel", "")
    if not Membership.objects.filter(user=request.user.pk, hotel__code=code).exists():
        raise Http404
    request.session[SESSION_KEY] = code
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "/")
