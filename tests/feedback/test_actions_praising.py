"""Praise names colleagues, each of them sees it, once."""

import pytest

from feedback.actions import praising
from feedback.actions.joining import merge
from feedback.actions.opening import NotAHandlerError
from feedback.actions.telling import OtherEventError
from feedback.models import Notice, Praise, TicketEvent
from feedback.queries.visible import visible_to
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Department, Role
from tests.factories import NOW, HotelFactory, TicketFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def ticket(hotel):
    return TicketFactory(hotel=hotel, kind="praise", summary="So kind")


@pytest.fixture
def front(hotel):
    return staff(Role.FRONT_DESK, hotel)


def test_whoever_is_named_sees_it(hotel, ticket, front):
    maid = staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING)
    assert not visible_to(access_of(maid, hotel)).exists()

    for _click in range(2):
        praising.praise(ticket, users=[maid, front], by=front, at=NOW, key="form")

    assert set(Praise.objects.values_list("user", flat=True)) == {maid.pk, front.pk}
    assert [notice.user for notice in Notice.objects.filter(why=Notice.Why.PRAISED)] == [maid]  # nobody tells himself
    assert visible_to(access_of(maid, hotel)).get() == ticket
    assert TicketEvent.objects.get(kind=TicketEvent.Kind.PRAISED).details == {"named": sorted([maid.pk, front.pk])}


def test_named_twice_is_named_once(ticket, front):
    for key in ("one", "two"):
        praising.praise(ticket, users=[front], by=front, at=NOW, key=key)

    assert Praise.objects.count() == 1


def test_who_is_not_at_work_there_is_not_named(ticket, front):
    for stranger in (staff(Role.FRONT_DESK, HotelFactory()), staff(Role.FRONT_DESK, ticket.hotel, is_active=False)):
        with pytest.raises(NotAHandlerError):
            praising.praise(ticket, users=[stranger], by=front, at=NOW, key="form")


def test_a_complaint_praises_nobody_and_somebody_must_be_named(hotel, ticket, front):
    with pytest.raises(praising.NotPraiseError):
        praising.praise(TicketFactory(hotel=hotel), users=[front], by=front, at=NOW, key="form")
    with pytest.raises(praising.NobodyNamedError):
        praising.praise(ticket, users=[], by=front, at=NOW, key="form")


def test_a_form_sent_again_with_other_names_is_refused(hotel, ticket, front):
    maid = staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING)
    praising.praise(ticket, users=[front], by=front, at=NOW, key="form")

    with pytest.raises(OtherEventError):
        praising.praise(ticket, users=[front, maid], by=front, at=NOW, key="form")
    praising.unname(ticket, user=front, by=front, at=NOW, key="back")
    with pytest.raises(OtherEventError):
        praising.unname(ticket, user=maid, by=front, at=NOW, key="back")


def test_a_name_on_what_was_merged_is_taken_back(hotel, ticket, front):
    maid = staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING)
    merged = TicketFactory(hotel=hotel, kind="praise", guest=ticket.guest)
    praising.praise(merged, users=[maid], by=front, at=NOW, key="form")
    merge(merged, into=ticket, by=front, at=NOW, key="m")

    praising.unname(ticket, user=maid, by=front, at=NOW, key="back")

    assert not Praise.objects.exists()
    assert not Notice.objects.filter(why=Notice.Why.PRAISED).exists()


def test_a_name_is_taken_back(hotel, ticket, front):
    maid = staff(Role.DEPARTMENT, hotel, Department.HOUSEKEEPING)
    praising.praise(ticket, users=[maid], by=front, at=NOW, key="form")

    for _click in range(2):
        praising.unname(ticket, user=maid, by=front, at=NOW, key="back")

    assert not Praise.objects.exists()
    assert not Notice.objects.filter(why=Notice.Why.PRAISED).exists()
    assert praising.unname(ticket, user=maid, by=front, at=NOW, key="again") is None
