import pytest

from campaigns.facts.counting import count_these
from campaigns.models import GuestFacts
from tests.factories import TODAY, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


def test_what_is_as_it_was_is_not_written_again():
    guest = GuestFactory()
    StayFactory(guest=guest, status="checked_out", purpose="leisure")

    assert count_these([guest.pk], today=TODAY) == 1
    f = GuestFacts.objects.get(pk=guest.pk)
    assert (f.stays, f.nights, f.revenue, f.scene) == (1, 2, 120000, "leisure")
    assert count_these([guest.pk], today=TODAY) == 0
