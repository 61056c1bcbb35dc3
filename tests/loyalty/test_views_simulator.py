"""The simulator says what a settlement would say."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.actions.settling import settle
from loyalty.models import CurrencyRate, EarnRule, PointsEntry, Promotion, Tier
from stays.models import Channel, StayStatus
from tests.factories import NOW, TODAY, ChannelFactory, ChargeFactory, HotelFactory, MemberFactory, StayFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel(client):
    hotel = HotelFactory()
    client.force_login(staff(Role.MARKETING, hotel))
    return hotel


def _ask(client, hotel, tier="member", **fields):
    facts = {"hotel": hotel.pk, "on": TODAY, "channel": ChannelFactory().pk, "tier": Tier.objects.get(code=tier).pk}
    return client.get(reverse("loyalty:simulator"), facts | fields)


def test_the_page_begins_with_an_example(client, hotel):
    page = client.get(reverse("loyalty:simulator"))

    assert page.context["result"].total == 1200
    assert "Every stay" in page.content.decode()


def test_a_stay_that_is_known_fills_the_form(client, hotel):
    tier = Tier.objects.get(code="gold")
    stay = StayFactory(
        hotel=hotel, guest=MemberFactory(tier=tier).guest, confirmation="LK-77", departure=TODAY, room_revenue=900
    )
    ChargeFactory(stay=stay, department="spa", amount=Decimal("80.50"))

    page = client.get(reverse("loyalty:simulator"), {"stay": " LK-77 "}, follow=True)

    supposed = page.context["form"].supposed
    assert (supposed.hotel, supposed.tier, supposed.on, supposed.channel) == (hotel, tier, TODAY, stay.channel)
    assert supposed.amounts == {"room": Decimal(900), "spa": Decimal("80.50")}
    assert "LK-77" not in page.redirect_chain[-1][0]


@pytest.mark.parametrize(
    ("elsewhere", "currency", "said"),
    [(True, "CNY", "No stay at your hotels has"), (False, "JPY", "The bill of this stay is in JPY")],
)
def test_a_stay_of_another_hotel_or_currency_fills_nothing(client, hotel, elsewhere, currency, said):
    client.force_login(staff(Role.MANAGER, hotel))
    StayFactory(hotel=HotelFactory() if elsewhere else hotel, confirmation="LK-77", currency=currency)

    page = client.get(reverse("loyalty:simulator"), {"stay": "LK-77"}, follow=True)

    assert said in page.text
    assert page.context["result"].total == 1200


def test_lines_name_their_rule(client, hotel):
    agency = ChannelFactory(code="agency", kind=Channel.Kind.OTA)

    result = _ask(client, hotel, channel=agency.pk, room=1200, food="168.50").context["result"]

    assert [(row.department, row.rule, row.line.points) for row in result.lines] == [
        ("food and beverage", "every stay", Decimal("168.50")),
        ("room", "online travel agency · room", Decimal(0)),
    ]
    assert result.total == 168


def test_no_rule_fits(client, hotel):
    EarnRule.objects.all().delete()

    page = _ask(client, hotel, room=1200)

    assert page.context["result"].total == 0
    assert "no rule fits" in page.content.decode()


def test_it_says_what_the_settlement_would_post(client, hotel):
    CurrencyRate.objects.create(currency="EUR", worth=Decimal("7.8"))
    euro = HotelFactory(currency="EUR")
    Promotion.objects.create(code="double", factor=2, starts_on=TODAY, ends_on=TODAY)
    tier = Tier.objects.get(code="gold")
    member = MemberFactory(tier=tier, joined_on=TODAY - timedelta(days=9))
    stay = StayFactory(
        guest=member.guest, hotel=euro, currency="EUR", arrival=TODAY - timedelta(days=2), rate=Decimal("99.99"),
        status=StayStatus.CHECKED_OUT,
    )  # fmt: skip

    result = _ask(client, euro, tier="gold", room="199.98").context["result"]
    settle(stay.pk, at=NOW, by=None)

    member.refresh_from_db()
    assert result.total == member.balance > 0


def test_promotions_for_some_guests_are_shown_and_not_in_the_sum(client, hotel):
    Promotion.objects.create(code="listed", points=500, starts_on=TODAY, ends_on=TODAY, is_listed=True)
    Promotion.objects.create(code="over", points=500, starts_on=TODAY, ends_on=TODAY, is_active=False)

    result = _ask(client, hotel, room=100).context["result"]

    assert [(one.promotion.code, one.points, one.is_for_some) for one in result.promotions] == [("listed", 500, True)]
    assert result.total == 100


def test_a_currency_without_a_rate_is_a_sentence(client, hotel):
    page = _ask(client, HotelFactory(currency="EUR"), room=100)

    assert "There is no rate for EUR" in page.content.decode()


def test_htmx_gets_the_result_alone_and_faults_with_it(client, hotel):
    page = client.get(reverse("loyalty:simulator"), {"hotel": hotel.pk, "on": "x"}, headers={"HX-Request": "true"})

    assert b"<h1>" not in page.content
    assert b'id="simulation"' in page.content
    assert page.context["result"] is None


def test_asking_keeps_nothing(client, hotel):
    _ask(client, hotel, room=1200)

    assert not PointsEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER])
def test_other_roles_may_not(client, hotel, role):
    client.force_login(staff(role, hotel))

    assert client.get(reverse("loyalty:simulator")).status_code == 403
