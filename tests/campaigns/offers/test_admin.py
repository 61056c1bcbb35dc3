"""The form of an offer in Django's admin: who may change which, and what it refuses."""

import pytest
from django.urls import reverse

from campaigns.actions.approving import approve
from campaigns.actions.starting import start
from campaigns.models import Offer
from guests.models import Tag
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Variant
from tests.campaigns.running.world import drafted, person, plan
from tests.factories import NOW, HotelFactory, OfferFactory, SegmentFactory, TagFactory, UserFactory, staff
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db

ADD = reverse("admin:campaigns_offer_add")
LIST = reverse("admin:campaigns_offer_changelist")


@pytest.fixture
def hotel():
    return HotelFactory(currency="EUR")


@pytest.fixture
def other():
    return HotelFactory()


@pytest.fixture
def marketing(client, hotel, other):
    client.force_login(staff(Role.MARKETING, hotel, language="en"))
    return client


@pytest.fixture
def manager(client, hotel, other):
    client.force_login(staff(Role.MANAGER, hotel, language="en"))
    return client


def change(row):
    return reverse("admin:campaigns_offer_change", args=[row.pk])


def typed(**fields):
    names = {"code": "golf", "name_en": "Golf weekend", "name_zh": "高尔夫周末", "is_active": "on", "least_nights": "0"}
    return names | fields


def errors(answer):
    return dict(answer.context["adminform"].form.errors)


def test_a_new_offer_has_what_was_typed(marketing, hotel):
    golf, segment = Tag.objects.get(code="golf"), SegmentFactory()
    answer = marketing.post(
        ADD,
        typed(
            text_en="Two rounds.", terms_zh="周一除外。", price="880.50", currency="eur", hotels=[hotel.pk],
            tags=[golf.pk], scene="leisure", department="recreation", segment=segment.pk, least_nights="2",
            from_day="2026-12-01", until_day="2026-12-31",
        ),
    )  # fmt: skip

    row = Offer.objects.get(code="golf")
    assert answer.url == reverse("campaigns:offers")
    assert (str(row.price), row.currency, row.scene, row.department, row.segment) == (
        *("880.50", "EUR", "leisure", "recreation"),
        segment,
    )
    assert ([*row.hotels.all()], [*row.tags.all()]) == ([hotel], [golf])


def test_preferences_are_picked_under_their_headings_without_sensitive_ones(marketing):
    TagFactory(name_en="Secret wish", is_sensitive=True)
    row = OfferFactory(tags=[Tag.objects.get(code="golf")])

    page = marketing.get(change(row)).content.decode()

    assert "<summary>Interests <span" in page
    assert page.count("<details open>") == 1
    assert "Secret wish" not in page
    assert "Peanut allergy" not in page


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"price": "10"}, "currency", "Say in which currency."),
        ({"price": "10", "currency": "euro"}, "currency", ""),
        ({"price": "-1", "currency": "EUR"}, "price", ""),
        ({"from_day": "2026-12-02", "until_day": "2026-12-01"}, "until_day", "This is before the first day."),
        ({"name_zh": ""}, "name_zh", "This field is required."),
        ({"scene": "moon"}, "scene", ""),
    ],
)
def test_what_does_not_hold_together_is_refused_beside_its_field(marketing, fields, field, sentence):
    answer = marketing.post(ADD, typed(**fields))

    assert list(errors(answer)) == [field]
    assert sentence in str(errors(answer)[field])
    assert not Offer.objects.exists()


def test_something_sensitive_is_refused_however_it_comes(marketing):
    secret = TagFactory(is_sensitive=True)
    rule = {"any": [{"field": "tags", "op": "any", "value": [secret.pk]}]}
    within = SegmentFactory(rule=rule)
    outside = SegmentFactory(rule={"all": [{"field": "segment", "op": "in", "value": [within.pk]}]})

    for row in (within, outside):
        found = errors(marketing.post(ADD, typed(segment=row.pk)))
        assert found == {"segment": ["This segment asks for something sensitive: an offer would tell it."]}
    assert list(errors(marketing.post(ADD, typed(tags=[secret.pk])))) == ["tags"]


def test_marketing_of_the_group_may_leave_the_hotels_out(marketing):
    marketing.post(ADD, typed())

    assert not Offer.objects.get(code="golf").hotels.exists()


def test_a_manager_names_own_hotels_and_no_others(manager, hotel, other):
    assert list(errors(manager.post(ADD, typed()))) == ["hotels"]
    assert list(errors(manager.post(ADD, typed(hotels=[other.pk])))) == ["hotels"]

    manager.post(ADD, typed(hotels=[hotel.pk]))

    assert [*Offer.objects.get(code="golf").hotels.all()] == [hotel]


def test_who_manages_one_hotel_begins_with_it_and_its_currency(manager, hotel):
    form = manager.get(ADD).context["adminform"].form

    assert (form["hotels"].value(), form["currency"].value()) == ([hotel.pk], "EUR")


def test_a_manager_changes_own_lines_and_reads_shared_ones(manager, hotel, other):
    own, shared, group = OfferFactory(hotels=[hotel]), OfferFactory(hotels=[hotel, other]), OfferFactory()

    for row, status in ((own, 302), (shared, 403), (group, 403)):
        assert manager.get(change(row)).status_code == 200
        answer = manager.post(change(row), typed(code=row.code, hotels=[hotel.pk]))
        row.refresh_from_db()
        assert (answer.status_code, row.name_en == "Golf weekend") == (status, status == 302)


def test_another_hotels_offer_is_answered_like_one_that_does_not_exist(manager, other):
    theirs = OfferFactory(hotels=[other])

    found, missing = (manager.get(url, follow=True) for url in (change(theirs), change(Offer(pk=999_999))))

    assert found.redirect_chain == missing.redirect_chain
    assert theirs.code not in manager.get(LIST).content.decode()


def test_nobody_deletes_an_offer(marketing):
    row = OfferFactory()

    assert marketing.post(reverse("admin:campaigns_offer_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Offer.objects.filter(pk=row.pk).exists()


def test_a_segment_that_was_put_away_stays_with_its_offer(marketing):
    away = SegmentFactory(archived_at=NOW)
    row = OfferFactory(segment=away)

    marketing.post(change(row), typed(code=row.code, segment=away.pk))
    row.refresh_from_db()

    assert row.segment == away
    assert list(errors(marketing.post(ADD, typed(code="other", segment=away.pk)))) == ["segment"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(marketing, hotel, rows, django_assert_num_queries):
    for _ in range(rows):
        OfferFactory(hotels=[hotel])
    marketing.get(LIST)  # what Django keeps

    # session, person, roles; hotels, counts, the lines and their hotels, the filter; whether all are managed
    with django_assert_num_queries(12):
        marketing.get(LIST)


def test_what_was_approved_with_other_offers_pauses_at_once(manager, hotel, other, settings):
    """An offer of another hotel is none of its words: not even for as long as its hotels are being saved."""
    settings.CAMPAIGN_APPROVAL_SIZE = 0
    person()
    step = plan()
    Variant.objects.filter(template__code="spring").update(source='{% block "offer" %}')
    here, there = (
        approve(start(drafted(at, step), by=UserFactory(), at=NOON), by=UserFactory(), at=NOON) for at in (hotel, other)
    )
    manager.post(ADD, typed(hotels=[hotel.pk]))

    assert Offer.objects.exists()
    assert [type(one).objects.get(pk=one.pk).state for one in (here, there)] == ["paused", "running"]
