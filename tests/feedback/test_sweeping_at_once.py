"""Several sweeps at the same time share the tickets, and tell each alarm once."""

import pytest
from django.db import connection

from feedback.clocks import sweeping
from feedback.clocks.sweeping import Swept, sweep
from feedback.models import Ticket, TicketEvent
from tests.committed import at_once
from tests.factories import TicketFactory, staff

from .clock_world import house, moment, noticed, told

OPENED = "9-18 10:00"  # answer until 10:30, with a warning at 10:24
pytestmark = pytest.mark.usefixtures("transactional_db")


def test_one_that_somebody_holds_is_left_for_the_next_turn():
    hotel = house()
    held, free = (TicketFactory(hotel=hotel, at=moment(OPENED)) for _n in range(2))

    def hold_and_sweep() -> Swept:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM feedback_ticket WHERE id = %s FOR NO KEY UPDATE", [held.pk])
            swept = at_once(lambda _n: sweep(at=moment("9-18 10:25")), [0])[0]
            cursor.execute("ROLLBACK")
        return swept

    assert hold_and_sweep() == Swept(tickets=1, warned=1)
    assert (told(held), told(free)) == ([], ["respond:warned"])
    assert sweep(at=moment("9-18 10:26")) == Swept(tickets=1, warned=1)


def test_four_sweeps_at_the_same_time_tell_each_alarm_once(monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 7)  # so that all four have something to do
    hotel = house()
    relations = staff("guest_relations", hotel)
    tickets = [TicketFactory(hotel=hotel, guest=None, at=moment(OPENED)) for _n in range(60)]

    swept = at_once(lambda _n: sweep(at=moment("9-18 10:31")), range(4))

    assert sum(one.tickets for one in swept) == sum(one.breached for one in swept) == 60
    keys = TicketEvent.objects.filter(kind="breached").order_by("ticket").values_list("ticket", "key")
    assert list(keys) == [(ticket.pk, "respond:breached") for ticket in tickets]
    assert set(Ticket.objects.values_list("level", "version")) == {("guest_relations", 2)}
    assert noticed(relations) == [["respond:breached"] * 60]
