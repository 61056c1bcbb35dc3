"""The same seed and day make the same; where invented people have no place, none are made."""

import pytest
from django.db import transaction

from guests.models import Guest, GuestTag
from hotelcrm.accounts.models import Hotel
from hotelcrm.demo import actions
from stays.models import Stay
from tests.demo.conftest import AT
from tests.factories import HotelFactory

pytestmark = pytest.mark.django_db


def quietly(**wanted):
    return actions.generate(**({"guests": 200, "seed": 7, "at": AT, "report": lambda _line: None} | wanted))


def contents():
    """Everything that was invented, without the ids that the database counts up."""
    guests = Guest.objects.order_by("pk").values_list(
        "full_name", "birth_month", "birth_day", "vip_level", "company__code"
    )
    stays = Stay.objects.order_by("pk").values_list(
        *(
            "hotel__code",
            "guest__full_name",
            "status",
            "arrival",
            "departure",
            "room",
            "rate",
            "other_revenue",
            "purpose",
        )
    )
    tags = GuestTag.objects.order_by("guest", "tag").values_list("guest__full_name", "tag__code", "source", "times")
    return [list(guests), list(stays), list(tags)]


def contents_of(**wanted):
    with transaction.atomic():
        quietly(**wanted)
        found = contents()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """The contents that seed 7 makes."""
    with django_db_blocker.unblock():
        return contents_of()


def test_the_same_seed_and_day_make_the_same(once):
    assert contents_of() == once


def test_another_seed_makes_others(once):
    two = contents_of(seed=8)

    assert all(rows != others for rows, others in zip(once, two, strict=True))


@pytest.mark.parametrize("guests", [0, 99, 1_000_001])
def test_a_number_that_makes_no_sense_is_refused(guests):
    with pytest.raises(actions.DemoRefused, match="100"):
        quietly(guests=guests)


def test_it_never_mixes_with_hotels_that_are_there():
    HotelFactory()

    with pytest.raises(actions.DemoRefused, match="empty"):
        quietly()
    assert not Guest.objects.exists()


def test_it_refuses_in_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(actions.DemoRefused, match="production"):
        quietly()
    assert not Hotel.objects.exists()
