"""`loyalty:adjust` and the queue of approvals: who may open them, what they do, how often."""

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.actions import adjusting
from loyalty.models import Adjustment
from tests.factories import NOW, GuestFactory, HotelFactory, MemberFactory, MembershipFactory, confirm, staff
from tests.loyalty.ledger_world import state

pytestmark = pytest.mark.django_db
ADJUSTS = {Role.GUEST_RELATIONS, Role.MANAGER}
QUEUE = "/loyalty/adjustments/"


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Lakeside")


@pytest.fixture
def member(hotel):
    return MemberFactory(hotel=hotel)


@pytest.fixture
def author(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def manager(client, hotel):
    person = staff(Role.MANAGER, hotel)
    client.force_login(person)
    confirm(client)
    return person


def url(member):
    return reverse("loyalty:adjust", args=[member.guest.number])


def form(points=300, **fields):
    return {"way": "give", "points": points, "reason": "Bill posted late", "key": "abc"} | fields


def request(member, hotel, by, points=5_000, key="k"):
    return adjusting.adjust(member, points=points, reason="Late bill", key=key, by=by, at=NOW, hotel=hotel)


def decide(client, row, verb, **data):
    return client.post(reverse(f"loyalty:{verb}", args=[row.pk]), data)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_adjust_may_open_it(client, hotel, member, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    response = confirm(client).get(url(member))

    assert response.status_code == (200 if role in ADJUSTS else 403)


def test_it_waits_for_the_password_and_leads_back_to_the_form(client, hotel, member):
    client.force_login(staff(Role.MANAGER, hotel))

    page, dialog = client.get(url(member)), client.get(url(member), headers={"HX-Request": "true"})
    posted = client.post(url(member), form())

    to = f"{reverse('account_reauthenticate')}?next={url(member).replace('/', '%2F')}"
    assert (page["Location"], dialog["HX-Redirect"], posted["Location"]) == (to, to, to)
    assert not Adjustment.objects.exists()


def test_points_are_posted_and_the_guest_page_says_so(client, manager, member):
    response = client.post(url(member), form())

    assert response["Location"] == member.guest.get_absolute_url()
    assert state(member) == (300, 0)
    assert Adjustment.objects.get().by == manager


def test_the_form_sent_twice_posts_once(client, manager, member):
    client.post(url(member), form())
    client.post(url(member), form())

    assert state(member) == (300, 0)


def test_more_than_there_is_is_refused_beside_the_field(client, manager, member):
    response = client.post(url(member), form(way="take"))

    assert response.status_code == 422
    assert response.context["form"].errors == {"points": ["300 points are wanted, 0 are there."]}


@pytest.mark.parametrize("points", ["0", "-5", "x", "1e9", "99999999999999999999"])
def test_what_is_no_number_of_points_is_refused(client, manager, member, points):
    assert client.post(url(member), form(points)).status_code == 422
    assert not Adjustment.objects.exists()


def test_a_dialog_answers_with_the_dialog(client, manager, member):
    response = client.get(url(member), headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith("<dialog")


def test_who_is_no_member_answers_like_nobody(client, manager):
    guest = GuestFactory()

    assert client.get(reverse("loyalty:adjust", args=[guest.number])).status_code == 404
    assert client.get(reverse("loyalty:adjust", args=[999_999])).status_code == 404


def test_above_the_limit_it_waits_for_another(client, manager, member):
    client.post(url(member), form(10_001))

    html = client.get(QUEUE).content.decode()
    assert Adjustment.objects.get().state == "waiting"
    assert "Your own request: somebody else decides." in html
    assert "Approve and post" not in html


# The queue


@pytest.mark.parametrize("role", Role)
def test_the_queue_opens_to_those_who_ask_and_those_who_decide(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(QUEUE).status_code == (200 if role in ADJUSTS else 403)


def test_a_manager_approves(client, manager, member, hotel, author):
    row = request(member, hotel, author)

    response = decide(client, row, "approve")

    assert response["Location"] == QUEUE
    assert state(member) == (5_000, 0)


def test_approving_waits_for_the_password(client, hotel, member, author):
    client.force_login(staff(Role.MANAGER, hotel))

    response = decide(client, request(member, hotel, author), "approve")

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert state(member) == (0, 0)


def test_the_author_does_not_approve_what_is_asked_for(client, manager, member, hotel):
    row = request(member, hotel, manager, 20_000)

    decide(client, row, "approve")

    row.refresh_from_db()
    assert (row.state, state(member)) == ("waiting", (0, 0))
    assert "Somebody else than its author decides" in client.get(QUEUE).content.decode()


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_who_only_asks_does_not_decide(client, hotel, member, author, verb):
    client.force_login(staff(Role.GUEST_RELATIONS, hotel))

    assert decide(confirm(client), request(member, hotel, author), verb, note="no").status_code == 403


@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw"])
def test_a_request_at_another_hotel_answers_like_none(client, manager, member, author, verb):
    other = HotelFactory()
    MembershipFactory(user=author, hotel=other, role=Role.GUEST_RELATIONS)
    row = request(member, other, author)

    assert decide(client, row, verb, note="no").status_code == 404
    assert client.post(f"/loyalty/adjustments/0/{verb}/", {"note": "no"}).status_code == 404
    assert "Late bill" not in client.get(QUEUE).content.decode()


def test_refused_with_a_reason_that_the_author_reads(client, manager, member, hotel, author):
    row = request(member, hotel, author)

    decide(client, row, "refuse")
    row.refresh_from_db()
    without = row.state
    decide(client, row, "refuse", note="No receipt")

    client.force_login(author)
    html = client.get(QUEUE).content.decode()
    assert without == "waiting"
    assert "No receipt" in html
    assert "refused" in html


def test_the_author_withdraws(client, hotel, member, author):
    row = request(member, hotel, author)
    client.force_login(author)

    decide(client, row, "withdraw")

    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_who_asks_sees_own_requests_only(client, hotel, member, author):
    request(member, hotel, staff(Role.GUEST_RELATIONS, hotel))
    client.force_login(author)

    assert "Late bill" not in client.get(QUEUE).content.decode()


def test_the_rail_says_how_many_wait_for_me(client, manager, member, hotel, author):
    request(member, hotel, author)
    request(member, hotel, manager, 20_000, key="own")
    request(member, HotelFactory(), author, key="other")

    assert [entry.waiting for entry in client.get(QUEUE).context["places"]() if entry.waiting] == [1]


def test_the_number_of_queries_does_not_grow_with_requests(client, manager, hotel, author, django_assert_num_queries):
    for number in range(3):
        for points in (5_000, 10):
            request(MemberFactory(hotel=hotel), hotel, author, points, key=f"{number}{points}")
        with django_assert_num_queries(9):
            client.get(QUEUE)
