"""When an alarm is due, and who answers for a ticket after a breach."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.alarms import Alarm, Watch, above
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
ONES = st.none() | st.integers(-3, 3).map(lambda minutes: NOW + minutes * MINUTE)
WATCHES = st.builds(Watch, warn_at=ONES, due_at=ONES, warned_at=ONES, breached_at=ONES, kept_at=ONES)


@pytest.mark.parametrize(
    ("minutes", "alarm"), [(-1, None), (0, None), (1, Alarm.WARNED), (5, Alarm.WARNED), (6, Alarm.BREACHED)]
)
def test_what_is_told_when(minutes, alarm):
    watch = Watch(warn_at=NOW, due_at=NOW + 5 * MINUTE)

    assert watch.alarm(NOW + minutes * MINUTE) == alarm


@given(watch=WATCHES)
def test_what_was_told_is_told_no_more(watch):
    warned_at, breached_at = watch.told(NOW)

    after = Watch(watch.warn_at, watch.due_at, warned_at, breached_at, watch.kept_at)

    assert after.alarm(NOW) is None
    assert after.told(NOW) == (warned_at, breached_at)


@given(watch=WATCHES)
def test_what_is_told_is_written_down_and_nothing_else(watch):
    warned_at, breached_at = watch.told(NOW)
    alarm = watch.alarm(NOW)

    assert (breached_at != watch.breached_at) == (alarm is Alarm.BREACHED)
    assert alarm is not Alarm.WARNED or (watch.warned_at, warned_at) == (None, NOW)


@pytest.mark.parametrize(
    ("level", "staffed", "higher"),
    [
        ("front_desk", {"guest_relations", "manager"}, "guest_relations"),
        ("department", {"guest_relations", "manager"}, "guest_relations"),
        ("department", {"front_desk", "manager"}, "manager"),
        ("guest_relations", {"guest_relations", "manager"}, "manager"),
        ("guest_relations", {"guest_relations"}, "guest_relations"),
        ("manager", {"guest_relations", "manager"}, "manager"),
        ("front_desk", set(), "front_desk"),
    ],
)
def test_it_goes_up_to_the_next_role_that_somebody_holds(level, staffed, higher):
    assert above(level, staffed) == higher
