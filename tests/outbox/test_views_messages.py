"""The list of messages: what was written to guests of one's hotels, by where it stands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotelcrm.accounts.access import Access
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message, Sender
from hotelcrm.outbox.queries import messages
from tests.factories import GuestFactory, HotelFactory, MailingFactory, MessageFactory, UserFactory
from tests.guests.pages import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("outbox:messages")


@pytest.fixture
def client(hotel):
    return signed_in(Role.GUEST_RELATIONS, hotel)


def listed(client, **wanted) -> list[Message]:
    return client.get(URL, wanted).context["page"].rows


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.ADMINISTRATOR])
def test_it_is_closed_to_those_who_do_not_look_after_guests(hotel, role):
    department = "spa" if role == Role.DEPARTMENT else ""

    assert signed_in(role, hotel, department).get(URL).status_code == 403


def test_messages_of_other_hotels_are_not_listed(client, hotel):
    mine = MessageFactory(hotel=hotel)
    MessageFactory(hotel=HotelFactory())

    assert listed(client) == [mine]


def test_marketing_sees_every_hotels_messages_newest_first(hotel):
    mine, other = MessageFactory(hotel=hotel), MessageFactory(hotel=HotelFactory())

    assert listed(signed_in(Role.MARKETING, hotel)) == [other, mine]


def test_each_message_says_where_it_stands_and_why(client, hotel):
    MessageFactory(hotel=hotel, state="cancelled", reason="no_consent", guest=GuestFactory(full_name="张敏"))
    page = client.get(URL).content.decode()

    assert "张敏" in page
    assert "not sent" in page
    assert "the guest did not agree to this" in page


@pytest.mark.parametrize(
    ("stands", "states"),
    [
        ("open", {"queued", "held"}),
        ("gone", {"sent", "delivered"}),
        ("refused", {"cancelled"}),
        ("failed", {"failed", "unknown"}),
        ("no-such-word", {"queued", "held", "sent", "delivered", "cancelled", "failed", "unknown"}),
    ],
)
def test_where_they_stand_is_a_filter_and_the_others_are_still_counted(client, hotel, stands, states):
    for state in ("queued", "held", "sent", "delivered", "cancelled", "failed", "unknown"):
        MessageFactory(hotel=hotel, state=state, reason="" if state in {"queued", "sent", "delivered"} else "no_reply")
    response = client.get(URL, {"stands": stands})

    assert {message.state for message in response.context["page"].rows} == states
    assert response.context["tally"] == {"open": 2, "gone": 2, "refused": 1, "failed": 2}


@pytest.mark.parametrize("stands", ["", "refused"])
def test_no_more_is_counted_than_is_of_use(client, hotel, monkeypatch, stands):
    monkeypatch.setattr(messages, "CAP", 2)
    monkeypatch.setattr(messages, "PAGE", 1)
    for _row in range(4):
        MessageFactory(hotel=hotel, state="cancelled", reason="minor")
    for _row in range(2):
        MessageFactory(hotel=hotel)
    response = client.get(URL, {"stands": stands})

    assert response.context["tally"] == {"open": 2, "gone": 0, "refused": 3, "failed": 0}
    assert response.context["page"].counted == 3
    assert "<strong>2+</strong>" in response.content.decode()
    assert "<strong>2</strong>" in response.content.decode()


def test_where_one_sees_no_hotel_nothing_is_counted():
    access = Access(user=UserFactory(), hotel=None, memberships=())

    assert messages.tally(access, messages.Wanted(), at=timezone.now()) == dict.fromkeys(messages.STANDS, 0)


@pytest.mark.parametrize(
    ("column", "mine", "other"),
    [("channel", "sms", "email"), ("purpose", "surveys", "service"), ("reason", "minor", "no_consent")],
)
def test_columns_filter(client, hotel, column, mine, other):
    state = {"state": "cancelled", "reason": "too_late"}
    wanted = MessageFactory(hotel=hotel, **(state | {column: mine}))
    MessageFactory(hotel=hotel, **(state | {column: other}))

    assert listed(client, **{column: mine}) == [wanted]


def test_the_mailing_filters_and_one_of_another_hotel_is_refused(client, hotel):
    here, there = MailingFactory(hotel=hotel), MailingFactory(hotel=HotelFactory())
    wanted = MessageFactory(hotel=hotel, mailing=here)
    MessageFactory(hotel=hotel)

    assert listed(client, mailing=here.pk) == [wanted]
    assert "is not one of the available choices" in client.get(URL, {"mailing": there.pk}).content.decode()


def test_the_number_of_a_merged_profile_finds_the_survivors_messages(client, hotel):
    survivor = GuestFactory()
    absorbed = GuestFactory(merged_into=survivor)
    wanted = MessageFactory(hotel=hotel, guest=survivor)
    MessageFactory(hotel=hotel)

    assert listed(client, guest=absorbed.number) == [wanted]


def test_a_month_is_shown_unless_more_is_asked_for(client, hotel):
    old = MessageFactory(hotel=hotel, created_at=timezone.now() - timedelta(days=40))

    assert listed(client) == []
    assert listed(client, period="year") == [old]


def test_nothing_yet_says_what_will_appear(client):
    assert "Nothing was written to guests in this time." in client.get(URL).content.decode()


def test_nothing_that_fits_the_filters_says_so(client):
    assert "No message fits these filters." in client.get(URL, {"channel": "sms"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5_000])
def test_a_page_number_that_makes_no_sense_is_the_first_page(client, hotel, page):
    mine = MessageFactory(hotel=hotel)

    assert listed(client, page=page) == [mine]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, hotel, rows, django_assert_num_queries):
    for _row in range(rows):
        MessageFactory(hotel=hotel, mailing=MailingFactory(hotel=hotel))
    client.get(URL)

    with django_assert_num_queries(9):
        client.get(URL)


def test_the_fold_of_the_filters_says_how_many_are_set(client):
    unset = client.get(reverse("outbox:messages")).content.decode()
    page = client.get(reverse("outbox:messages"), {"period": "week", "channel": "sms"}).content.decode()

    assert "Filters (" not in unset
    assert "Filters (2)" in page


def test_a_hotel_without_a_sender_is_told_so_where_nothing_stands(client, hotel):
    assert "No sender is set up" in client.get(URL).content.decode()

    Sender.objects.create(hotel=hotel, channel="email", transport="file", name="Desk", options="{}")

    assert "No sender is set up" not in client.get(URL).content.decode()
