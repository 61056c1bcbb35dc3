"""What templates say of offers, and the block of them."""

import pytest
import time_machine

from campaigns.messages import enter
from guests.models import Tag
from hotelcrm.outbox.models import Block, Template, Variant
from hotelcrm.outbox.writing import blocks, values
from hotelcrm.outbox.writing.checking import Rules, check
from hotelcrm.outbox.writing.compiling import Typed, compile_typed, typed_of
from hotelcrm.outbox.writing.previewing import preview
from hotelcrm.outbox.writing.rendering import Written, write
from tests.factories import NOW, GuestFactory, GuestTagFactory, HotelFactory, MessageFactory, OfferFactory, StayFactory

pytestmark = pytest.mark.django_db

IN_BLOCK = 'Dear guest,\n\n{% block "offer" %}\n\nWarmly'
IN_SENTENCE = "Come again.{% if offer.name %} Why not {{ offer.name }}?{% endif %}"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside Hotel")


@pytest.fixture
def golfer():
    guest = GuestFactory(language="en")
    GuestTagFactory(guest=guest, tag=golf())
    return guest


def golf():
    return Tag.objects.get(code="golf")


def offer(**fields):
    told = {
        "name_en": "Golf weekend",
        "name_zh": "高尔夫周末",
        "text_en": "Two rounds & a dinner.",
        "text_zh": "两场球与晚餐。",
    }
    costs = {"price": "1880.00", "currency": "CNY", "terms_en": "Not on Mondays.", "terms_zh": "周一除外。"}
    return OfferFactory(**told | costs | {"tags": [golf()]} | fields)


def template(source=IN_BLOCK, *, language="en", channel="email", is_generic=False, purpose="marketing"):
    row = Template.objects.create(
        code="again", name_en="Again", name_zh="再来", purpose=purpose, is_generic=is_generic, fallback=language
    )
    subject = "Hello" if channel == "email" else ""
    ready = compile_typed(Typed(language, channel, source, subject), blocks.sources(language))
    Variant.objects.create(
        template=row, language=language, channel=channel, source=source, html=ready.html, text=ready.text,
        subject=subject,
    )  # fmt: skip
    return row


def written(*messages):
    found = write(messages, at=NOW)
    assert all(isinstance(one, Written) for one in found.values()), found
    return [found[message.pk] for message in messages]


def message(guest, hotel, row, **fields):
    given = {"channel": "email", "purpose": row.purpose, "subject": None, "body": None}
    return MessageFactory(guest=guest, hotel=hotel, template=row, **given | fields)


def test_the_block_says_the_offer_that_suits_the_guest(golfer, hotel):
    offer()

    [found] = written(message(golfer, hotel, template()))

    assert found.text.startswith(
        "Dear guest,\n\nGolf weekend\nTwo rounds & a dinner.\nPrice: CN¥1,880\nNot on Mondays.\n\nWarmly"
    )
    assert "Two rounds &amp; a dinner." in found.html


def test_in_chinese(hotel):
    guest = GuestFactory(language="zh-hans")
    GuestTagFactory(guest=guest, tag=golf())
    offer()

    [found] = written(message(guest, hotel, template(language="zh-hans")))

    assert "高尔夫周末\n两场球与晚餐。\n价格：¥1,880\n周一除外。\n\nWarmly" in found.text


def test_without_an_offer_the_block_and_a_sentence_are_left_out_cleanly(hotel):
    offer()  # for golfers, whom this guest is none of
    plain = written(message(GuestFactory(language="en"), hotel, template()))[0]

    assert plain.text.startswith("Dear guest,\n\nWarmly")
    assert "Golf" not in plain.html


@pytest.mark.parametrize("channel", ["sms", "wecom"])
def test_in_a_sentence_of_a_short_message(golfer, hotel, channel):
    row = template(IN_SENTENCE + " {{ links.preferences }}", channel=channel)

    without = written(message(golfer, hotel, row, channel=channel))[0].text
    offer()
    with_it = written(message(golfer, hotel, row, channel=channel))[0].text

    assert without.startswith("Come again. http")
    assert with_it.startswith("Come again. Why not Golf weekend? http")


