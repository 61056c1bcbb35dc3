"""Messages written many at once, from templates and from given text."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from guests.models.guest import Gender, Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Link, Message, MessagePolicy, Template, Variant
from hotelcrm.outbox.writing import blocks, compiled, wayout
from hotelcrm.outbox.writing.compiling import Typed, compile_typed
from hotelcrm.outbox.writing.rendering import Unwritable, Written, write
from tests.factories import NOW, GuestFactory, HotelFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory(name_en="Lakeside Hotel", name_zh="湖畔酒店")


def make_template(code: str = "hello", purpose: str = "service", fallback: str = "en") -> Template:
    return Template.objects.create(code=code, name_en="Hello", name_zh="你好", purpose=purpose, fallback=fallback)


def make_variant(
    template: Template, source: str, *, language: str = "en", channel: str = "email", **rest: Any
) -> Variant:
    subject = rest.pop("subject", "Hello {{ guest.salutation }}" if channel == "email" else "")
    ready = compile_typed(Typed(language, channel, source, subject), blocks.sources(language))
    return Variant.objects.create(
        template=template,
        language=language,
        channel=channel,
        subject=subject,
        source=source,
        html=ready.html,
        text=ready.text,
        **rest,
    )


def queued(hotel: Hotel, guest: Guest | None = None, template: Template | None = None, **rest: Any) -> Message:
    guest = guest if guest or "staff" in rest else GuestFactory(language="en")
    rest = {"channel": "email", "purpose": template.purpose if template else "service", "due_at": NOW} | rest
    key = f"test:{Message.objects.count()}"
    return Message.objects.create(guest=guest, hotel=hotel, template=template, key=key, **rest)


def written(message: Message) -> Written:
    found = write([message], at=NOW)[message.pk]
    assert isinstance(found, Written)
    return found


def test_a_template_becomes_a_subject_a_text_and_a_page(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "Dear {{ guest.salutation }},\n\nWelcome to {{ hotel.name }}.")
    guest = GuestFactory(language="en", gender=Gender.FEMALE)
    found = written(queued(hotel, guest, template))
    assert found.subject == "Hello Ms Zhang"
    assert found.text == "Dear Ms Zhang,\n\nWelcome to Lakeside Hotel."
    assert "Dear Ms Zhang," in found.html
    assert "{{" not in found.html
    assert found.language == "en"


def test_each_guest_reads_their_own_language_and_else_the_fallback(hotel: Hotel) -> None:
    template = make_template(fallback="zh-hans")
    make_variant(template, "Hello {{ hotel.name }}", channel="sms")
    make_variant(template, "你好 {{ hotel.name }}", language="zh-hans", channel="sms")
    guests = [
        GuestFactory(language=language, full_name=name)
        for language, name in [("en", "张敏"), ("zh-hant", "Anna"), ("de", "Jonas"), ("", "张敏"), ("", "Jonas")]
    ]
    messages = [queued(hotel, guest, template, channel="sms") for guest in guests]
    found = write(messages, at=NOW)
    english, chinese = ("en", "Hello Lakeside Hotel"), ("zh-hans", "你好 湖畔酒店")
    assert [(found[m.pk].language, found[m.pk].text) for m in messages] == [  # type: ignore[union-attr]
        english,
        chinese,
        chinese,
        chinese,
        chinese,
    ]


def test_where_a_language_has_no_text_the_other_one_is_sent(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "你好", language="zh-hans", channel="sms")
    assert written(queued(hotel, GuestFactory(language="en"), template, channel="sms")).text == "你好"


def test_a_channel_without_text_cannot_be_written(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "Hello", channel="sms")
    message = queued(hotel, None, template, channel="wecom")
    assert write([message], at=NOW)[message.pk] == Unwritable("The template has no text for this channel.")


def test_one_that_cannot_be_written_does_not_stop_the_others(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "{{ guest.first_name }}", channel="sms", subject="")
    bare, named = GuestFactory(language="en", given_name="", pinyin=""), GuestFactory(language="en")
    messages = [queued(hotel, guest, template, channel="sms") for guest in (bare, named)]
    found = write(messages, at=NOW)
    assert found[messages[0].pk] == Unwritable("", "guest.first_name")
    assert found[messages[1].pk] == Written("", "Min", "", "en", {})


def test_what_is_missing_is_named_by_its_label_in_the_language_of_who_reads_it(hotel: Hotel) -> None:
    template = make_template(fallback="zh-hans")
    make_variant(template, "{{ guest.first_name }}", language="zh-hans", channel="sms", subject="")
    message = queued(hotel, GuestFactory(language="zh-hans", given_name="", pinyin=""), template, channel="sms")
    found = write([message], at=NOW)[message.pk]
    assert isinstance(found, Unwritable)
    with translation.override("en"):
        assert found.sentence == "This is missing: Guest · first name."
    with translation.override("zh-hans"):
        assert found.sentence == "缺少：客人 · 名。"


def test_many_messages_take_as_many_queries_as_one(hotel: Hotel, django_assert_num_queries: Any) -> None:
    template = make_template()
    make_variant(template, "Dear {{ guest.salutation }}, {{ guest.company | default: 'guest' }}")
    one, three = [queued(hotel, None, template)], [queued(hotel, None, template) for _ in range(3)]
    write(one, at=NOW)
    for messages in (one, three):
        fresh = list(Message.objects.filter(pk__in=[message.pk for message in messages]))
        with django_assert_num_queries(5):  # guests, hotels, their rules, templates, revisions of the variants
            write(fresh, at=NOW)


def test_a_new_revision_is_read_and_an_old_one_is_kept_in_the_process(
    hotel: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "MOST_KEPT", 2)
    template = make_template()
    variant = make_variant(template, "one", channel="sms")
    message = queued(hotel, None, template, channel="sms")
    assert written(message).text == "one"
    Variant.objects.filter(pk=variant.pk).update(text="two")
    assert written(message).text == "one"
    Variant.objects.filter(pk=variant.pk).update(revision=2)
    assert written(message).text == "two"
    Variant.objects.filter(pk=variant.pk).update(revision=3)
    written(message)
    assert len(compiled._KEPT) == 2


def test_names_become_neither_markup_nor_links(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "Dear {{ guest.full_name }}")
    guest = GuestFactory(language="en", full_name='<a href="https://evil.example">x</a> evil.example bob@evil.example')
    found = written(queued(hotel, guest, template))
    assert "<a " not in found.html.partition("Dear")[2]
    for text in (found.html, found.text):
        assert "evil.example" not in text
        assert "bob@" + "evil" not in text


def test_a_subject_is_one_line(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "x", subject="Hello {{ guest.full_name }}")
    guest = GuestFactory(language="en", full_name="Bob\r\nBcc: all@example.com")
    assert written(queued(hotel, guest, template)).subject == "Hello Bob Bcc: all@\u2060example.\u2060com"


def test_marketing_by_e_mail_says_why_it_came_and_how_to_end_it(hotel: Hotel) -> None:
    template = make_template(purpose="marketing")
    make_variant(template, "Come back.")
    found = written(queued(hotel, None, template))
    assert found.html.count(f"{settings.PUBLIC_URL}/m/unsubscribe/") == 1
    assert found.html.count(f"{settings.PUBLIC_URL}/m/preferences/") == 1
    assert "You receive this because you agreed to hear from Lakeside Hotel." in found.html
    assert found.html.rstrip().endswith("</body></html>")
    assert found.text.count("/m/unsubscribe/") == 1


def test_a_template_with_its_own_way_out_gets_no_second_one(hotel: Hotel) -> None:
    template = make_template(purpose="marketing")
    make_variant(template, "Come back.\n\n[Stop these]({{ links.unsubscribe }})")
    found = written(queued(hotel, None, template))
    assert found.html.count("/m/unsubscribe/") == found.text.count("/m/unsubscribe/") == 1
    assert "/m/preferences/" not in found.html


@pytest.mark.parametrize(
    "hidden",
    [
        "{% comment %}[Stop]({{ links.unsubscribe }}){% endcomment %}",
        "{% if guest.company %}[Stop]({{ links.unsubscribe }}){% endif %}",
        "{% if links.unsubscribe %}Stop{% endif %}",
    ],
)
def test_a_template_that_hides_its_way_out_gets_the_houses(hotel: Hotel, hidden: str) -> None:
    template = make_template(purpose="marketing")
    make_variant(template, f"Come back. {hidden}")
    found = written(queued(hotel, GuestFactory(language="en", company=None), template))
    assert wayout.in_html(found.html)
    assert found.text.count("/m/unsubscribe/") == found.html.count("/m/unsubscribe/") == 1


def test_a_way_out_in_the_page_alone_is_added_to_the_text(hotel: Hotel) -> None:
    template = make_template(purpose="marketing")
    variant = make_variant(template, "Come back.\n\n[Stop]({{ links.unsubscribe }})")
    Variant.objects.filter(pk=variant.pk).update(text="Come back.", revision=5)
    found = written(queued(hotel, None, template))
    assert found.html.count("/m/unsubscribe/") == found.text.count("/m/unsubscribe/") == 1


@pytest.mark.parametrize("has_template", [True, False])
def test_an_offer_by_wecom_ends_by_a_link_whatever_its_words(hotel: Hotel, has_template: bool) -> None:
    template = make_template(purpose="marketing")
    make_variant(template, "Come back.", channel="wecom")
    said: dict[str, Any] = {} if has_template else {"purpose": "marketing", "subject": "", "body": "Come back."}
    message = queued(hotel, None, template if has_template else None, channel="wecom", **said)
    assert written(message).text.count("/m/unsubscribe/") == 1


def test_service_mail_has_no_footer_no_picture_and_untouched_links(hotel: Hotel) -> None:
    template = make_template()
    make_variant(template, "See [our map](https://lakeside.example/map).")
    found = written(queued(hotel, None, template))
    assert "/m/" not in found.html
    assert 'href="https://lakeside.example/map"' in found.html


def test_links_and_opens_are_followed_only_where_the_hotel_does(hotel: Hotel) -> None:
    template = make_template(purpose="marketing")
    make_variant(template, "See [our map](https://lakeside.example/map?a=1&b=2).")
    followed = written(queued(hotel, None, template))
    link = Link.objects.get()
    assert link.url == "https://lakeside.example/map?a=1&b=2"
    assert "lakeside.example/map" not in followed.html
    assert re.search(rf'href="{settings.PUBLIC_URL}/m/l/[^"]+/"', followed.html)
    assert re.search(rf'src="{settings.PUBLIC_URL}/m/o/[^"]+\.gif"', followed.html)

    other = HotelFactory()
    MessagePolicy.objects.create(hotel=other, follows_links=False, counts_opens=False)
    found = written(queued(other, None, template))
    assert 'href="https://lakeside.example/map?a=1&amp;b=2"' in found.html
    assert "/m/l/" not in found.html
    assert "/m/o/" not in found.html


def test_what_a_provider_is_told_is_filled_too(hotel: Hotel) -> None:
    template = make_template()
    told = {"aliyun": {"code": "SMS_1", "parameters": {"name": "{{ guest.first_name | default: 'guest' }}"}}}
    make_variant(
        template, "Hello", channel="sms", provider_ids=told | {"tencent": {"parameters": ["{{ hotel.name }}", 3]}}
    )
    assert written(queued(hotel, None, template, channel="sms")).provider == {
        "aliyun": {"code": "SMS_1", "parameters": {"name": "Min"}},
        "tencent": {"parameters": ["Lakeside Hotel", 3]},
    }


def test_given_text_becomes_a_page_without_markup(hotel: Hotel) -> None:
    body = "Dear <b>you</b>,\nsecond line\n\nwww.evil.example javascript:alert(1) {{ guest.number }}"
    found = written(queued(hotel, None, subject="Your\nstay", body=body))
    assert found.subject == "Your stay"
    assert found.text == body
    assert "<p>Dear &lt;b&gt;you&lt;/b&gt;,<br>second line</p>" in found.html
    assert "<a " not in found.html
    assert "{{ guest.number }}" in found.html
    assert "Lakeside Hotel" in found.html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("See https://hotel.example/menu?a=1&b=2.", ("https://hotel.example/menu?a=1&amp;b=2", ".")),
        ("（https://hotel.example/行）", ("https://hotel.example/", "行）")),
        ('https://hotel.example/"><b>x', ("https://hotel.example/&quot;&gt;&lt;b&gt;x", "")),
    ],
)
def test_a_whole_address_in_given_text_can_be_followed(hotel: Hotel, typed: str, shown: tuple[str, str]) -> None:
    html = written(queued(hotel, None, subject="Menu", body=typed)).html
    address, rest = shown
    assert re.search(rf'<a href="{re.escape(address)}"[^>]*>[^<]*</a>{re.escape(rest)}</p>', html)
    assert html.count("<a ") == 1


def test_given_text_for_a_phone_has_no_page(hotel: Hotel) -> None:
    assert written(queued(hotel, None, channel="sms", body=" Hello\x00\r\nyou ")) == Written(
        "", "Hello\nyou", "", "en", {}
    )


def test_only_staff_receive_whole_pages(hotel: Hotel) -> None:
    page = "<!doctype html><html><body><p>Draft</p></body></html>"
    to_staff = written(queued(hotel, None, staff=UserFactory(), body=page, subject="Test"))
    assert (to_staff.html, to_staff.text) == (page, "Draft")
    to_guest = written(queued(hotel, None, body=page, subject="Test"))
    assert "&lt;!doctype html&gt;" in to_guest.html
