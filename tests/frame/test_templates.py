"""Chips, icons, charts, toasts and forms as pages use them."""

from decimal import Decimal

import pytest
from django import forms
from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from hotelcrm.accounts.models import Role
from hotelcrm.desk.boards import Mark
from hotelcrm.frame.charts import Chart, Series
from hotelcrm.frame.middleware import ToastMiddleware
from hotelcrm.frame.templatetags.frame import UnknownNameError
from hotelcrm.frame.toasts import as_event, say
from tests.factories import HotelFactory, staff


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_chip_has_icon_word_and_colour() -> None:
    html = render('{% chip "vip" word %}', word="<VIP>")

    assert 'class="chip vip"' in html
    assert "#star-fill" in html
    assert "&lt;VIP&gt;" in html


def test_a_row_of_chips_looks_like_chips_one_by_one() -> None:
    marks = [Mark("vip", "<VIP>"), Mark("new", "First stay", "person-plus")]

    one_by_one = render("{% for mark in marks %}{% chip mark.kind mark.label mark.icon %}{% endfor %}", marks=marks)

    assert render("{% chips marks %}", marks=marks) == one_by_one
    assert one_by_one.count("&lt;VIP&gt;") == one_by_one.count("#person-plus") == 1


def test_icon_alone_has_a_label() -> None:
    assert 'role="img" aria-label="Birthday"' in render('{% icon "cake2" label="Birthday" %}')
    assert 'aria-hidden="true"' in render('{% icon "cake2" %}')


@pytest.mark.parametrize("source", ['{% icon "no-such" %}', '{% chip "no-such" "x" %}'])
def test_unknown_names_fail_rather_than_show_nothing(source: str) -> None:
    with pytest.raises(UnknownNameError):
        render(source)


def test_chart_draws_and_tabulates_the_same_numbers() -> None:
    chart = Chart(
        key="nights",
        title="Nights",
        along="Month",
        labels=["Jan", "Feb"],
        series=[Series("Sold", [Decimal("8.25"), None]), Series("Rate", [40, 50], kind="line", unit="%", right=True)],
    )

    html = render_to_string("frame/chart.html", {"chart": chart})

    assert [series["values"] for series in chart.spec["series"]] == [[8.25, None], [40.0, 50.0]]
    assert [(row.label, row.values) for row in chart.rows] == [("Jan", [Decimal("8.25"), 40]), ("Feb", [None, 50])]
    assert 'id="nights-data"' in html
    assert html.count('<td class="num">') == 4


class Greeting(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport.")
    note = forms.CharField(label="Note", required=False)


def test_form_names_its_faults_at_the_top_and_beside_the_field() -> None:
    html = str(Greeting({"name": ""}))

    assert '<a href="#id_name">' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert "(optional)" in html.split('for="id_note"')[1]


def htmx_request(*, is_htmx: bool) -> HttpRequest:
    request = RequestFactory().post("/", headers={"HX-Request": "true"} if is_htmx else {})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        say(request, "记下了。", undo="/undo/")
        return response

    result = ToastMiddleware(view)(request)
    assert isinstance(result, HttpResponse)
    return result


def test_partial_page_brings_its_toasts() -> None:
    response = answer(htmx_request(is_htmx=True), HttpResponse("part"))

    assert response["HX-Trigger-After-Settle"] == (
        '{"toasts": {"notes": [{"text": "\\u8bb0\\u4e0b\\u4e86\\u3002", "level": "success", "undo": "/undo/"}]}}'
    )


@pytest.mark.parametrize(
    ("is_htmx", "response"),
    [
        (False, HttpResponse("page")),
        (True, HttpResponse(status=302)),
        (True, HttpResponse(headers={"HX-Refresh": "true"})),
    ],
)
def test_toasts_wait_for_the_page_that_shows_them(is_htmx: bool, response: HttpResponse) -> None:
    request = htmx_request(is_htmx=is_htmx)

    assert "HX-Trigger-After-Settle" not in answer(request, response)
    assert [str(message) for message in get_messages(request)] == ["记下了。"]


@pytest.mark.django_db
def test_page_that_is_not_there_is_told_in_the_frame(client: Client) -> None:
    client.force_login(staff(Role.FRONT_DESK, HotelFactory()))

    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert 'class="rail' in response.text


def test_page_for_a_fault_of_ours_needs_no_request() -> None:
    assert "系统出了问题" in render_to_string("500.html")


def test_words_that_a_library_puts_beside_a_message_are_no_address_to_post_to() -> None:
    assert as_event(Message(constants.INFO, "x", extra_tags="safe"))["undo"] == ""
    assert as_event(Message(constants.INFO, "x", extra_tags="/undo/"))["undo"] == "/undo/"
