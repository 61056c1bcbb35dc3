"""The templates every install begins with."""

from datetime import date

import pytest

from guests.models import Guest
from hotelcrm.outbox.models import Block, Message, Template, Variant
from hotelcrm.outbox.writing import blocks
from hotelcrm.outbox.writing.checking import Rules, check
from hotelcrm.outbox.writing.compiling import typed_of
from hotelcrm.outbox.writing.rendering import Written, write
from loyalty.models import Tier
from tests.factories import NOW, GuestFactory, HotelFactory, InvitationFactory, MemberFactory, StayFactory

pytestmark = pytest.mark.django_db

CODES = {
    "birthday",
    "complaint-reply",
    "points-statement",
    "pre-arrival",
    "survey-invitation",
    "thank-you",
    "welcome-member",
    "win-back",
    # Those of occasions, which campaigns enter.
    "anniversary",
    "low-score",
    "milestone-stay",
    "next-trip",
    "one-step-to-tier",
    "points-expiring",
    "return-offer",
    "thinking-of-you",
    "tier-upgraded",
}


def test_every_one_is_written_in_both_languages_for_every_channel() -> None:
    assert set(Template.objects.values_list("code", flat=True)) == CODES
    assert set(Block.objects.values_list("code", flat=True)) == {"offer", "voucher"}
    assert Variant.objects.count() == len(CODES) * 2 * 3


def test_none_has_a_fault() -> None:
    known = {language: blocks.sources(language) for language in ("en", "zh-hans")}
    found = {
        str(variant): [fault.sentence for fault in faults]
        for variant in Variant.objects.select_related("template")
        if (
            faults := check(
                typed_of(variant),
                Rules(variant.template.purpose, variant.template.is_generic),
                known[variant.language],
            )
        )
    }
    assert found == {}


def member(**fields: object) -> Guest:
    guest = GuestFactory(**fields)
    MemberFactory(guest=guest, number=f"88{guest.number:08}", tier=Tier.objects.get(code="gold"), balance=48_200)
    return guest


@pytest.mark.parametrize("channel", ["email", "sms", "wecom"])
def test_every_one_can_be_written_to_guests_of_both_languages(channel: str) -> None:
    hotel = HotelFactory(name_en="Lakeside Hotel", name_zh="湖畔酒店")
    guests = [member(language="en", full_name="Anna", given_name="Anna", pinyin=""), member(language="zh-hans")]
    messages = [
        Message.objects.create(
            guest=guest,
            hotel=hotel,
            template=template,
            channel=channel,
            purpose=template.purpose,
            key=template.code,
            due_at=NOW,
            facts={"stay": StayFactory(guest=guest, hotel=hotel).pk},
        )
        for guest in guests
        for template in Template.objects.order_by("code")
    ]
    for message in messages:
        if message.key == "survey-invitation":
            InvitationFactory(guest=message.guest, hotel=hotel, message=message)
    found = write(messages, at=NOW)
    assert [one for one in found.values() if not isinstance(one, Written)] == []


def test_lines_that_do_not_hold_leave_no_gap() -> None:
    hotel = HotelFactory(name_en="Lakeside Hotel")
    guest = GuestFactory(language="en", gender="F")
    stay = StayFactory(guest=guest, hotel=hotel, arrival=date(2027, 5, 1), confirmation="HZ20486", room_type=None)
    message = Message.objects.create(
        guest=guest,
        hotel=hotel,
        template=Template.objects.get(code="pre-arrival"),
        channel="email",
        purpose="service",
        key="x",
        due_at=NOW,
        facts={"stay": stay.pk},
    )
    found = write([message], at=NOW)[message.pk]
    assert isinstance(found, Written)
    assert found.subject == "Your stay at Lakeside Hotel from 1 May 2027"
    assert "Nights: 2\nConfirmation number: HZ20486\n\nYour room is ready" in found.text
