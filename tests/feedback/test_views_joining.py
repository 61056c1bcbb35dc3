"""`feedback:merge`, `unmerge`, `link` and `unlink`: two tickets that are one, or that have to do with each other."""

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.joining import merge
from feedback.models import TicketLink
from hotelcrm.accounts.models import Role
from tests.factories import GuestFactory, HotelFactory, TicketFactory, staff
from tests.feedback.tickets import lesser_there

pytestmark = pytest.mark.django_db
MERGES = {Role.GUEST_RELATIONS, Role.MANAGER}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def care(hotel, client):
    person = staff(Role.GUEST_RELATIONS, hotel)
    client.force_login(person)
    return person


@pytest.fixture
def pair(hotel):
    guest = GuestFactory()
    return [TicketFactory(hotel=hotel, guest=guest, room="1208", at=timezone.now()) for _ in range(2)]


def url(ticket, verb):
    return reverse(f"feedback:{verb}", args=[ticket.pk])


def post(client, ticket, verb, other="", headers=None):
    form = "merge" if verb == "merge" else "link"
    return client.post(url(ticket, verb), {f"{form}-other": other, f"{form}-key": verb}, headers=headers or {})


@pytest.mark.parametrize("role", Role)
def test_who_may_merge(client, hotel, pair, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    assert client.get(url(pair[0], "merge")).status_code == (200 if role in MERGES else 403)
    assert client.post(url(pair[0], "merge")).status_code == (422 if role in MERGES else 403)
    assert client.post(url(pair[0], "unmerge")).status_code == (422 if role in MERGES else 403)


def test_two_become_one_and_two_again(client, care, pair):
    gone, kept = pair

    assert post(client, gone, "merge", f"T-{kept.pk}").url == kept.get_absolute_url()
    gone.refresh_from_db()
    assert (gone.merged_into, gone.state) == (kept, "closed")

    assert client.post(url(gone, "unmerge")).url == gone.get_absolute_url()
    gone.refresh_from_db()
    assert (gone.merged_into, gone.state) == (None, "new")


def test_near_ones_are_offered(client, care, pair):
    TicketFactory(hotel=pair[0].hotel, at=timezone.now())

    assert client.get(url(pair[0], "merge")).context["others"] == [pair[1]]


@pytest.mark.parametrize("verb", ["merge", "link"])
@pytest.mark.parametrize("other", ["", "x", "T-", "T-99999999", "²"])
def test_what_is_no_ticket_is_said_beside_the_field(client, care, pair, verb, other):
    answer = post(client, pair[0], verb, other)

    assert answer.status_code == 422
    assert "other" in answer.context["form"].errors


@pytest.mark.parametrize("verb", ["merge", "link"])
def test_a_ticket_of_another_hotel_answers_like_none(client, care, pair, verb):
    there = TicketFactory(hotel=HotelFactory())

    answer = post(client, pair[0], verb, str(there.pk))

    assert answer.context["form"].errors["other"] == ["There is no such ticket."]
    assert client.post(url(there, verb)).status_code == 404


def test_what_may_not_be_merged_is_refused_in_words(client, care, pair, hotel):
    other = TicketFactory(hotel=hotel, at=timezone.now())  # of another guest

    answer = post(client, pair[0], "merge", str(other.pk))

    assert answer.status_code == 422
    assert "must not read each other" in answer.content.decode()


def test_what_was_merged_last_is_parted_first(client, care, pair, hotel):
    first, kept = pair
    second = TicketFactory(hotel=hotel, guest=kept.guest, at=timezone.now())
    merge(first, into=kept, by=care, at=timezone.now(), key="1")
    merge(second, into=kept, by=care, at=timezone.now(), key="2")

    answer = client.post(url(first, "unmerge"))

    assert answer.status_code == 422
    assert "the last one goes first" in answer.content.decode()


def test_two_are_linked_and_no_longer(client, care, pair):
    one, other = pair

    post(client, one, "link", str(other.pk))
    assert TicketLink.objects.filter(one=one, other=other).exists()

    post(client, other, "unlink", str(one.pk))
    assert not TicketLink.objects.exists()


def test_a_ticket_is_not_linked_with_itself(client, care, pair):
    answer = post(client, pair[0], "link", str(pair[0].pk))

    assert answer.status_code == 422
    assert "This is one ticket, not two." in answer.content.decode()


def test_after_a_merge_one_goes_on_with_the_one_that_stands(client, care, pair):
    answer = post(client, pair[0], "merge", str(pair[1].pk), headers=HTMX)

    assert answer["HX-Redirect"] == pair[1].get_absolute_url()


def test_who_merges_elsewhere_does_not_here(client):
    user, _here, there = lesser_there(client)
    guest = GuestFactory()
    one, other = (TicketFactory(hotel=there, guest=guest, department="spa", at=timezone.now()) for _ in range(2))

    assert client.get(url(one, "merge")).status_code == 404
    assert post(client, one, "merge", str(other.pk)).status_code == 404
    assert post(client, one, "link", str(other.pk)).status_code == 302
    merge(one, into=other, by=user, at=timezone.now(), key="m")
    assert client.post(url(one, "unmerge")).status_code == 404
    one.refresh_from_db()
    assert one.merged_into == other
    for ticket in (one, other):
        assert url(one, "unmerge") not in client.get(ticket.get_absolute_url()).content.decode()
    assert url(other, "merge") not in client.get(other.get_absolute_url()).content.decode()
