"""The bench of occasions, on the few guests of a test."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest

from campaigns.models import Campaign, Enrolment
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.bench.benches import occasions as module
from tests.campaigns.occasions.world import clock, count
from tests.factories import CampaignFactory, GuestFactory, HotelFactory


@pytest.mark.django_db
def test_it_measures_every_occasion_and_leaves_nothing_behind(monkeypatch):
    @contextmanager
    def in_use(_run):
        yield date(2027, 2, 28)

    hotel = HotelFactory()
    GuestFactory(birth_month=2, birth_day=29)
    count(CampaignFactory.build(hotel=hotel), clock(date(2027, 2, 28)))
    monkeypatch.setattr(module.campaigns, "in_use", in_use)

    figures = list(module.occasions(SimpleNamespace(hotel=hotel, guests=1)))

    told = [figure.case.split(":")[0] for figure in figures]
    assert told == [*OCCASIONS, "all", "all again"]
    assert (figures[0].case, figures[-2].case) == ("birthday: 1 enrolled", "all: 1 enrolled")
    assert all(figure.seconds for figure in figures)
    assert (Campaign.objects.count(), Enrolment.objects.count()) == (0, 0)
