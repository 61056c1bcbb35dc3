"""What is refused before a text is saved, each with its line and a sentence."""

import pytest
from django.utils import translation

from hotelcrm.outbox.writing.checking import Fault, Rules, check, check_block
from hotelcrm.outbox.writing.compiling import Typed

SERVICE, GENERIC = Rules("service", is_generic=False), Rules("marketing", is_generic=True)
MARKETING = Rules("marketing", is_generic=False)
BLOCKS = {"voucher": "{% if voucher.code %}Your code: {{ voucher.code }}{% endif %}"}


def faults(
    source: str, *, channel: str = "sms", rules: Rules = SERVICE, subject: str = "Hello", plain: str = ""
) -> list[Fault]:
    return check(Typed("en", channel, source, subject if channel == "email" else "", plain=plain), rules, BLOCKS)


def said(source: str, *, channel: str = "sms", rules: Rules = SERVICE) -> list[tuple[int, str]]:
    return [(fault.line, fault.sentence) for fault in faults(source, channel=channel, rules=rules)]


@pytest.mark.parametrize(
    "source",
    [
        "Dear {{ guest.salutation }}, welcome to {{ hotel.name }}.",
        'Dear {{ guest.first_name | default: "guest" }}',
        "{% if guest.first_name %}Dear {{ guest.first_name }}{% else %}Dear guest{% endif %}",
        "{% if stay.nights > 1 and stay.room_type %}{{ stay.room_type }}{% endif %}",
        '{% assign name = guest.first_name | default: "guest" %}Dear {{ name }}',
        '{% block "voucher" %}',
        "{% for night in (1..3) %}{{ night }}{% endfor %}",
        "https://lakeside.example/menu?from={{ guest.number | url_encode }}",
        "{{ links.preferences }}",
    ],
)
def test_what_guests_can_be_written_is_accepted(source: str) -> None:
    assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "line", "sentence"),
    [
        ("", 0, "Write a text."),
        ("a\n{{ guest.fist_name }}", 2, "There is no value “guest.fist_name”; did you mean “guest.first_name”?"),
        ("{{ password }}", 1, "There is no value “password”."),
        (
            "{{ guest.salutation.__class__ }}",
            1,
            "There is no value “guest.salutation.__class__”; did you mean “guest.salutation”?",
        ),
        (
            "Dear\n\n{{ guest.first_name }}",
            3,
            'Some guests have no “guest.first_name”: say what to write then, {{ guest.first_name | default: "…" }}.',
        ),
        (
            "{% if guest.last_name %}{{ guest.first_name }}{% endif %}",
            1,
            'Some guests have no “guest.first_name”: say what to write then, {{ guest.first_name | default: "…" }}.',
        ),
        ('{% block "offer" %}', 1, "There is no block “offer”."),
    ],
)
def test_a_value_that_may_be_missing_is_refused_with_its_line(source: str, line: int, sentence: str) -> None:
    assert said(source) == [(line, sentence)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\n{% if guest.number %}b", 2),
        ("a\nb\n{{ guest.number", 3),
        ("{{ guest.number | shout }}", 1),
        ("{% include 'settings' %}", 1),
        ("{% tablerow x in (1..3) %}{% endtablerow %}", 1),
        ("{{ guest.number | split: '' }}", 1),
        ("{% block voucher %}", 1),
    ],
)
def test_what_liquid_cannot_read_is_refused_with_its_line(source: str, line: int) -> None:
    found = faults(source)
    assert [fault.line for fault in found] == [line]
    assert not found[0].is_warning


def test_an_e_mail_needs_a_subject_of_one_line() -> None:
    assert faults("x", channel="email", subject="") == [Fault("An e-mail needs a subject.", "subject")]
    assert faults("x", channel="email", subject="a\nb") == [Fault("A subject is one line.", "subject")]


def test_faults_of_a_subject_are_told_beside_the_subject() -> None:
    found = faults("x", channel="email", subject="{{ guest.nme }}")
    assert [(fault.field, fault.line) for fault in found] == [("subject", 1)]


