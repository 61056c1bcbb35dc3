"""What is larger than a page takes is refused before anything of it is read."""

import pytest
from django.urls import resolve, reverse

from hotelcrm.ingest import reading
from hotelcrm.running.middleware import MOST_BYTES


class Unread:
    """A body that nobody may touch."""

    def read(self, *_size):
        raise AssertionError

    readline = read


@pytest.mark.parametrize("said", [MOST_BYTES + 1, 10**15])
def test_a_request_that_is_too_large_is_not_read(client, said):
    body = {"CONTENT_LENGTH": str(said), "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Unread()}
    answer = client.generic("POST", reverse("account_login"), **body)

    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")


def test_imports_take_what_they_say_that_they_take():
    view = resolve(reverse("ingest:upload")).func

    assert view.most_bytes > reading.MOST_BYTES


def test_any_other_page_is_read(client, db):
    assert client.post(reverse("account_login"), {}).status_code == 200
