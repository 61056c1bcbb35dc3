"""The demo's campaigns: every state, months of occasions, effects that are known, and books in order."""

from datetime import timedelta

import pytest
from django.db.models import Count, Max, Min

from campaigns.models import (
    Campaign,
    CampaignState,
    Conversion,
    Enrolment,
    GuestFacts,
    GuestList,
    Offer,
    Scale,
    Segment,
    SegmentSize,
    Sent,
)
from campaigns.results import figures
from campaigns.rules.lift import Verdict
from campaigns.segments.sizing import size
from guests.models import Guest
from hotelcrm.audit.invariants import verify
from hotelcrm.demo import campaigns
from hotelcrm.outbox.models import Message
from loyalty.models import Programme, Voucher
from stays.models import Stay
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db
GUESTS = 1_500
IS_WHOLE = True
State = CampaignState


def called(name):
    return Campaign.objects.get(name_en=name)


def results(name):
    return figures.of(called(name), at=AT)


def test_nothing_that_must_hold_is_broken(made):
    assert [verdict.invariant.name for verdict in verify() if not verdict.holds] == []


def test_one_offs_stand_in_every_state(made):
    one_offs = Campaign.objects.filter(occasion="").order_by("pk")

    assert dict(one_offs.values_list("name_en", "state")) == {
        "Winter holidays, booked early": State.FINISHED,
        "Mid-autumn moon viewing": State.CANCELLED,
        "Spa evenings for two": State.FINISHED,
        "A winter weekend by the lake": State.RUNNING,
        "New Year's Eve at the lake": State.WAITING,
        "Spring tea on the hills": State.DRAFT,
    }


def test_what_was_started_was_looked_at_by_two_where_it_takes_two(made):
    approved = Campaign.objects.filter(approved_by__isnull=False).select_related("asked_by", "approved_by")

    assert {(row.asked_by.username, row.approved_by.username) for row in approved} == {("marketing", "manager")}
    assert approved.filter(occasion__in=campaigns.RUN).count() == len(campaigns.RUN) + 1


def test_winter_worked_as_is_known(made):
    found = results("Winter holidays, booked early")

    assert found.comparison.bookings.lift.verdict == Verdict.LIKELY_WORKED
    assert found.counts.bookings > found.treated * 0.12 > 0
    assert found.counts.redeemed
    assert sorted(one.variant.is_winner for one in found.steps[0].variants) == [False, True]


def test_of_the_spa_nobody_can_tell(made):
    found = results("Spa evenings for two")

    assert found.comparison.bookings.lift.verdict == Verdict.CANNOT_TELL
    assert found.arms.still_open == 0
    assert found.counts.sent


def test_what_was_called_off_had_partly_gone(made):
    found = results("Mid-autumn moon viewing").counts
    void = Voucher.objects.filter(pk__in=Sent.objects.values("voucher"), state=Voucher.State.VOID)

    assert found.refused > found.sent > 0
    assert void.exists()


def test_the_running_one_has_its_second_step_ahead(made):
    rows = Enrolment.objects.filter(campaign=called("A winter weekend by the lake"), arm="treated")

    assert set(rows.values_list("next_order", flat=True)) == {1}
    assert rows.aggregate(first=Min("due_at"))["first"] > AT
    assert Enrolment.objects.filter(campaign__state__in=[State.WAITING, State.DRAFT]).count() == 0


def test_occasions_ran_for_months_and_nobody_came_twice(made):
    for code in campaigns.RUN:
        rows = Enrolment.objects.filter(campaign__occasion=code, campaign__state=State.RUNNING)
        days = rows.aggregate(first=Min("enrolled_at"), last=Max("enrolled_at"))
        assert days["last"] - days["first"] > timedelta(days=90)
        assert days["last"] <= AT
        assert rows.filter(sent__message__sent_at__isnull=False).exists()
        assert {row["arm"] for row in rows.order_by().values("arm").annotate(n=Count("pk"))} == {"treated", "holdout"}
    assert Campaign.objects.filter(state=State.DRAFT).exclude(occasion="").count() == 14 * 2 - 4


def test_each_row_has_the_hour_that_it_would_have_had(made):
    sent = Sent.objects.select_related("enrolment", "message", "voucher").order_by("pk")

    for row in sent:
        assert row.enrolment.enrolled_at <= row.at <= AT
        assert row.message.handed_at is None or row.at <= row.message.handed_at <= AT
        assert row.voucher is None or row.voucher.issued_at == row.at
    assert not Message.objects.filter(created_at__gt=AT, mailing__variant__isnull=False).exists()


def test_what_a_campaign_brought_was_booked_after_it_by_who_was_not_there(made):
    brought = Stay.objects.filter(pk__in=Conversion.objects.values("stay"), external_id__contains="-c")

    assert brought.exists()
    for one in Conversion.objects.filter(stay__in=brought).select_related("stay"):
        assert one.touched_at < one.booked_at < AT
        assert one.stay.arrival > AT.date()
        assert not Enrolment.objects.filter(campaign=one.campaign, guest=one.guest_id, arm="holdout").exists()


def test_facts_are_counted_and_scaled(made):
    assert GuestFacts.objects.count() == Guest.objects.current().count()
    assert Scale.objects.get().on == Programme.current().today(AT)


def test_segments_have_sizes_that_lead_to_the_true_one(made):
    today = Programme.current().today(AT)
    for segment in Segment.objects.order_by("pk"):
        kept = list(SegmentSize.objects.filter(segment=segment).order_by("on"))
        assert kept[-1].on == today
        assert kept[-1].guests == size(segment.rule, today=today).guests
        assert len(kept) == (today - kept[0].on).days + 1 > 30
        assert all(row.guests >= max(row.email, row.sms, row.wecom) for row in kept)


def test_families_on_wecom_are_there_and_were_frozen(made):
    segment = Segment.objects.get(name_zh="来过两次、五个月未到店、企业微信可触达的亲子家庭")

    assert size(segment.rule, today=AT.date()).guests
    assert GuestList.objects.get(segment=segment).size
    assert Offer.objects.exists()


def test_a_second_time_changes_nothing(made):
    campaigns.fill(at=AT)
    before = Enrolment.objects.count(), Message.objects.count(), SegmentSize.objects.count()

    assert campaigns.fill(at=AT) == 0
    assert (Enrolment.objects.count(), Message.objects.count(), SegmentSize.objects.count()) == before


def test_days_that_were_missed_are_lived_through_once(made):
    later, birthdays = AT + timedelta(days=9), Enrolment.objects.filter(campaign__occasion="birthday")
    campaigns.fill(at=later)
    new = birthdays.filter(enrolled_at__gt=AT)
    count = new.count()

    assert count
    assert new.aggregate(last=Max("enrolled_at"))["last"] <= later
    assert new.filter(sent__message__sent_at__isnull=False).exists()
    assert SegmentSize.objects.filter(on__gt=AT.date()).values("on").distinct().count() == 9
    campaigns.fill(at=later)
    assert new.count() == count