def test_a_generic_template_says_nothing_that_is_known_of_the_guest() -> None:
    text = "Reply STOP to opt out. "
    assert said(text + "{{ guest.salutation }}", rules=GENERIC) == []
    assert said(text + "{{ guest.company | default: 'x' }}", rules=GENERIC) == [
        (1, "“guest.company” is something known of the guest: a generic template does without.")
    ]
    assert said(text + "{% if member.points > 100 %}x{% endif %}", rules=GENERIC) == [
        (1, "“member.points” is something known of the guest: a generic template does without.")
    ]


def test_a_block_with_known_things_does_not_slip_into_a_generic_template() -> None:
    assert [fault.line for fault in faults('a\n{% block "voucher" %}', rules=GENERIC)] == [2, 2]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", None),  # []() is no link at all
        ("javascript:alert", "“javascript:alert” must begin with https://, mailto: or tel:."),
        ("lakeside.example/menu", "“lakeside.example/menu” must begin with https://, mailto: or tel:."),
        ("https:///menu", "“https:///menu” names no host."),
        ("https://menu", "“https://menu” names no host."),
        ("https://lakeside.example@evil.example/", "“https://lakeside.example@evil.example/” names no host."),
        ("https://lakeside.example/our menu", "“https://lakeside.example/our menu” has a space in it."),
        ("#rooms", "“#rooms” is no place in this text."),
        ("https://lakeside.example:eighty/", "“https://lakeside.example:eighty/” is no address."),
        (
            "{{ guest.full_name }}",
            "“guest.full_name” is no link: a link must begin with https:// or be one of the values under “Links”.",
        ),
        (
            "https://{{ guest.number }}.example/",
            "“https://{{ guest.number }}.example/”: values may stand only behind the host.",
        ),
        (
            "https://lakeside.example/{{ guest.full_name }}",
            "In an address write {{ guest.full_name | url_encode }}.",
        ),
        ("https://lakeside.example/{{ guest.full_name | url_encode }}", None),
        ("{{ links.unsubscribe }}", None),
        ("mailto:desk@lakeside.example", None),
        ("tel:+8657112345678", None),
    ],
)
def test_broken_links_are_refused(address: str, sentence: str | None) -> None:
    found = said(f"First\n\n[Here]({address})", channel="email")
    assert found == ([] if sentence is None else [(3, sentence)])


def test_an_address_without_encryption_is_only_warned_of() -> None:
    found = faults("http://lakeside.example/menu")
    assert [(fault.sentence, fault.is_warning) for fault in found] == [
        ("“http://lakeside.example/menu” is not encrypted: use https:// if it can.", True)
    ]


def test_wecom_offers_must_be_possible_to_end() -> None:
    assert [fault.line for fault in faults("Come back", channel="wecom", rules=MARKETING)] == [0]
    assert faults("Come back {{ links.unsubscribe }}", channel="wecom", rules=MARKETING) == []
    assert faults("Your room is ready", channel="wecom") == []


@pytest.mark.parametrize(
    "source",
    [
        "Come back {% comment %}{{ links.unsubscribe }}{% endcomment %}",
        "Come back {% if guest.company %}{{ links.unsubscribe }}{% endif %}",
        "Come back {% assign end = links.preferences %}",
        "Come back {% if links.unsubscribe %}and stay{% endif %}",
    ],
)
def test_a_way_out_that_is_not_filled_in_is_none(source: str) -> None:
    assert [fault.sentence for fault in faults(source, channel="wecom", rules=MARKETING)] == [
        "Guests must be able to end this: put {{ links.unsubscribe }} or {{ links.preferences }} in."
    ]
    assert faults(source, channel="wecom") == []


MJML = "<mjml><mj-body><mj-section><mj-column>\n{}\n</mj-column></mj-section></mj-body></mjml>"


