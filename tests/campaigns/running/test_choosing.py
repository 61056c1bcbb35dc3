"""Who comes into a campaign, once for each occasion."""

from datetime import timedelta

import pytest

from campaigns.models import Arm, Campaign, Enrolment
from campaigns.running.arms import arm, is_tried_on
from campaigns.running.choosing import Rows, audience, enrol, once
from guests.models import Guest
from tests.factories import CampaignFactory, HotelFactory, SegmentFactory, StayFactory, StepFactory
from tests.outbox.rows import NOON

from .world import DAY, person

pytestmark = pytest.mark.django_db

REGULARS = {"all": [{"field": "stays", "op": "at_least", "value": 2}]}


@pytest.fixture
def hotel():
    return HotelFactory()


def birthday(*guests, key="2026", due=NOON, ends=None, stay=None):
    """Rows as an occasion yields them."""
    sql = "SELECT g, %s, %s::timestamptz, %s::timestamptz, %s::bigint FROM unnest(%s::bigint[]) g WHERE 100 %% 3 = 1"
    return Rows(sql, (key, due, ends, stay.pk if stay else None, [guest.pk for guest in guests]))


def campaign_of(hotel, **fields):
    step = fields.pop("step", {})
    campaign = CampaignFactory(hotel=hotel, **{"holdout_percent": 0} | fields)
    StepFactory(campaign=campaign, **step)
    return campaign


def keys(campaign):
    return list(Enrolment.objects.filter(campaign=campaign).order_by("guest", "key").values_list("guest", "key"))


def test_the_arm_of_each_is_what_the_hash_says(hotel):
    guests = [person() for _n in range(40)]
    campaign = campaign_of(hotel, holdout_percent=50)

    counted = enrol(campaign, once(campaign, at=NOON), at=NOON)

    found = dict(Enrolment.objects.values_list("guest", "arm"))
    assert found == {guest.pk: arm(campaign.salt, guest.pk, 50) for guest in guests}
    assert counted == {one: list(found.values()).count(one) for one in ("treated", "holdout")}
    due = Enrolment.objects.filter(due_at=NOON)
    assert set(due.values_list("arm", flat=True)) == {Arm.TREATED}
    assert due.count() == counted["treated"]


def test_asked_again_only_who_came_since_is_chosen(hotel):
    first = person()
    campaign = campaign_of(hotel)
    enrol(campaign, once(campaign, at=NOON), at=NOON)
    second = person()

    assert enrol(campaign, once(campaign, at=NOON + DAY), at=NOON + DAY) == {"treated": 1}
    assert enrol(campaign, once(campaign, at=NOON + DAY), at=NOON + DAY) == {}
    assert keys(campaign) == [(first.pk, "once"), (second.pk, "once")]
    assert Enrolment.objects.get(guest=first).enrolled_at == NOON


def test_an_audience_is_its_segment_without_the_excluded_and_whom_nobody_may_use(hotel):
    regular, both, _ordinary = person(), person(), person()
    segment = SegmentFactory()
    for guest in (regular, both):
        guest.facts.stays = 3
        guest.facts.save()
    both.facts.nights = 9
    both.facts.save()
    gone = [person(restricted_at=NOON), person(erased_at=NOON), person(merged_into=regular)]
    segment.rule = REGULARS
    segment.save()
    campaign = campaign_of(hotel, segment=segment)
    campaign.excluded.add(SegmentFactory(rule={"all": [{"field": "nights", "op": "at_least", "value": 5}]}))

    assert list(audience(campaign, today=NOON.date())) == [regular]
    everybody = campaign_of(hotel)
    assert not audience(everybody, today=NOON.date()).filter(pk__in=[guest.pk for guest in gone]).exists()


def test_an_occasion_reaches_only_its_audience_and_each_guest_once_for_each_key(hotel):
    regular, ordinary = person(), person()
    regular.facts.stays = 3
    regular.facts.save()
    campaign = campaign_of(hotel, occasion="birthday", segment=SegmentFactory(rule=REGULARS))

    assert enrol(campaign, birthday(regular, regular, ordinary), at=NOON) == {"treated": 1}
    assert enrol(campaign, birthday(regular, ordinary), at=NOON) == {}
    assert enrol(campaign, birthday(regular, key="2027"), at=NOON) == {"treated": 1}
    assert keys(campaign) == [(regular.pk, "2026"), (regular.pk, "2027")]


def test_an_occasion_without_an_audience_is_for_everybody_it_names(hotel):
    guest, other = person(), person()
    stay = StayFactory(guest=guest, hotel=hotel)
    campaign = campaign_of(hotel, occasion="birthday", segment=None)

    enrol(campaign, birthday(guest, due=NOON + DAY, ends=NOON + 2 * DAY, stay=stay), at=NOON)

    row = Enrolment.objects.get()
    assert (row.guest, row.stay, row.due_at, row.expires_at) == (guest, stay, NOON + DAY, NOON + 2 * DAY)
    assert other not in Guest.objects.filter(enrolments__isnull=False)


def test_nobody_is_chosen_after_the_grace_of_an_occasion(hotel):
    campaign = campaign_of(hotel, occasion="birthday", segment=None)

    assert enrol(campaign, birthday(person(), ends=NOON), at=NOON) == {}
    assert enrol(campaign, birthday(person(), ends=NOON + timedelta(seconds=1)), at=NOON) == {"treated": 1}


def test_whom_nobody_may_use_no_occasion_reaches(hotel):
    gone = person(restricted_at=NOON), person(erased_at=NOON), person(merged_into=person())
    campaign = campaign_of(hotel, occasion="birthday", segment=None)

    assert enrol(campaign, birthday(*gone), at=NOON) == {}


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": "paused"}, {"state": "cancelled"}, {"ends_at": NOON}])
def test_a_campaign_that_does_not_run_takes_nobody_in(hotel, fields):
    guest = person()
    campaign = campaign_of(hotel, occasion="birthday", segment=None)
    Campaign.objects.filter(pk=campaign.pk).update(**fields)

    assert enrol(campaign, birthday(guest), at=NOON) == {}


def test_the_end_of_a_campaign_ends_its_use(hotel):
    campaign = campaign_of(hotel, occasion="birthday", segment=None, ends_at=NOON + DAY)

    enrol(campaign, birthday(person(), ends=NOON + 3 * DAY), at=NOON)

    assert Enrolment.objects.get().expires_at == NOON + DAY


def test_those_on_whom_variants_are_not_tried_wait_for_the_winner(hotel):
    guests = [person() for _n in range(40)]
    step = {"picks_winner_by": "clicks", "test_percent": 50, "winner_after_hours": 6}
    campaign = campaign_of(hotel, step=step)

    enrol(campaign, once(campaign, at=NOON), at=NOON)

    tried = {guest.pk: is_tried_on(campaign, campaign.steps.get(), guest.pk) for guest in guests}
    wanted = {pk: NOON if is_now else NOON + timedelta(hours=6) for pk, is_now in tried.items()}
    assert dict(Enrolment.objects.values_list("guest", "due_at")) == wanted
    assert set(tried.values()) == {True, False}
