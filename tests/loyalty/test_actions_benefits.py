"""Uses of what a tier entitles to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from loyalty.actions import benefits, vouchers
from loyalty.models import Benefit, BenefitUse, Tier
from loyalty.queries.benefits import of_guest
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def clerk(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def guest(hotel):
    """Gold: two hours of meeting room, four upgrades, any number of welcome gifts in a year."""
    return MemberFactory(hotel=hotel, tier=Tier.objects.get(code="gold")).guest


def use(guest, code, quantity, hotel, clerk, key="form", **fields):
    wanted = {"stay": None, "at": NOW} | fields
    benefit = Benefit.objects.get(code=code)
    return benefits.use(guest, benefit=benefit, quantity=Decimal(quantity), key=key, hotel=hotel, by=clerk, **wanted)


def left(guest, code):
    return next(line.left for line in of_guest(guest, today=TODAY) if line.benefit.code == code)


def test_a_use_is_recorded_and_leaves_less_this_year(hotel, clerk, guest):
    use(guest, "meeting-room", "1.25", hotel, clerk)

    line = next(line for line in of_guest(guest, today=TODAY) if line.benefit.code == "meeting-room")
    assert (line.per_year, line.used, line.left) == (2, Decimal("1.25"), Decimal("0.75"))
    assert Touchpoint.objects.get(guest=guest).details["benefit"] == "meeting-room"


def test_next_year_begins_anew(hotel, clerk, guest):
    use(guest, "meeting-room", "2", hotel, clerk)
    use(guest, "meeting-room", "2", hotel, clerk, key="next year", at=NOW + timedelta(days=60))

    assert left(guest, "meeting-room") == 0


def test_without_limit_nothing_is_left_to_count(hotel, clerk, guest):
    for n in range(5):
        use(guest, "welcome-gift", "1", hotel, clerk, key=str(n))

    assert left(guest, "welcome-gift") is None


def test_a_double_click_is_one_use(hotel, clerk, guest):
    first = use(guest, "upgrade", "1", hotel, clerk)

    assert use(guest, "upgrade", "1", hotel, clerk) == first
    assert left(guest, "upgrade") == 3
    with pytest.raises(vouchers.KeyReused):
        use(guest, "upgrade", "2", hotel, clerk)
    with pytest.raises(vouchers.KeyReused):
        use(guest, "upgrade", "1", HotelFactory(), clerk)


def test_a_form_sent_again_after_the_take_back_is_no_use(hotel, clerk, guest):
    benefits.take_back(use(guest, "upgrade", "1", hotel, clerk), hotel=hotel, by=clerk, at=NOW)

    with pytest.raises(benefits.TakenBack):
        use(guest, "upgrade", "1", hotel, clerk)
    assert left(guest, "upgrade") == 4


def test_beyond_what_is_left_only_as_an_exception(hotel, clerk, guest):
    use(guest, "meeting-room", "1.5", hotel, clerk, key="a")

    with pytest.raises(benefits.BeyondWhatIsLeft, match=r"Only 0.5 is left this year."):
        use(guest, "meeting-room", "0.75", hotel, clerk, key="b")
    use(guest, "meeting-room", "0.75", hotel, clerk, key="b", beyond=True)
    assert left(guest, "meeting-room") == 0


@pytest.mark.parametrize(("code", "quantity"), [("meeting-room", "0.3"), ("upgrade", "1.5"), ("upgrade", "0.25")])
def test_hours_come_in_quarters_and_times_are_whole(hotel, clerk, guest, code, quantity):
    with pytest.raises(benefits.OddQuantity):
        use(guest, code, quantity, hotel, clerk)


def test_what_the_tier_does_not_include_is_refused_also_to_who_is_no_member(hotel, clerk, guest):
    for person in (guest, GuestFactory()):
        with pytest.raises(benefits.NotEntitled):
            use(person, "airport-lane", "1", hotel, clerk, beyond=True)


def test_a_use_is_taken_back_on_the_day_by_who_recorded_it_or_a_manager(hotel, clerk, guest):
    row = use(guest, "upgrade", "1", hotel, clerk)
    other = staff(Role.MANAGER, hotel)

    with pytest.raises(benefits.NotYours):
        benefits.take_back(row, hotel=hotel, by=other, at=NOW)
    with pytest.raises(benefits.TooLateToTakeBack):
        benefits.take_back(row, hotel=hotel, by=clerk, at=NOW + timedelta(days=1))
    with pytest.raises(benefits.TooLateToTakeBack):
        benefits.take_back(row, hotel=HotelFactory(), by=clerk, at=NOW)
    benefits.take_back(row, hotel=hotel, by=other, at=NOW, is_manager=True)
    benefits.take_back(row, hotel=hotel, by=clerk, at=NOW)

    assert left(guest, "upgrade") == 4
    assert BenefitUse.objects.get().cancelled_by == other
    assert not Touchpoint.objects.filter(guest=guest).exists()
