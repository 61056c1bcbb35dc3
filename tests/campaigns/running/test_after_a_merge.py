"""Two profiles, one person: what either had of a step is had."""

import pytest

from campaigns.models import Enrolment
from campaigns.running.choosing import enrol, once
from guests.actions import merge_guests
from hotelcrm.outbox.models import Message
from loyalty.models import Member, PointsEntry, Voucher
from tests.factories import HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory
from tests.outbox.rows import NOON

from .world import DAY, of, person, plan, run, started

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fate", [{}, {"state": "sent", "handed_at": NOON, "sent_at": NOON}], ids=["queued", "sent"])
def test_whose_other_profile_had_the_message_gets_neither_a_second_nor_a_second_present(fate):
    late, early = person(), person()
    MemberFactory(guest=late), MemberFactory(guest=early)
    campaign = started(HotelFactory(), plan(voucher_type=VoucherTypeFactory(), points=50))
    enrol(campaign, once(campaign, at=NOON), at=NOON)
    Enrolment.objects.filter(guest=late).update(due_at=NOON + DAY)
    run()
    Message.objects.update(**fate)
    merge_guests(late, absorbed=early, by=UserFactory(), at=NOON)

    run(NOON + DAY)

    assert of(late).due_at is None
    assert list(Message.objects.exclude(state="cancelled").values_list("guest", flat=True)) == [late.pk]
    assert list(Voucher.objects.exclude(state="void").values_list("guest", flat=True)) == [late.pk]
    assert sum(PointsEntry.objects.values_list("points", flat=True)) == 50
    assert Member.objects.get(guest=late).balance == 50
