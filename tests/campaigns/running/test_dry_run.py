"""A dry run writes nothing and says what then happens."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection

from campaigns.actions.drafting import Wording
from campaigns.actions.starting import start
from campaigns.models import Enrolment, Sent
from campaigns.running.dry_run import SAMPLES, dry_run
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.outbox.models import Message, Template
from tests.factories import ContactFactory, HotelFactory, UserFactory, VoucherTypeFactory
from tests.guards import refuse_writes
from tests.outbox.rows import NOON, agree, reachable, template

from .world import DAY, counted, drafted, money, person, plan, run, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


def crowd():
    """Guests of each kind."""
    for _n in range(25):
        person()
    for _n in range(12):  # so many that not all of a kind are held out
        stranger()
        person(time_zone="America/New_York")
        counted(reachable(birth_year=2015))
    for n in range(60):  # of whom a third reads what is said by SMS, at times a tenth
        by_phone = stranger()
        agree(by_phone)
        ContactFactory(guest=by_phone, value=f"+861390013{n:04}", is_primary=True)


def two_wordings(**fields):
    first = plan(channels=["sms", "email"], voucher_type=VoucherTypeFactory(), **fields)
    second = Wording(template("other", says=["email"]), "B", weight=2)
    return replace(first, wordings=[*first.wordings, second])


def foretold(told):
    """By variant, channel and reason, and by reason alone: how many."""
    gets = Counter({(of.variant, of.channel, of.reason): some.count for of, some in told.gets.items()})
    gets_not = Counter({of.reason: some.count for of, some in told.gets_not.items()})
    return gets, gets_not


def happened():
    gets, gets_not = Counter(), Counter(Enrolment.objects.filter(arm="holdout").values_list("arm", flat=True))
    for sent in Sent.objects.select_related("variant", "message"):
        if sent.message.state == "cancelled":
            gets_not[sent.message.reason] += 1
        else:
            gets[sent.variant, sent.message.channel, sent.message.reason] += 1
    return gets, gets_not


def test_what_is_told_is_what_happens(hotel):
    crowd()
    campaign = drafted(hotel, two_wordings(), holdout_percent=20)

    told = dry_run(campaign, at=NOON)
    start(campaign, by=UserFactory(), at=NOON)
    run()

    assert foretold(told) == happened()
    assert told.chosen == Enrolment.objects.count() == 121
    assert told.reached == Message.objects.exclude(state="cancelled").count()
    assert told.held_out == Enrolment.objects.filter(arm="holdout").count() > 0
    assert {of.channel for of in told.gets} == {"sms", "email"}
    assert {of.reason for of in told.gets} == {"", "quiet_hours"}
    assert {of.reason for of in told.gets_not} == {"holdout", "no_consent", "no_address", "minor"}


def test_nothing_is_written(hotel):
    crowd()
    campaign = drafted(hotel, two_wordings(), holdout_percent=20)

    with connection.execute_wrapper(refuse_writes):
        dry_run(campaign, at=NOON)

    assert (Enrolment.objects.count(), Message.objects.count(), Sent.objects.count()) == (0, 0, 0)
    campaign.refresh_from_db()
    assert campaign.state == "draft"


def test_of_each_some_guests_are_named(hotel):
    guests = [person() for _n in range(SAMPLES + 3)]
    told = dry_run(drafted(hotel), at=NOON)

    [(of, some)] = told.gets.items()
    assert (some.count, some.guests) == (SAMPLES + 3, guests[:SAMPLES])
    assert (of.channel, of.why) == ("email", "")


def test_who_is_in_it_already_is_not_told_again(hotel):
    person()
    campaign = drafted(hotel)
    start(campaign, by=UserFactory(), at=NOON)
    run()
    person()

    assert dry_run(campaign, at=NOON).chosen == 1


def test_who_waits_for_the_winner_is_told_of_no_variant(hotel):
    crowd()
    campaign = drafted(hotel, two_wordings(picks_winner_by="clicks", test_percent=50))

    told = dry_run(campaign, at=NOON)

    waiting = sum(some.count for of, some in told.gets.items() if of.variant is None)
    trying = sum(some.count for of, some in told.gets.items() if of.variant is not None)
    assert min(waiting, trying) > 0
    assert waiting + trying == told.reached


def test_what_cannot_be_sent_is_said(hotel):
    person()
    campaign = drafted(hotel)
    Template.objects.update(archived_at=NOON - DAY)

    with pytest.raises(UnfitMessageError, match="no longer in use"):
        dry_run(campaign, at=NOON)


def test_words_say_why():
    from campaigns.running.dry_run import Gets, GetsNot

    assert str(Gets(None, "email", "min_gap").why) == "too soon after the last message"
    assert (str(GetsNot("holdout").why), str(GetsNot("minor").why)) == ("held out", "the guest is under age")


@pytest.mark.parametrize("budget", ["0", "4.50", "1000"])
def test_whom_the_budget_does_not_pay_for_gets_nothing(hotel, budget):
    guests = [person() for _n in range(3)]
    stranger()
    guests += [person() for _n in range(3)]
    campaign = drafted(hotel, plan(cost=money("1.50")), budget=money(budget))

    told = dry_run(campaign, at=NOON)
    start(campaign, by=UserFactory(), at=NOON)
    run()
    run()

    got = list(Message.objects.exclude(state="cancelled").order_by("guest").values_list("guest", flat=True))
    assert [guest.pk for some in told.gets.values() for guest in some.guests] == got
    assert len(got) == min(int(money(budget) / money("1.50")), 6)
    unpaid = [guest.pk for guest in guests if guest.pk not in got]
    assert {(str(why.why), tuple(some.ids)) for why, some in told.gets_not.items() if why.reason == "budget"} == (
        {("Its budget is used up.", tuple(unpaid))} if unpaid else set()
    )
    assert (told.chosen, told.reached, told.refused, told.held_out) == (7, len(got), 1, 0)


def test_a_budget_that_nobody_can_reckon_is_said(hotel):
    person()
    type(hotel).objects.filter(pk=hotel.pk).update(currency="CHF")
    hotel.refresh_from_db()
    campaign = drafted(hotel, plan(voucher_type=VoucherTypeFactory()), budget=money("10"))

    with pytest.raises(UnfitMessageError, match="There is no rate for CHF"):
        dry_run(campaign, at=NOON)
