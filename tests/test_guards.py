"""The guards themselves: a rule that never fails guards nothing."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Origin, Template, engines
from django.urls import path

from hotelcrm import urls
from hotelcrm.running import heartbeat
from tests.guards import OURS, WrittenByGet, refuse_writes


@login_not_required
def beat(request: HttpRequest) -> HttpResponse:
    heartbeat.beat("worker")
    return HttpResponse(request.method)


urlpatterns = [path("beat/", beat), *urls.urlpatterns]  # the error page links to the others


def _render(source: str, *, where: str) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return Template(source, origin=Origin(f"{where}/page.html"), engine=engine).render(Context({"known": "茶"}))


def test_undefined_variable_in_our_templates_fails():
    with pytest.raises(AssertionError, match=r"page\.html: guest\.nmae is not defined"):
        _render("{{ guest.nmae }}", where=OURS)


def test_undefined_variable_in_other_people_s_templates_shows_nothing():
    assert _render("[{{ guest.nmae }}]", where="/site-packages/somebody") == "[]"


def test_defined_variables_and_questions_pass():
    assert _render("{{ known }}{% if unknown %}!{% endif %}", where=OURS) == "茶"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_get_that_writes_fails_and_post_does_not(client):
    with pytest.raises(WrittenByGet, match="a GET wrote to running_heartbeat"):
        client.get("/beat/")

    assert client.post("/beat/").content == b"POST"


def _by_get(sql: str) -> str:
    return refuse_writes(lambda *_arguments: "done", sql, (), False, {})


def test_a_get_may_note_that_a_mail_was_opened():
    for column in ("opened_at", "clicked_at"):
        assert _by_get(f'UPDATE "outbox_message" SET "{column}" = %s WHERE "outbox_message"."id" = %s') == "done"


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE "outbox_message" SET "state" = %s WHERE "outbox_message"."id" = %s',
        'UPDATE "outbox_message" SET "opened_at" = %s, "state" = %s WHERE "outbox_message"."id" = %s',
        'INSERT INTO "outbox_message" ("opened_at") VALUES (%s)',
        'DELETE FROM "outbox_message"',
    ],
)
def test_a_get_writes_nothing_else_of_a_message(sql):
    with pytest.raises(WrittenByGet):
        _by_get(sql)