def test_what_an_offer_does_not_say_leaves_no_gap(golfer, hotel):
    offer(text_en="", terms_en="", price=None, currency="")

    [found] = written(message(golfer, hotel, template()))

    assert found.text.startswith("Dear guest,\n\nGolf weekend\n\nWarmly")


def test_a_generic_template_says_what_is_for_everybody(golfer, hotel):
    offer()
    OfferFactory(name_en="Two nights")

    [found] = written(message(golfer, hotel, template(is_generic=True)))

    assert "Two nights" in found.text
    assert "Golf" not in found.text


def test_who_wants_generic_offers_only_is_told_of_nothing_else(golfer, hotel):
    offer()
    golfer.generic_offers_only = True
    golfer.save(update_fields=["generic_offers_only"])

    [found] = written(message(golfer, hotel, template()))

    assert "Golf" not in found.text


@pytest.mark.parametrize("purpose", ["service", "surveys"])
def test_what_a_guest_needs_or_is_asked_advertises_nothing(golfer, hotel, purpose):
    offer()

    [found] = written(message(golfer, hotel, template(purpose=purpose)))

    assert "Golf" not in found.text


def test_the_stay_that_a_message_is_about_says_how_long(golfer, hotel):
    offer(least_nights=3)
    row = template()
    stays = [StayFactory(guest=golfer, hotel=hotel), StayFactory(guest=GuestFactory(), hotel=hotel)]

    two_nights, somebody_elses = written(*(message(golfer, hotel, row, facts={"stay": stay.pk}) for stay in stays))

    assert ("Golf" in two_nights.text, "Golf" in somebody_elses.text) == (False, True)


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_many_messages_as_for_one(hotel, number, django_assert_num_queries):
    offer(scene="leisure", department="recreation", hotels=[hotel])
    row, made = template(IN_SENTENCE), []
    for _ in range(number):
        guest = GuestFactory(language="en")
        GuestTagFactory(guest=guest, tag=golf())
        made.append(message(guest, hotel, row, facts={"stay": StayFactory(guest=guest, hotel=hotel).pk}))
    asked = values.group_called("offer")
    assert asked is not None

    # stays; offers, tags and headings, hotels; who may be asked of; tags, charges, facts
    with django_assert_num_queries(8):
        found = asked.load(made, {one.pk: "en" for one in made})

    assert [one["name"] for one in found.values()] == ["Golf weekend"] * number


def test_a_text_must_say_what_to_write_where_there_is_no_offer():
    """Some guests have none: naming a value without asking for it is a fault."""
    enter()
    typed = Typed("en", "email", "Buy {{ offer.name }}", "Hello")

    [fault] = check(typed, Rules("marketing", is_generic=False), {})

    assert "Some guests have no “offer.name”" in fault.sentence


def test_the_blocks_and_all_texts_they_stand_in_have_no_fault():
    for language in ("en", "zh-hans"):
        known = blocks.sources(language)
        for variant in Variant.objects.filter(language=language, source__contains='"offer"').select_related("template"):
            rules = Rules(variant.template.purpose, variant.template.is_generic)
            assert check(typed_of(variant), rules, known) == []


def test_the_first_block_asks_for_an_offer_in_both_languages():
    row = Block.objects.get(code="offer")

    assert row.source_en.startswith("{% if offer.name %}\n## {{ offer.name }}")
    assert row.source_zh.startswith("{% if offer.name %}\n## {{ offer.name }}")


def test_a_preview_shows_the_guests_own_offer_and_an_example_without_one(golfer, hotel):
    variant = template().variants.get()

    example = preview(variant, guest=golfer, hotel=hotel, hotel_ids=[hotel.pk])
    offer()
    own = preview(variant, guest=golfer, hotel=hotel, hotel_ids=[hotel.pk])

    assert ("Family weekend by the lake" in example.written.text, example.sampled) == (True, ("offer",))
    assert ("Golf weekend" in own.written.text, own.sampled) == (True, ())
