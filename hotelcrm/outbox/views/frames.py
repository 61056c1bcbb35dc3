"""A frame for an e-mail's HTML, under a policy of its own: inline styles, and nothing that acts or calls elsewhere."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": ["allow-popups"],
}


def framed(html: str) -> HttpResponse:
    """An answer with `html`, to be shown in a frame of ours only."""
    answer = HttpResponse(html)
    csp(POLICY)(lambda _request: answer)(HttpRequest())  # writes the policy on the answer
    answer["Cache-Control"] = "no-store"
    return answer
