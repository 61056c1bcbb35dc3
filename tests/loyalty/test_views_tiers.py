"""Giving a tier by hand, and taking it back."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.models import Tier, TierChange, TierGrant
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory, confirm, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

LATER = date(2027, 3, 31)


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(client, hotel):
    user = staff(Role.MANAGER, hotel)
    client.force_login(user)
    confirm(client)
    return user


@pytest.fixture
def member():
    return MemberFactory()


def _url(member) -> str:
    return reverse("loyalty:grant-tier", args=[member.guest.number])


def _answers(**fields):
    gold = Tier.objects.get(code="gold")
    return {"tier": gold.pk, "lasts": "until", "ends_on": LATER.isoformat(), "reason": "conference"} | fields


def test_it_waits_for_the_password(client, hotel, member):
    client.force_login(staff(Role.MANAGER, hotel))

    page, posted = client.get(_url(member)), client.post(_url(member), _answers(lasts="life", ends_on=""))

    assert page["Location"] == posted["Location"]
    assert page["Location"].startswith(reverse("account_reauthenticate"))
    assert not TierGrant.objects.exists()


def test_given_until_a_day(client, manager, member):
    response = client.post(_url(member), _answers())

    assert response["Location"] == member.guest.get_absolute_url()
    member.refresh_from_db()
    assert (member.tier.code, member.tier_until, member.earned_tier.code) == ("gold", LATER, "member")
    grant = TierGrant.objects.get()
    assert (grant.by, grant.reason, grant.starts_on) == (manager, "conference", TODAY)
    assert TierChange.objects.get().why == "granted"


def test_given_for_life(client, manager, member):
    client.post(_url(member), _answers(lasts="life", ends_on=""))

    member.refresh_from_db()
    assert (member.tier.code, member.tier_until) == ("gold", None)


def test_sent_twice_is_given_once(client, manager, member):
    for _n in range(2):
        client.post(_url(member), _answers())

    assert TierGrant.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": ""}, "For life has to be chosen"),
        ({"lasts": "life"}, "has no last day"),
        ({"reason": ""}, "required"),
        ({"ends_on": (TODAY - timedelta(days=1)).isoformat()}, "The last day has passed"),
    ],
)
def test_what_is_missing_is_said(client, manager, member, fields, sentence):
    response = client.post(_url(member), _answers(**fields))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not TierGrant.objects.exists()


def test_the_first_tier_is_not_given(client, manager, member):
    assert client.post(_url(member), _answers(tier=Tier.objects.get(rank=0).pk)).status_code == 422


def test_taken_back_and_the_earned_tier_holds(client, manager, member):
    client.post(_url(member), _answers())
    grant = TierGrant.objects.get()

    for _n in range(2):
        response = client.post(reverse("loyalty:revoke-tier", args=[grant.pk]))
        assert response["Location"] == _url(member)

    member.refresh_from_db()
    grant.refresh_from_db()
    assert (member.tier.code, grant.revoked_by) == ("member", manager)
    assert list(TierChange.objects.order_by("pk").values_list("why", flat=True)) == ["granted", "grant_ended"]


def test_taking_back_waits_for_the_password(client, manager, member):
    client.post(_url(member), _answers())
    grant = TierGrant.objects.get()
    client.logout()
    client.force_login(manager)

    response = client.post(reverse("loyalty:revoke-tier", args=[grant.pk]))

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert TierGrant.objects.get().revoked_at is None


def test_the_day_after_the_end_it_is_over(client, manager, member):
    from loyalty.actions.tiering import review

    client.post(_url(member), _answers())

    review(None, at=datetime.fromisoformat("2027-04-01T09:00:00+08:00"))

    member.refresh_from_db()
    assert member.tier.code == "member"


def test_somebody_who_is_no_member_and_nobody_answer_alike(client, manager):
    guest = GuestFactory()

    assert client.get(reverse("loyalty:grant-tier", args=[guest.number])).status_code == 404
    assert client.get(reverse("loyalty:grant-tier", args=[99_999_999])).status_code == 404
    assert client.post(reverse("loyalty:revoke-tier", args=[99_999_999])).status_code == 404


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MARKETING, Role.PRIVACY_OFFICER])
def test_other_roles_may_not(client, hotel, member, role):
    client.force_login(staff(role, hotel))

    assert client.post(_url(member), _answers()).status_code == 403


def test_as_many_queries_for_three_grants_as_for_one(client, manager, member, django_assert_num_queries):
    for days in range(3):
        client.post(_url(member), _answers(ends_on=(LATER + timedelta(days=days)).isoformat()))
        if days in {0, 2}:
            client.get(_url(member))
            with django_assert_num_queries(QUERIES):
                assert str(LATER.year) in client.get(_url(member)).content.decode()


QUERIES = 15