@pytest.mark.parametrize(
    ("inside", "line", "sentence"),
    [
        ("<mj-text>a", 3, "</mj-column> closes nothing: <mj-text> is still open."),
        ("<mj-banner>a</mj-banner>", 2, "There is no element <mj-banner>."),
        ("stray words", 2, "This text stands in no <mj-text>: stray words"),
        ("<mj-text><mj-button>a</mj-button></mj-text>", 2, "<mj-button> cannot stand in <mj-text>."),
        ("<mj-text><script>1</script></mj-text>", 2, "<script> is not allowed in e-mails."),
        ('<mj-text><a onclick="x">a</a></mj-text>', 2, "“onclick” is not allowed in e-mails."),
        ('<mj-include path="/etc/passwd" />', 2, "<mj-include> is not allowed in e-mails."),
        (
            "<mj-text>{% if stay.nights %}a</mj-text>\n<mj-text>{% endif %}b</mj-text>",
            2,
            "A condition ends in the paragraph it begins in, or its tags stand in lines of their own.",
        ),
    ],
)
def test_broken_mjml_is_refused_with_its_line(inside: str, line: int, sentence: str) -> None:
    assert (line, sentence) in said(MJML.format(inside), channel="email")


def test_conditions_between_elements_and_anchors_are_fine() -> None:
    inside = '{% if stay.nights > 1 %}\n<mj-text><a href="#x">a</a><i id="x">b</i></mj-text>\n{% endif %}'
    assert said(MJML.format(inside), channel="email") == []


def test_a_condition_across_typed_paragraphs_stands_on_lines_of_its_own() -> None:
    sentence = "A condition ends in the paragraph it begins in, or its tags stand in lines of their own."
    assert (1, sentence) in said("a {% if stay.nights %} b\n\nc {% endif %} d", channel="email")
    assert said("{% if stay.nights %}\nb\n\nc\n{% endif %}", channel="email") == []


def test_a_block_is_checked_by_itself() -> None:
    assert check_block(BLOCKS["voucher"]) == []
    assert [fault.sentence for fault in check_block('{% block "voucher" %}')] == ["A block cannot hold another block."]
    assert [fault.line for fault in check_block("a\n{{ nobody }}")] == [2]


def test_a_block_in_a_block_is_one_fault_in_every_language() -> None:
    with translation.override("zh-hans"):
        assert [fault.sentence for fault in check_block('{% block "voucher" %}')] == ["区块里不能再放区块。"]


PAGE = "<!doctype html>\n<html><body>{}</body></html>"


@pytest.mark.parametrize("attribute", [" href=", " HREF = ", "/href=", ' class="a"href=', " background="])
def test_links_without_quotes_are_checked_too(attribute: str) -> None:
    assert said(PAGE.format(f"<a{attribute}javascript:alert>a</a>"), channel="email") == [
        (2, "“javascript:alert” must begin with https://, mailto: or tel:.")
    ]
    assert said(PAGE.format(f"<a{attribute}https://lakeside.example/menu>a</a>"), channel="email") == []


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("<a href={{ links.page | default: links.preferences }}>a</a>", "A value within a tag stands between quotes."),
        ("<p title={{ guest.full_name }}>a</p>", "A value within a tag stands between quotes."),
        ("<p {{ guest.full_name }}>a</p>", "A value within a tag stands between quotes."),
        ("<{{ guest.full_name }}>a</p>", None),  # text, and escaped
        ("<p title='{{ guest.full_name }}'>{{ guest.full_name }}</p>", None),
        ('<p class="{% if stay.nights > 1 %}a{% endif %}">a</p>', None),
        ("<style>p { color: {{ guest.full_name }} }</style>", "There are no values in styles."),
    ],
)
def test_a_value_stands_where_it_cannot_become_markup(markup: str, sentence: str | None) -> None:
    assert said(PAGE.format(markup), channel="email") == ([(2, sentence)] if sentence else [])


def test_links_in_the_plain_text_typed_beside_a_page_are_checked() -> None:
    plain = "First\n\n[Here](lakeside.example)\nhttps://menu\nhttp://lakeside.example/"
    found = faults(PAGE.format("a"), channel="email", plain=plain)
    assert [(fault.field, fault.line, fault.sentence, fault.is_warning) for fault in found] == [
        ("plain", 3, "“lakeside.example” must begin with https://, mailto: or tel:.", False),
        ("plain", 4, "“https://menu” names no host.", False),
        ("plain", 5, "“http://lakeside.example/” is not encrypted: use https:// if it can.", True),
    ]
