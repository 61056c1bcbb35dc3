"""Comparing answers: what tells two of them apart for a person, without tokens and the address that was asked for."""

import re
from typing import Any

_TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


def told(answer: Any) -> tuple[int, str]:
    """The status and the page of `answer`, its own address and its token left out."""
    text = answer.content.decode().replace(answer.wsgi_request.get_full_path(), "ADDRESS")
    return answer.status_code, _TOKEN.sub(r"\1TOKEN", text)
