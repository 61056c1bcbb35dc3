"""Figures that are kept: the same as those reckoned, and when they are reckoned anew."""

from datetime import timedelta
from decimal import Decimal

import pytest

from campaigns.models import Campaign, KeptFigures, Segment
from campaigns.results import figures, keeping
from campaigns.running.dry_run import dry_run, name_samples
from campaigns.tasks import keep_figures
from guests.models import Guest
from hotelcrm.outbox.models import Template, Variant
from loyalty.models import CurrencyRate
from tests.campaigns.running.world import drafted, person, plan, stranger
from tests.factories import HotelFactory
from tests.outbox.rows import NOON

from .letters import DAY, HOUR
from .worlds import build

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(keeping, "LARGE", 1)


@pytest.fixture
def crowd():
    """A draft for three guests, one of whom nobody may write to."""
    hotel = HotelFactory()
    person(), person(), stranger()
    return drafted(hotel, plan(), holdout_percent=0)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_was_reckoned(large, seed):
    build(seed, guests=20)
    CurrencyRate.objects.filter(currency="USD").update(worth=Decimal("6.5"))
    at = NOON + 100 * DAY
    for campaign in Campaign.objects.order_by("pk"):
        keeping.keep(campaign.pk, "results", at=at)

        told = keeping.results_of(campaign, at=at + HOUR)

        assert told.as_of == at
        assert told.figures == figures.of(campaign, at=at)
        assert told.figures.comparison == figures.of(campaign, at=at).comparison


def test_a_small_campaign_is_reckoned_at_once():
    build(1, guests=6)
    campaign = Campaign.objects.order_by("pk")[0]

    told = keeping.results_of(campaign, at=NOON)

    assert (told.as_of, told.is_kept, KeptFigures.objects.count()) == (NOON, False, 0)
    assert told.figures == figures.of(campaign, at=NOON)


def test_the_hourly_task_keeps_large_campaigns_once_an_hour(large):
    build(1, guests=20)
    campaigns = Campaign.objects.count()

    made = [keeping.refresh(at=at) for at in (NOON, NOON + 10 * MINUTE, NOON + HOUR)]

    assert made == [campaigns, 0, campaigns]
    assert set(KeptFigures.objects.values_list("as_of", flat=True)) == {NOON + HOUR}


def test_a_campaign_that_is_over_is_kept_once_a_day(large):
    build(1, guests=20)
    Campaign.objects.update(state="finished")
    keeping.refresh(at=NOON)

    assert keeping.refresh(at=NOON + 5 * HOUR) == 0
    assert keeping.refresh(at=NOON + DAY) == Campaign.objects.count()


def test_small_campaigns_are_not_kept():
    build(1, guests=6)

    assert keeping.refresh(at=NOON) == 0


def test_of_a_step_that_has_gone_nothing_is_shown(large, crowd):
    Campaign.objects.update(state="running")
    kept = KeptFigures(campaign=crowd, what="results", as_of=NOON)
    keeping.keep(crowd.pk, "results", at=NOON)
    kept = KeptFigures.objects.get()
    assert kept.figures is not None
    kept.figures["of"]["steps"][0]["step"] = 0
    kept.save()

    assert keeping._read(crowd, figures.Results, kept) is None


def test_asked_twice_a_worker_is_rung_for_once(crowd, django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr(keep_figures, "delay", lambda *args: rung.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        keeping.ask(crowd, "dry_run", at=NOON)
        keeping.ask(crowd, "dry_run", at=NOON + MINUTE)
    assert rung == [(crowd.pk, "dry_run")]

    with django_capture_on_commit_callbacks(execute=True):  # whoever was rung for first has died
        keeping.ask(crowd, "dry_run", at=NOON + 3 * MINUTE)

    assert rung == [(crowd.pk, "dry_run")] * 2


def test_a_dry_run_is_awaited_until_it_is_there(large, crowd):
    assert keeping.dry_run_of(crowd, at=NOON) == keeping.Told(is_kept=True)
    keeping.ask(crowd, "dry_run", at=NOON)
    assert keeping.dry_run_of(crowd, at=NOON + MINUTE).is_awaited
    keeping.keep(crowd.pk, "dry_run", at=NOON + MINUTE)

    told = keeping.dry_run_of(crowd, at=NOON + 2 * MINUTE)

    assert (told.is_awaited, told.as_of) == (False, NOON + MINUTE)
    name_samples(told.figures)
    assert told.figures == dry_run(crowd, at=NOON + MINUTE)


def test_a_dry_run_of_another_plan_or_day_is_not_shown(large, crowd):
    keeping.keep(crowd.pk, "dry_run", at=NOON)

    late = keeping.dry_run_of(crowd, at=NOON + DAY)
    crowd.version += 1
    changed = keeping.dry_run_of(crowd, at=NOON + MINUTE)

    assert [late.figures, changed.figures] == [None, None]


@pytest.mark.parametrize("of", ["rule", "text"])
def test_a_dry_run_of_another_audience_or_text_is_not_shown(large, crowd, of):
    keeping.keep(crowd.pk, "dry_run", at=NOON)
    if of == "rule":
        Segment.objects.filter(campaigns=crowd).update(rule={"none": []})
    else:
        Variant.objects.filter(template__code="spring").update(source="Something else.")

    assert keeping.dry_run_of(crowd, at=NOON + MINUTE) == keeping.Told(is_kept=True)


def test_a_fault_that_was_mended_is_not_shown_any_more(large, crowd):
    texts = Variant.objects.filter(template__code="spring", channel="email")
    texts.update(channel="letter")
    keeping.keep(crowd.pk, "dry_run", at=NOON)
    assert keeping.dry_run_of(crowd, at=NOON + MINUTE).fault

    Variant.objects.filter(channel="letter").update(channel="email")

    assert keeping.dry_run_of(crowd, at=NOON + 2 * MINUTE) == keeping.Told(is_kept=True)


def test_what_keeps_it_from_running_is_kept_as_a_sentence(large, crowd):
    Template.objects.get(code="spring").variants.all().delete()

    keeping.keep(crowd.pk, "dry_run", at=NOON)

    told = keeping.dry_run_of(crowd, at=NOON + MINUTE)
    assert told.figures is None
    assert told.fault


def test_names_of_a_kept_dry_run_are_of_guests_who_may_still_be_used(large, crowd):
    keeping.keep(crowd.pk, "dry_run", at=NOON)
    told = keeping.dry_run_of(crowd, at=NOON + MINUTE)
    some = next(iter(told.figures.gets.values()))
    gone = some.ids[0]
    Guest.objects.filter(pk=gone).update(restricted_at=NOON)

    name_samples(told.figures)

    assert gone not in {guest.pk for guest in some.guests}
    assert len(some.guests) == 1


def test_of_a_campaign_that_is_gone_nothing_is_kept():
    assert keeping.keep(999_999, "results", at=NOON) is False
