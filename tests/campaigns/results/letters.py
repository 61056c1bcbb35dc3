"""Messages of campaigns as ``campaigns.running`` leaves them, made by hand: each test says what became of each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns.models import Enrolment, Sent, Variant
from guests.models import Guest
from hotelcrm.outbox.models import Click, Link, Message
from stays.models import Stay
from tests.factories import (
    NOW,
    CampaignFactory,
    EnrolmentFactory,
    MessageFactory,
    StayFactory,
    StepFactory,
    VariantFactory,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def variant_of(order: int = 0, name: str = "A", step: Any = None, **campaign: Any) -> Variant:
    """A wording of a campaign of its own, or of `step`."""
    if step is None:
        step = StepFactory(campaign=CampaignFactory(**campaign), order=order)
    return VariantFactory(step=step, name=name, mailing__hotel=step.campaign.hotel)


def letter(
    variant: Variant, guest: Guest, *, enrolment: Enrolment | None = None, state: str = "delivered", **fields: Any
) -> Message:
    """A message of `variant` to `guest`, delivered an hour after the step; `clicked_at` is a followed link."""
    campaign = variant.step.campaign
    at = fields.pop("at", NOW)
    if enrolment is None:
        enrolment = Enrolment.objects.filter(campaign=campaign, guest=guest).first()
    if enrolment is None:
        enrolment = EnrolmentFactory(campaign=campaign, guest=guest, enrolled_at=at)
    if state in {"sent", "delivered"}:
        fields.setdefault("sent_at", at + HOUR)
    if state == "delivered":
        fields.setdefault("delivered_at", at + HOUR)
    message = MessageFactory(
        guest=guest,
        hotel=campaign.hotel,
        purpose="marketing",
        mailing=variant.mailing,
        key=f"campaign:{campaign.pk}:{variant.step_id}:{enrolment.key}",
        state=state,
        **fields,
    )
    Sent.objects.create(enrolment=enrolment, guest=guest, step=variant.step, variant=variant, message=message, at=at)
    return message


def follow(message: Message, at: datetime, url: str = "https://example.com/spa") -> None:
    """The guest followed a link of `message`."""
    link, _ = Link.objects.get_or_create(url=url)
    assert message.guest is not None
    Click.objects.create(guest=message.guest, message=message, link=link, at=at)
    Message.objects.filter(pk=message.pk, clicked_at=None).update(clicked_at=at)


def booking(guest: Guest | None, at: datetime, **fields: Any) -> Stay:
    """A stay in a month, booked at `at` in a system that tells of it at once."""
    fields.setdefault("booked_on", (at + 8 * HOUR).date())  # in Hangzhou
    fields.setdefault("arrival", at.date() + 30 * DAY)
    return StayFactory(guest=guest, created_at=at, **fields)


def utc(*parts: int) -> datetime:
    """A moment."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]
