"""Health is no matter for marketing: no rule, count, name or file tells it to a role that does not see it."""

import json

import pytest
from django.urls import reverse

from campaigns.models import GuestList, Segment, SegmentExport
from hotelcrm.accounts.models import Role
from tests.campaigns.running.world import drafted
from tests.campaigns.segments.test_sizing import guest
from tests.factories import GuestListFactory, HotelFactory, SegmentFactory, TagFactory, confirm, staff

pytestmark = pytest.mark.django_db
REFUSED = "This asks about sensitive preferences, which your role does not see."
CLOSED = "Who is on this list is for those who see sensitive preferences."


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def allergy():
    return TagFactory(name_en="Peanut allergy", name_zh="花生过敏", is_sensitive=True)


@pytest.fixture
def ill(allergy):
    return guest(tags=[allergy.pk])


@pytest.fixture
def rule(allergy):
    return {"all": [{"field": "tags", "op": "any", "value": [allergy.pk]}]}


def enter(client, hotel, role):
    client.force_login(staff(role, hotel, language="en"))
    confirm(client)


@pytest.fixture
def marketing(client, hotel):
    enter(client, hotel, Role.MARKETING)


@pytest.fixture
def manager(client, hotel):
    enter(client, hotel, Role.MANAGER)


def post(client, name, rule, **fields):
    return client.post(reverse(f"campaigns:{name}"), {"rule": json.dumps(rule), **fields})


@pytest.mark.usefixtures("marketing")
def test_neither_a_count_nor_a_sample_nor_a_guest_is_told(client, rule, ill):
    counted = post(client, "count", rule)
    assert (counted.status_code, counted.json()) == (422, {"error": REFUSED, "path": "0"})
    for name, fields in (("sample", {}), ("try-guest", {"guest": ill.number})):
        answer = post(client, name, rule, **fields)
        assert answer.status_code == 422
        assert REFUSED in answer.content.decode()
        assert ill.full_name not in answer.content.decode()


@pytest.mark.usefixtures("marketing", "ill")
def test_a_segment_within_or_a_heading_is_no_way_round(client, rule, allergy):
    inner = SegmentFactory(rule=rule)
    by_segment = {"none": [{"field": "segment", "op": "in", "value": [inner.pk]}]}
    by_heading = {"all": [{"field": "tag_categories", "op": "none", "value": [allergy.category_id]}]}

    assert post(client, "count", by_segment).json()["error"] == REFUSED
    assert post(client, "count", by_heading).json()["error"] == REFUSED


@pytest.mark.usefixtures("manager")
def test_who_sees_them_may_ask(client, rule, ill):
    assert post(client, "count", rule).json()["guests"] == 1
    assert ill.full_name in post(client, "sample", rule).content.decode()


@pytest.mark.usefixtures("marketing")
def test_they_are_not_offered(client, allergy):
    TagFactory(name_en="Peanut butter", name_zh="花生酱")
    asked = reverse("campaigns:choices"), {"field": "tags", "q": "peanut"}
    assert [one["label"] for one in client.get(*asked).json()["choices"]] == ["Peanut butter"]

    headings = client.get(reverse("campaigns:choices"), {"field": "tag_categories"}).json()["choices"]
    assert allergy.category_id not in [one["value"] for one in headings]


@pytest.mark.usefixtures("manager")
def test_they_are_offered_to_who_sees_them(client, allergy):
    asked = reverse("campaigns:choices"), {"field": "tags", "q": "peanut"}

    assert allergy.pk in [one["value"] for one in client.get(*asked).json()["choices"]]


@pytest.mark.usefixtures("marketing", "allergy")
def test_what_a_guest_has_leaves_them_out(client, ill):
    tea = TagFactory(name_en="Tea", name_zh="茶")
    ill.facts.tags = [*ill.facts.tags, tea.pk]
    ill.facts.save()
    asked = {"all": [{"field": "tags", "op": "none", "value": [tea.pk]}]}

    page = post(client, "try-guest", asked, guest=ill.number).content.decode()
    assert "this guest: Tea" in page
    assert "Peanut" not in page


@pytest.mark.usefixtures("marketing")
def test_no_such_segment_is_saved(client, rule):
    written = {"name_en": "Ill", "name_zh": "病", "description": "", "rule": json.dumps(rule), "of_version": "1"}
    answer = client.post(reverse("admin:campaigns_segment_add"), written)

    assert REFUSED in answer.content.decode()
    assert not Segment.objects.filter(name_en="Ill").exists()


@pytest.mark.usefixtures("marketing", "ill")
def test_two_are_not_compared_and_none_is_frozen(client, rule):
    one, other = SegmentFactory(rule=rule), SegmentFactory()
    page = client.get(reverse("campaigns:overlap"), {"one": one.pk, "other": other.pk})
    assert REFUSED in page.content.decode()

    answer = client.post(reverse("campaigns:freeze", args=[one.pk]), {"name": "Ill", "key": "k"})
    assert answer.status_code == 422
    assert not GuestList.objects.exists()


@pytest.mark.usefixtures("marketing")
def test_a_list_that_a_manager_froze_stays_closed(client, rule, ill, hotel):
    listed = GuestListFactory(guests=[ill], rule=rule)
    page = client.get(reverse("campaigns:list", args=[listed.pk])).content.decode()
    assert CLOSED in page
    assert ill.full_name not in page
    assert client.post(reverse("campaigns:ask-export", args=[listed.pk]), {"reason": "Cards"}).status_code == 422
    assert not SegmentExport.objects.exists()

    me = staff(Role.MARKETING, hotel, language="en")
    client.force_login(me)
    confirm(client)
    row = SegmentExport.objects.create(
        list=listed, hotel=hotel, by=me, at=listed.at, state="approved", reason="Asked for before."
    )
    answer = client.post(reverse("campaigns:take-export", args=[row.pk, "csv"]))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"


@pytest.mark.usefixtures("manager")
def test_what_a_guest_did_elsewhere_is_not_told_to_who_sees_one_hotel(client):
    one = guest(stays=7, open_complaints=3)
    asked = {"all": [{"field": "stays", "op": "at_least", "value": 9}]}
    page = post(client, "try-guest", asked, guest=one.number).content.decode()

    assert "this guest" not in page
    assert "Not in" in page


@pytest.mark.parametrize(("role", "is_named"), [(Role.MARKETING, False), (Role.MANAGER, True)])
def test_no_campaign_names_its_guests_either(client, hotel, rule, ill, role, is_named):
    enter(client, hotel, role)
    campaign = drafted(hotel, segment=SegmentFactory(rule=rule))

    page = client.get(reverse("campaigns:dry-run", args=[campaign.pk]), {"now": "1"}).content.decode()
    assert (ill.full_name in page) is is_named
    page = client.post(reverse("campaigns:look-up", args=[campaign.pk]), {"guest": ill.number}).content.decode()
    assert ("Its audience asks about sensitive preferences" in page) is not is_named
