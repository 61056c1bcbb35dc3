from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from hotelcrm.accounts.models import Role
from hotelcrm.audit.models import ReadLog
from tests.factories import GuestFactory, HotelFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
URL = reverse("privacy:looks")
MARCH, MAY = datetime(2026, 3, 10, 9, tzinfo=UTC), datetime(2026, 5, 2, 9, tzinfo=UTC)

EVER = {"month": ""}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def officer(client, hotel):
    user = staff(Role.PRIVACY_OFFICER, hotel)
    client.force_login(user)
    return user


def look(guest, user, at=MARCH, hotel=None, **fields):
    values = {"what": ReadLog.What.PAGE, "hotel_id": hotel.pk if hotel else None} | fields
    return ReadLog.objects.create(guest_id=guest.pk, user=user, at=at, **values)


def shown(response):
    return [line.row for line in response.context["looks"]]


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_it_opens_for_whoever_reviews_access(client, hotel, role):
    client.force_login(staff(role, hotel))

    assert client.get(URL).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}])
def test_it_is_closed_to_every_other_role(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(URL).status_code == 403


def test_strangers_sign_in_first(client):
    assert client.get(URL).headers["Location"].startswith("/accounts/login/")


def test_whose_data_did_this_person_see_in_march(client, officer):
    anna, other, guest = UserFactory(), UserFactory(), GuestFactory()
    wanted = look(guest, anna)
    look(guest, anna, at=MAY)
    look(guest, other)

    response = client.get(URL, {"person": anna.pk, "month": "2026-03"})

    assert shown(response) == [wanted]
    assert response.context["tally"].guests == 1


def test_who_looked_at_this_guest(client, officer):
    guest, other = GuestFactory(), GuestFactory()
    absorbed = GuestFactory(merged_into=guest)
    first, second = look(guest, UserFactory()), look(absorbed, UserFactory(), at=MAY)
    look(other, UserFactory())

    assert shown(client.get(URL, {"guest": guest.number})) == [second, first]


def test_contacts_revealed_with_their_reason(client, officer):
    guest = GuestFactory()
    revealed = look(guest, UserFactory(), what=ReadLog.What.CONTACT, reason="call <about> a taxi")
    look(guest, UserFactory())

    response = client.get(URL, {"what": "contact"})

    assert shown(response) == [revealed]
    assert escape("call <about> a taxi") in response.content.decode()


def test_a_name_is_never_shown(client, officer):
    look(GuestFactory(full_name="Anna Featherstone", family_name="Featherstone"), UserFactory())

    assert "Featherstone" not in client.get(URL, EVER).content.decode()


def test_an_administrator_sees_the_number_without_a_way_in(client, hotel):
    guest = GuestFactory()
    look(guest, UserFactory())
    client.force_login(staff(Role.ADMINISTRATOR, hotel))

    text = client.get(URL, EVER).content.decode()

    assert str(guest.number) in text
    assert guest.get_absolute_url() not in text


def test_an_erased_guest_is_said_to_be(client, officer):
    ReadLog.objects.create(guest_id=999_999_999, user=officer, at=MARCH, what="page")

    assert client.get(URL, EVER).context["looks"][0].guest is None


@pytest.mark.parametrize("query", [{"month": "March"}, {"person": 999_999_999}, {"guest": "x"}, {"what": "everything"}])
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_so(client, officer, query):
    look(GuestFactory(), UserFactory())

    response = client.get(URL, query)

    assert response.status_code == 200
    assert shown(response) == []
    assert response.context["form"].errors


def test_without_a_question_it_is_this_month(client, officer, hotel):
    now = look(GuestFactory(), UserFactory(), at=datetime.now(UTC), hotel=hotel)
    look(GuestFactory(), UserFactory(), at=datetime.now(UTC) - timedelta(days=32), hotel=hotel)

    response = client.get(URL)

    assert shown(response) == [now]
    assert response.context["tally"].guests == 1


def test_of_the_whole_log_only_the_lines_are_counted(client, officer):
    look(GuestFactory(), UserFactory())

    response = client.get(URL, EVER)

    assert response.context["page"].paginator.count == 1
    assert response.context["tally"] is None


def test_the_number_of_queries_does_not_grow(client, officer, hotel, django_assert_num_queries):
    look(GuestFactory(), UserFactory(), hotel=hotel)
    with django_assert_num_queries(QUERIES):
        client.get(URL, EVER)
    look(GuestFactory(), UserFactory(), hotel=HotelFactory())
    look(GuestFactory(), UserFactory(), hotel=hotel)
    with django_assert_num_queries(QUERIES):
        assert len(shown(client.get(URL, EVER))) == 3


QUERIES = 9  # session, person, roles, hotels twice, people to choose from, count, page, guests
