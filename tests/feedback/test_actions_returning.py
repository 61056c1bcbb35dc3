"""Messages that come back: the owner and whoever wrote is told, once, whatever becomes of the ticket meanwhile."""

import pytest

from feedback.actions import asking, handling, joining
from feedback.actions.returning import tell_undelivered
from feedback.models import Notice, State, Ticket
from hotelcrm.accounts.models import Role, User
from hotelcrm.outbox.models import Message
from tests.factories import NOW, HotelFactory, TicketFactory, staff
from tests.feedback.tickets import reachable

pytestmark = pytest.mark.django_db
WHY = Notice.Why.UNDELIVERED


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def owner(hotel):
    return staff(Role.GUEST_RELATIONS, hotel)


@pytest.fixture
def author(hotel):
    return staff(Role.FRONT_DESK, hotel)


@pytest.fixture
def ticket(hotel, owner):
    return TicketFactory(hotel=hotel, guest=reachable(), owner=owner)


def replied(ticket, author):
    return handling.reply(ticket, text="We are sorry.", by=author, at=NOW, key="r", seen_version=9)


def came_back(event, state="failed", reason="bounced"):
    Message.objects.filter(pk=event.message_id).update(state=state, reason=reason)


def told():
    return set(Notice.objects.filter(why=WHY).values_list("user", flat=True))


@pytest.mark.parametrize(
    ("state", "reason"), [("failed", "bounced"), ("failed", "refused_content"), ("cancelled", "suppressed")]
)
def test_owner_and_author_are_told_once(ticket, owner, author, state, reason):
    event = replied(ticket, author)
    assert tell_undelivered(at=NOW) == 0
    came_back(event, state, reason)

    assert [tell_undelivered(at=NOW) for _minute in range(2)] == [1, 0]

    assert told() == {owner.pk, author.pk}
    assert set(Notice.objects.filter(why=WHY).values_list("event", "ticket")) == {(event.pk, ticket.pk)}


@pytest.mark.parametrize(
    ("state", "reason"), [("delivered", ""), ("unknown", "no_reply"), ("cancelled", "erased"), ("cancelled", "merged")]
)
def test_nobody_is_told_of_what_arrived_or_has_nobody_to_reach(ticket, author, state, reason):
    came_back(replied(ticket, author), state, reason)

    assert tell_undelivered(at=NOW) == 0


def test_it_is_told_again_of_no_new_owner(ticket, author, hotel):
    came_back(replied(ticket, author))
    tell_undelivered(at=NOW)
    handling.assign(ticket, owner=staff(Role.FRONT_DESK, hotel), department="", by=author, at=NOW, key="a")

    assert tell_undelivered(at=NOW) == 0


def test_of_a_merged_ticket_the_owner_of_the_other_is_told(ticket, author, hotel):
    event, keeper = replied(ticket, author), staff(Role.GUEST_RELATIONS, hotel)
    joining.merge(ticket, into=TicketFactory(hotel=hotel, guest=ticket.guest, owner=keeper), by=author, at=NOW, key="m")
    came_back(event)

    assert tell_undelivered(at=NOW) == 1
    assert told() == {keeper.pk, author.pk}


def test_where_nobody_is_at_work_on_it_the_role_is_told_that_answers(hotel, author):
    gone = staff(Role.FRONT_DESK, hotel)
    staff(Role.FRONT_DESK, HotelFactory())
    ticket = TicketFactory(hotel=hotel, guest=reachable(), owner=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    handling.set_state(ticket, State.RESOLVED, by=author, at=NOW, key="r")
    came_back(asking.ask(Ticket.objects.get(pk=ticket.pk), text="", at=NOW))

    assert tell_undelivered(at=NOW) == 1
    assert told() == {author.pk}


def test_any_number_takes_one_statement(ticket, author, django_assert_num_queries):
    for number in range(3):
        came_back(handling.reply(ticket, text="Hello", by=author, at=NOW, key=f"r{number}", seen_version=9))

    with django_assert_num_queries(1):
        assert tell_undelivered(at=NOW) == 3
