"""Whatever staff click in whatever order: a stay is always in a state that can be, and its timeline says the same."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from guests.models import Touchpoint
from hotelcrm.accounts.models import Role
from stays import actions
from stays.models import Stay, StayStatus
from tests.factories import NOW, TODAY, HotelFactory, StayFactory, staff

ROOMS = ["101", "102"]
TOLD = {
    "booked": set(),
    "in_house": {"check_in"},
    "checked_out": {"check_in", "check_out"},
    "no_show": {"no_show"},
    "cancelled": {"cancellation"},
}
whichever = some.integers(0, 2)


class Desk(RuleBasedStateMachine):
    """Three bookings, two rooms, and a clock that only goes forward."""

    @initialize()
    def open_the_day(self) -> None:
        hotel = HotelFactory()
        self.by = staff(Role.FRONT_DESK, hotel)
        self.stays = [StayFactory(hotel=hotel, room=ROOMS[number % 2]).pk for number in range(3)]
        self.at = NOW

    def mine(self) -> list[Stay]:
        """The three of this run; those of runs before are in the same transaction."""
        return list(Stay.objects.filter(pk__in=getattr(self, "stays", ())).order_by("pk"))

    def act(self, action: Any, number: int, **facts: Any) -> None:
        stay = Stay.objects.get(pk=self.stays[number])
        before = (stay.status, stay.version)
        try:
            after = action(stay, by=self.by, at=self.at, **facts)
        except actions.Refused:
            stay.refresh_from_db()
            assert (stay.status, stay.version) == before
        else:
            assert after.version == before[1] + 1

    @rule(number=whichever, room=some.sampled_from(["", *ROOMS]))
    def check_in(self, number: int, room: str) -> None:
        self.act(actions.check_in, number, room=room)

    @rule(number=whichever)
    def check_out(self, number: int) -> None:
        self.act(actions.check_out, number)

    @rule(number=whichever, action=some.sampled_from([actions.cancel, actions.mark_no_show, actions.reinstate]))
    def close_or_open(self, number: int, action: Any) -> None:
        self.act(action, number)

    @rule(number=whichever, action=some.sampled_from([actions.undo_check_in, actions.undo_check_out]))
    def undo(self, number: int, action: Any) -> None:
        self.act(action, number)

    @rule(number=whichever, room=some.sampled_from(["", *ROOMS]))
    def assign_room(self, number: int, room: str) -> None:
        self.act(actions.assign_room, number, room=room)

    @rule()
    def next_day(self) -> None:
        self.at += timedelta(days=1)

    @invariant()
    def no_room_holds_two(self) -> None:
        rooms = [stay.room for stay in self.mine() if stay.status == StayStatus.IN_HOUSE]
        assert "" not in rooms
        assert len(rooms) == len(set(rooms))

    @invariant()
    def moments_fit_the_status(self) -> None:
        for stay in self.mine():
            assert (stay.checked_in_at is None) == (stay.status in {"booked", "no_show", "cancelled"})
            assert (stay.checked_out_at is None) == (stay.status != StayStatus.CHECKED_OUT)
            assert (stay.closed_on is None) == (stay.status not in {StayStatus.NO_SHOW, StayStatus.CANCELLED})
            assert stay.arrival == TODAY <= stay.departure

    @invariant()
    def timeline_says_the_same(self) -> None:
        for stay in self.mine():
            keys = Touchpoint.objects.filter(key__startswith=f"stay:{stay.pk}:").values_list("kind", flat=True)
            assert set(keys) == TOLD[stay.status]


@pytest.mark.django_db
def test_any_order_of_clicks():
    plan = settings(max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Desk, settings=plan)
