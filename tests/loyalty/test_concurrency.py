"""Many at once, each on a connection of its own, against the real database."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from loyalty import ledger
from loyalty.models import Member, PointsEntry
from tests.committed import at_once, wait_until_blocked
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory

from .ledger_world import Kind, lots, posting, programme, proven, state

by_many = pytest.mark.usefixtures("transactional_db")
AT_ONCE = 25  # connections for hundreds of postings, which follow each other through them


@pytest.fixture
def terms(request):
    request.getfixturevalue("db" if request.node.get_closest_marker("django_db") else "transactional_db")
    return programme()


@pytest.mark.django_db
def test_who_is_no_member_is_not_waited_for(terms):
    with pytest.raises(Member.DoesNotExist):
        ledger.credit(ledger.Posting(10**12, 1, Kind.EARN, "k", NOW, TODAY), programme=terms)


@by_many
def test_of_a_hundred_redemptions_of_100_from_1000_ten_succeed_ten_times_in_a_row(terms):
    def redeem(one):
        try:
            ledger.debit(one, programme=terms)
        except ledger.InsufficientPoints:
            return "refused"
        return "redeemed"

    for _run in range(10):
        member = MemberFactory()
        for _lot in range(7):
            ledger.credit(posting(member, 120), programme=terms)
        ledger.credit(posting(member, 160), programme=programme(expiry_months=3))

        answers = Counter(at_once(redeem, [posting(member, 100, Kind.REDEEM) for _n in range(100)]))

        assert answers == {"redeemed": 10, "refused": 90}
        assert state(member) == (0, 0)
        assert proven(member)


@by_many
def test_two_hundred_times_one_point_are_two_hundred(terms):
    member = MemberFactory()
    at_once(lambda one: ledger.credit(one, programme=terms), [posting(member, 1) for _n in range(200)], AT_ONCE)

    assert state(member) == (200, 0)
    assert len(lots(member)) == 200
    assert proven(member)


@by_many
def test_one_posting_sent_a_hundred_times_is_one(terms):
    member = MemberFactory()
    entries = at_once(
        lambda one: ledger.credit(one, programme=terms).pk, [posting(member, 5, key="same") for _n in range(100)]
    )

    assert len(set(entries)) == 1
    assert state(member) == (5, 0)


@by_many
def test_five_hundred_crossing_transfers_do_not_block_each_other(terms):
    members = [MemberFactory() for _n in range(6)]
    for member in members:
        ledger.credit(posting(member, 1_000), programme=terms)
    choice = random.Random(7)
    pairs = [choice.sample(members, 2) for _n in range(500)]

    def move(number):
        source, target = pairs[number]
        cause = ledger.Cause(f"cross:{number}", NOW, TODAY)
        try:
            ledger.transfer(source.pk, target.pk, points=50, cause=cause)
        except ledger.InsufficientPoints:
            return "refused"
        return "moved"

    answers = Counter(at_once(move, range(500), AT_ONCE))

    assert set(answers) <= {"moved", "refused"}
    assert answers["moved"] > 300
    assert sum(state(member)[0] for member in members) == 6_000
    assert proven(*members)


@by_many
def test_batches_verbs_and_the_night_at_once_keep_every_point(terms):
    """Batches name members in any order, verbs one at a time, and two sweeps expire what they credit."""
    members = [MemberFactory() for _n in range(20)]
    dying = programme(expiry_months=1)
    for member in members:
        ledger.credit(posting(member, 10), programme=dying)
        ledger.credit(posting(member, 100), programme=terms)
    choice = random.Random(7)
    later = date(2027, 1, 5)

    def work(number):
        some = choice.sample(members, 10)
        match number % 4:
            case 0:
                ledger.post_batch([posting(member, 1, key=f"b:{number}") for member in some], programme=terms)
            case 1:
                ledger.expire_due(later, at=NOW, batch=3)
            case 2:
                ledger.debit(posting(some[0], 1, Kind.REDEEM, on=later), programme=terms)
            case _:
                ledger.take_back(posting(some[0], 1, Kind.REVERSE, on=later), programme=terms)

    at_once(work, range(100), AT_ONCE)

    assert PointsEntry.objects.filter(kind=Kind.EXPIRE).count() == len(members)
    assert sum(state(member)[0] for member in members) == 2_000 + 25 * 10 - 25 - 25
    assert proven(*members)


# A connection that is cut off


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def terminate(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)


@by_many
def test_a_posting_cut_off_before_its_commit_is_as_if_never_made_and_the_retry_posts_once(terms):
    member = MemberFactory()
    wanted = posting(member, 100, key="cut")
    told, cut = Event(), Event()
    pids = []

    def post():
        try:
            with transaction.atomic():
                pids.append(backend())
                ledger.credit(wanted, programme=terms)  # written, not committed
                told.set()
                cut.wait(timeout=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        posted = pool.submit(post)
        assert told.wait(timeout=30)
        terminate(pids[0])
        cut.set()
        with pytest.raises(OperationalError):
            posted.result(timeout=30)

    assert state(member) == (0, 0)
    assert lots(member) == []
    assert ledger.credit(wanted, programme=terms) == ledger.credit(wanted, programme=terms)
    assert state(member) == (100, 0)
    assert proven(member)


@by_many
def test_a_redemption_cut_off_while_it_waits_takes_nothing(terms):
    member = MemberFactory()
    ledger.credit(posting(member, 100), programme=terms)
    wanted = posting(member, 100, Kind.REDEEM, key="cut")
    known = Event()
    pids = []

    def post():
        try:
            pids.append(backend())
            known.set()
            ledger.debit(wanted, programme=terms)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=member.pk)
            posted = pool.submit(post)
            assert known.wait(timeout=30)
            wait_until_blocked(pids[0])
            terminate(pids[0])
        with pytest.raises(OperationalError):
            posted.result(timeout=30)

    assert state(member) == (100, 0)
    ledger.debit(wanted, programme=terms)
    assert state(member) == (0, 0)
    assert proven(member)


@by_many
def test_a_posting_that_waited_for_a_merge_lands_on_the_survivor(terms):
    """The account was joined to another between the question and the lock."""
    hotel = HotelFactory()
    mine, theirs = MemberFactory(hotel=hotel), MemberFactory(hotel=hotel, guest=GuestFactory())
    ledger.credit(posting(theirs, 100), programme=terms)
    known = Event()
    late = posting(theirs, 5)
    pids = []

    def post():
        try:
            pids.append(backend())
            known.set()
            return ledger.credit(late, programme=terms).member_id
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ledger.transfer(theirs.pk, mine.pk, points=None, cause=ledger.Cause("m", NOW, TODAY))
            Member.objects.filter(pk=theirs.pk).update(merged_into=mine)
            posted = pool.submit(post)
            assert known.wait(timeout=30)
            wait_until_blocked(pids[0])
        assert posted.result(timeout=30) == mine.pk

    assert (state(mine), state(theirs)) == ((105, 0), (0, 0))
    assert proven(mine, theirs)
