"""When an alarm is due, and who answers for a ticket after a breach."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.alarms import Alarm, Watch, above, higher, listening
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


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("front_desk", "department", "front_desk"),
        ("department", "front_desk", "department"),
        ("department", "guest_relations", "guest_relations"),
        ("guest_relations", "front_desk", "guest_relations"),
        ("guest_relations", "manager", "manager"),
        ("manager", "guest_relations", "manager"),
    ],
)
def test_of_two_roles_the_higher_one_answers(one, other, both):
    assert higher(one, other) == both


@pytest.mark.parametrize(
    ("level", "roles", "departments", "listens"),
    [
        ("department", {"department", "guest_relations"}, {"spa"}, "department"),
        ("department", {"department", "guest_relations", "front_desk"}, {"engineering"}, "guest_relations"),
        ("department", {"department", "front_desk", "manager"}, {"engineering"}, "front_desk"),
        ("front_desk", {"front_desk", "guest_relations"}, set(), "front_desk"),
        ("front_desk", {"manager"}, set(), "manager"),
        ("front_desk", {"housekeeping"}, set(), "front_desk"),
    ],
)
def test_who_hears_of_it_where_nobody_has_that_role(level, roles, departments, listens):
    assert listening(level, "spa", roles, departments) == listens
