import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from hotelcrm.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from hotelcrm.accounts.models import Hotel
from tests.committed import snapshot
from tests.demo.conftest import AT, without_rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def _without_rooms():
    """Filling the programme and what guests said takes most of the time, and other modules are about it."""
    with without_rooms():
        yield


@pytest.fixture(autouse=True)
def _at():
    with time_machine.travel(AT, tick=False):
        yield


def demo(*options):
    out = io.StringIO()
    call_command("demo", "--guests", "1000", *options, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_without_rooms")
def test_it_prints_what_it_made_and_every_account():
    text = demo()

    assert "1,000 guests, 3,000 stays" in text
    assert DEMO_PASSWORD in text
    assert all(account.username in text for account in DEMO_ACCOUNTS)


def test_once_fills_an_empty_house_and_a_second_time_changes_nothing():
    assert "1,000 guests" in demo("--once")
    before = snapshot()

    text = demo("--once")

    assert "0 stays booked, 0 moved on" in text
    assert DEMO_PASSWORD in text
    assert snapshot() == before


@pytest.mark.usefixtures("_without_rooms")
def test_without_once_it_refuses_a_house_that_is_not_empty():
    demo()

    with pytest.raises(CommandError, match="hotels already"):
        demo()


@pytest.mark.parametrize("options", [[], ["--once"]])
def test_in_production_it_says_why_not(settings, options):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        demo(*options)
    assert not Hotel.objects.exists()


@pytest.mark.usefixtures("_without_rooms")
def test_in_production_no_stay_is_moved(settings):
    demo()
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        demo("--once")
