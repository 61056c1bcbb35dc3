"""Health pages answer before anything else: no session, no host check, no redirect to https, no sign-in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hotelcrm.running import health


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return health.alive()
        if request.path == "/readyz":
            return health.ready()
        return self.get_response(request)
