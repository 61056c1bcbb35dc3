"""``manage.py verify`` finds credit that nothing explains."""

import pytest

from campaigns.models import Conversion
from campaigns.results.attributing import attribute
from hotelcrm.audit.invariants import verify
from tests.factories import NOW, GuestFactory

from .letters import DAY, booking, letter, variant_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_planned_once")]


def broken():
    return [verdict.invariant.name for verdict in verify() if not verdict.holds and "credit" in verdict.invariant.name]


def test_credit_follows_messages():
    variant = variant_of()
    booking(letter(variant, GuestFactory()).guest, NOW + DAY)
    attribute(at=NOW + 60 * DAY)
    assert broken() == []

    Conversion.objects.update(variant=variant_of(step=variant.step, name="B"))

    assert broken() == ["campaigns.credit_follows_messages"]
