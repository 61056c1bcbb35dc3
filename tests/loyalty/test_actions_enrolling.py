"""Joining: once, with a number that checks, the first tier and the welcome pack, or not at all."""

from datetime import date

import pytest

from guests.actions import merge_guests
from guests.models import Consent, Guest, Notice, Touchpoint
from guests.normalise import Unreadable
from hotelcrm.accounts.models import Hotel, User
from loyalty import numbers
from loyalty.actions.enrolling import Answers, GuestErased, MembershipClosed, enrol, enrol_with
from loyalty.models import Member, PointsEntry, Programme, Tier, TierChange, Voucher, VoucherType
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def by() -> User:
    return UserFactory()


@pytest.fixture
def guest() -> Guest:
    return GuestFactory()


@pytest.fixture
def voucher_type() -> VoucherType:
    kind = VoucherType.objects.create(code="spa", name_en="Spa", name_zh="水疗", gives="percent", value=10)
    Programme.current().welcome_vouchers.add(kind)
    return kind


def test_a_member_has_a_number_that_checks_and_the_first_tier(guest: Guest, hotel: Hotel, by: User):
    member = enrol(guest, hotel=hotel, by=by, at=NOW)

    assert member.number.startswith(Programme.current().number_prefix)
    assert numbers.is_whole(member.number)
    assert numbers.typed(numbers.shown(member.number)) == member.number
    assert (member.guest, member.hotel, member.joined_on, member.joined_by) == (guest, hotel, TODAY, by)
    assert (member.tier.rank, member.earned_tier.rank, member.tier_until) == (0, 0, None)


def test_the_welcome_pack_is_points_and_vouchers(guest: Guest, hotel: Hotel, by: User, voucher_type: VoucherType):
    member = enrol(guest, hotel=hotel, by=by, at=NOW)

    assert (member.balance, Member.objects.get(pk=member.pk).balance) == (200, 200)
    entry = PointsEntry.objects.get(member=member)
    assert (entry.kind, entry.points, entry.key, entry.hotel) == ("bonus", 200, f"welcome:{member.pk}", hotel)
    voucher = Voucher.objects.get(guest=guest)
    assert (voucher.type, voucher.source, voucher.key) == (voucher_type, "welcome", f"welcome:{member.pk}:spa")


def test_a_programme_may_welcome_with_nothing(guest: Guest, hotel: Hotel, by: User):
    Programme.objects.update(welcome_points=0)

    member = enrol(guest, hotel=hotel, by=by, at=NOW)

    assert (member.balance, PointsEntry.objects.count(), Voucher.objects.count()) == (0, 0, 0)


def test_a_voucher_type_out_of_use_welcomes_nobody(guest: Guest, hotel: Hotel, by: User, voucher_type: VoucherType):
    VoucherType.objects.update(is_active=False)

    enrol(guest, hotel=hotel, by=by, at=NOW)

    assert not Voucher.objects.exists()


def test_it_is_told_on_the_timeline_and_among_the_changes_of_tier(guest: Guest, hotel: Hotel, by: User):
    member = enrol(guest, hotel=hotel, by=by, at=NOW)

    change = TierChange.objects.get(member=member)
    assert (change.before, change.after, change.on, change.why) == (None, Tier.objects.get(rank=0), TODAY, "joined")
    moment = Touchpoint.objects.get(guest=guest, key=f"member:{member.pk}:joined")
    assert (moment.kind, moment.at, moment.hotel, moment.by) == ("loyalty", NOW, hotel, by)
    assert moment.details == {"what": "joined", "points": 200}


def test_the_day_of_joining_is_the_programmes(guest: Guest, hotel: Hotel, by: User):
    Programme.objects.update(time_zone="America/Los_Angeles")

    assert enrol(guest, hotel=hotel, by=by, at=NOW).joined_on == date(2026, 11, 20)


def test_twice_is_once(guest: Guest, hotel: Hotel, by: User, voucher_type: VoucherType):
    first = enrol(guest, hotel=hotel, by=by, at=NOW)
    again = enrol(guest, hotel=HotelFactory(), by=UserFactory(), at=NOW)

    assert again == first
    assert (Member.objects.count(), PointsEntry.objects.count(), Voucher.objects.count()) == (1, 1, 1)
    assert (TierChange.objects.count(), again.hotel) == (1, hotel)


def test_who_was_merged_joins_as_the_one_that_holds(guest: Guest, hotel: Hotel, by: User):
    gone = GuestFactory()
    merge_guests(guest, absorbed=gone, by=by, at=NOW)

    assert enrol(gone, hotel=hotel, by=by, at=NOW).guest == guest
    assert Member.objects.count() == 1


def test_nobody_joins_with_an_erased_profile(guest: Guest, hotel: Hotel, by: User):
    Guest.objects.update(erased_at=NOW)

    with pytest.raises(GuestErased):
        enrol(guest, hotel=hotel, by=by, at=NOW)
    assert not Member.objects.exists()


def test_a_closed_membership_is_not_opened_by_a_click(guest: Guest, hotel: Hotel, by: User):
    enrol(guest, hotel=hotel, by=by, at=NOW)
    Member.objects.update(closed_on=TODAY)

    with pytest.raises(MembershipClosed):
        enrol(guest, hotel=hotel, by=by, at=NOW)


# What is said at the desk


def test_what_the_guest_said_is_kept_with_it(guest: Guest, hotel: Hotel, by: User):
    notice = Notice.objects.filter(purpose="marketing").latest("version")
    answers = Answers(contact=("phone", "138 0013 8000"), birthday=(3, 5), agreed=notice)

    member = enrol_with(guest, answers=answers, hotel=hotel, by=by, at=NOW)

    person = Guest.objects.get(pk=guest.pk)
    assert (person.birth_month, person.birth_day, member.guest) == (3, 5, person)
    assert guest.contacts.get().value == "+8613800138000"
    consent = Consent.objects.get(guest=guest)
    assert (consent.decision, consent.evidence, consent.notice, consent.by) == ("given", "desk", notice, by)


def test_a_birthday_on_record_is_not_written_over(hotel: Hotel, by: User):
    guest = GuestFactory(birth_month=1, birth_day=2)

    enrol_with(guest, answers=Answers(birthday=(3, 5)), hotel=hotel, by=by, at=NOW)

    assert Guest.objects.filter(pk=guest.pk, birth_month=1, birth_day=2).exists()


def test_silence_is_no_consent(guest: Guest, hotel: Hotel, by: User):
    enrol_with(guest, answers=Answers(), hotel=hotel, by=by, at=NOW)

    assert not Consent.objects.exists()


def test_with_a_contact_that_cannot_be_one_nothing_is_kept(guest: Guest, hotel: Hotel, by: User):
    with pytest.raises(Unreadable):
        enrol_with(guest, answers=Answers(contact=("phone", "12"), birthday=(3, 5)), hotel=hotel, by=by, at=NOW)

    assert not Member.objects.exists()
    assert Guest.objects.get(pk=guest.pk).birth_month is None
