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

    assert answer.status_code == 413
    assert reverse("frame:start") in answer.text


def test_who_sent_it_is_told_in_words_that_can_be_read(client):
    body = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "HTTP_ACCEPT_LANGUAGE": "zh-hans"}
    answer = client.generic("POST", reverse("account_login"), **body)

    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "这里无法接收" in answer.text


@pytest.mark.parametrize("said", ["²", "-1", "1e3"])
def test_what_is_no_length_is_refused(client, said):
    assert client.generic("POST", reverse("account_login"), CONTENT_LENGTH=said).status_code == 413


def test_imports_take_what_they_say_that_they_take():
    view = resolve(reverse("ingest:upload")).func

    assert view.most_bytes > reading.MOST_BYTES


def test_any_other_page_is_read(client, db):
    assert client.post(reverse("account_login"), {}).status_code == 200
