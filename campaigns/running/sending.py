"""One wording of one step to many: through the gate, with a voucher or points for whom it does not refuse."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.models import F

from campaigns.models import Campaign, Step, Variant
from hotelcrm.outbox.actions.rows import NOTHING, Judged, Row, judge_all, queue_all
from hotelcrm.outbox.models import Mailing
from hotelcrm.running.arrays import literal
from loyalty.actions.presents import Gift, Giving, give_points, issue_many
from loyalty.models import Voucher

TAKEN = """
INSERT INTO campaigns_sent (enrolment_id, guest_id, step_id, variant_id, message_id, voucher_id, at)
SELECT enrolment_id, guest_id, %(step)s, %(variant)s, message_id, voucher_id, %(at)s
FROM unnest(%(enrolments)s::bigint[], %(guests)s::bigint[], %(messages)s::bigint[], %(vouchers)s::bigint[])
    t (enrolment_id, guest_id, message_id, voucher_id)
ON CONFLICT (enrolment_id, step_id) DO NOTHING
"""


class Enrolled(Protocol):
    """What is known of an enrolment that comes to a step."""

    @property
    def id(self) -> int: ...
    @property
    def guest_id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def stay_id(self) -> int | None: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime | None: ...


def row_of(campaign: Campaign, step: Step, one: Enrolled) -> Row:
    """The message that `one` would get of `step`: one for each campaign, step and occasion, whatever the wording."""
    facts: Mapping[str, int | str] = {"stay": one.stay_id} if one.stay_id is not None else NOTHING
    return Row(one.guest_id, f"campaign:{campaign.pk}:{step.pk}:{one.key}", one.due_at, one.expires_at, facts)


def mailing_for(campaign: Campaign, step: Step, variant: Variant) -> Mailing:
    """A mailing for the messages of `variant`; not saved."""
    return Mailing(
        name=f"{campaign.name_en} · {step.order + 1}{variant.name}"[:120],
        hotel=campaign.hotel,
        purpose=campaign.purpose,
        template=variant.template,
        by=campaign.asked_by,
    )


def send(campaign: Campaign, step: Step, going: Sequence[tuple[Variant, Sequence[Enrolled]]], *, at: datetime) -> None:
    """Let each of `going` have the variant of `step` they are named with, and write down that they came to it.

    Whom the gate refuses for good has a cancelled message with the reason, and neither voucher nor points. Of a mailing
    that was called off by itself nobody gets anything. To be called while campaign, enrolments and guests are held.
    """
    held = [(_mailing(campaign, step, variant), variant, some) for variant, some in going]
    live = [(mailing, variant, some) for mailing, variant, some in held if mailing.cancelled_at is None]
    wanted = [(mailing, [row_of(campaign, step, one) for one in some]) for mailing, _variant, some in live]
    judged = judge_all(wanted, channels=step.channels, at=at)
    taken = [
        _with_presents(campaign, variant, list(zip(some, answers, strict=True)), at)
        for (_mailing, variant, some), answers in zip(live, judged, strict=True)
    ]
    messages = queue_all([(mailing, some.judged) for (mailing, *_rest), some in zip(live, taken, strict=True)])
    for some, written in zip(taken, messages, strict=True):
        _write(step, some, written, at)


class Taken(NamedTuple):
    """Who comes to a step by `variant`, what the gate said of each, the vouchers by enrolment, how many got points."""

    variant: Variant
    guests: Sequence[Enrolled]
    judged: Sequence[Judged]
    vouchers: Mapping[int, int]
    given: int


def _with_presents(
    campaign: Campaign, variant: Variant, answers: Sequence[tuple[Enrolled, Judged]], at: datetime
) -> Taken:
    welcome = [one for one, answer in answers if answer.is_new and not answer.is_refused]
    vouchers, given = _presents(campaign, variant, welcome, at)
    judged = [answer.about(voucher=vouchers[one.id]) if one.id in vouchers else answer for one, answer in answers]
    return Taken(variant, [one for one, _answer in answers], judged, vouchers, given)


def _write(step: Step, taken: Taken, messages: Mapping[tuple[int, str], int], at: datetime) -> None:
    values: dict[str, Any] = {
        "step": step.pk,
        "variant": taken.variant.pk,
        "at": at,
        "enrolments": literal(one.id for one in taken.guests),
        "guests": literal(one.guest_id for one in taken.guests),
        "messages": literal(messages.get((answer.row.guest_id, answer.row.key)) for answer in taken.judged),
        "vouchers": literal(taken.vouchers.get(one.id) for one in taken.guests),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, values)
    if taken.given:
        Variant.objects.filter(pk=taken.variant.pk).update(given=F("given") + taken.given)


def _mailing(campaign: Campaign, step: Step, variant: Variant) -> Mailing:
    if variant.mailing is None:
        variant.mailing = mailing_for(campaign, step, variant)
        variant.mailing.save()
        variant.save(update_fields=["mailing"])
    return variant.mailing


def _presents(
    campaign: Campaign, variant: Variant, welcome: Sequence[Enrolled], at: datetime
) -> tuple[dict[int, int], int]:
    """Give all of `welcome` what goes with `variant`: the vouchers by enrolment, and how many got points."""
    start = f"campaign:{variant.pk}:"
    gifts = {one.id: Gift(one.guest_id, f"{start}{one.id}") for one in welcome}
    if not gifts:
        return {}, 0
    giving = Giving(campaign.asked_by, at, campaign.hotel, campaign.name_en)
    given = 0
    if variant.points:
        details = {"campaign": campaign.pk, "variant": variant.pk}
        given = give_points(gifts.values(), variant.points, giving=giving, details=details)
    if variant.voucher_type is None:
        return {}, given
    issued = issue_many(variant.voucher_type, list(gifts.values()), source=Voucher.Source.CAMPAIGN, giving=giving)
    return {pk: issued[gift.key] for pk, gift in gifts.items()}, given
