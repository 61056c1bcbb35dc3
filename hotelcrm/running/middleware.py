"""Health pages answer before anything else: no session, no host check, no redirect to https, no sign-in.

And what is larger than a page takes is refused before a byte of it is read.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hotelcrm.running import health

MOST_BYTES: Final = 32 * 1024 * 1024  # of a request, where its view says nothing else

View = Callable[..., HttpResponse]


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return health.alive()
        if request.path == "/readyz":
            return health.ready()
        return self.get_response(request)


class SizeMiddleware:
    """Refuses by the length a request says that it has: stands before whatever reads forms, and so keeps files.

    A server hands over no more than was said, and nothing where no length was: a body in chunks is an empty one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """413 above what the view `takes`, else None."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) <= getattr(view, "most_bytes", MOST_BYTES):
            return None
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def takes(most_bytes: int) -> Callable[[View], View]:
    """Let a view take requests of that size."""

    def decorate(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # read by the middleware
        return view

    return decorate
