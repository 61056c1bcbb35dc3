"""From typed text to HTML and plain text, with the Liquid in it intact."""

import pytest

from hotelcrm.outbox.writing.compiling import Typed, compile_typed, kind_of
from hotelcrm.outbox.writing.plaintext import text_from

BLOCKS = {"offer": "## For you\n\nBreakfast at {{ hotel.name }}"}


def ready(source: str, **rest: str) -> tuple[str, str]:
    found = compile_typed(Typed("en", rest.pop("channel", "email"), source, **rest), BLOCKS)
    return found.html, found.text


def test_paragraphs_become_responsive_html_and_text() -> None:
    html, text = ready(
        '# Hello\n\nDear {{ guest.first_name | default: "guest" }},\n\n[Book](https://lakeside.example/)'
    )
    assert '{{ guest.first_name | default: "guest" }}' in html
    assert "<h1" in html
    assert 'href="https://lakeside.example/"' in html
    assert "max-width:600px" in html
    assert 'lang="en"' in html
    assert text == 'Hello\n\nDear {{ guest.first_name | default: "guest" }},\n\nBook: https://lakeside.example/'


def test_nothing_is_fetched_from_elsewhere() -> None:
    html, _text = ready("Hello")
    assert "googleapis" not in html
    assert "@import" not in html


def test_typed_markup_is_text() -> None:
    html, _text = ready("A <b>bold</b> <script>alert(1)</script> & more")
    assert "<script" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html


def test_the_preview_line_and_the_title_are_in_the_page() -> None:
    html, _text = ready("x", subject="For {{ guest.salutation }}", preheader="Read <this>")
    assert "<title>For {{ guest.salutation }}</title>" in html
    assert "Read &lt;this&gt;" in html


def test_a_block_stands_in_a_box_and_in_text_as_text() -> None:
    html, text = ready('Hello\n\n{% block "offer" %}\n\nBye')
    assert "background:#f3efe6" in html
    assert "Breakfast at {{ hotel.name }}" in html
    assert text == "Hello\n\nFor you\n\nBreakfast at {{ hotel.name }}\n\nBye"


def test_short_messages_hold_blocks_without_their_marks() -> None:
    assert ready('Hi {% block "offer" %}', channel="sms") == ("", "Hi For you\n\nBreakfast at {{ hotel.name }}")


def test_a_block_that_is_gone_is_nothing() -> None:
    assert ready('Hi {% block "none" %}', channel="sms") == ("", "Hi")


MJML = """<mjml><mj-body>
{% if stay.nights > 1 %}
<mj-section><mj-column><mj-text>Hello {{ guest.salutation }}</mj-text>{% block "offer" %}</mj-column></mj-section>
{% endif %}
<mj-section><mj-column><mj-button href="{{ links.page }}">Tell us</mj-button></mj-column></mj-section>
</mj-body></mjml>"""


def test_mjml_keeps_liquid_between_elements_in_text_and_in_attributes() -> None:
    html, text = ready(MJML)
    first, condition, rest = html.partition("{% if stay.nights > 1 %}")
    assert condition
    assert rest.index("Hello {{ guest.salutation }}") < rest.index("{% endif %}") < rest.index("{{ links.page }}")
    assert 'href="{{ links.page }}"' in rest
    assert "<mj-" not in html
    assert "Hello {{ guest.salutation }}" in text
    assert "Tell us: {{ links.page }}" in text
    assert "Hello" not in first


def test_parts_of_mjml_stand_in_the_house_frame() -> None:
    html, _text = ready("<mj-text>Hello</mj-text>")
    assert "{{ hotel.name }}" in html
    assert "Hello" in html


def test_styles_of_typed_html_and_of_mjml_go_where_mail_clients_read_them() -> None:
    html, text = ready(
        "<!doctype html><html><head><style>p { color: red }</style></head><body><p>Hi {{ hotel.name }}</p></body>"
    )
    assert '<p style="color: red;">Hi {{ hotel.name }}</p>' in html
    assert text == "Hi {{ hotel.name }}"


def test_plain_text_of_ones_own_comes_before_the_derived_one() -> None:
    assert ready(MJML, plain="Hello {{ guest.salutation }}")[1] == "Hello {{ guest.salutation }}"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<mjml><mj-body/></mjml>", "mjml"),
        ("\n <mj-text>a</mj-text>", "sections"),
        ("<!DOCTYPE html><html>", "html"),
        ("Dear guest", "paragraphs"),
        ("<b>no page</b>", "paragraphs"),
    ],
)
def test_how_an_e_mail_is_typed_is_seen_from_its_beginning(source: str, kind: str) -> None:
    assert kind_of(source) == kind


def test_text_of_html_leaves_out_what_is_not_read() -> None:
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><div style='display:none'>hid<div>too</div></div>"
        "<p>One<br>two</p><p><a href='https://a.example/'>Word</a> <img alt='Lake' src='x'></p><a href='#'>up</a>"
    )
    assert text_from(html) == "One\ntwo\n\nWord: https://a.example/ Lake\n\nup"
