"""The drafts every hotel begins with, and the words of their templates."""

import pytest
from django.utils import timezone

from campaigns.actions.starting import start
from campaigns.models import Campaign, CampaignState
from campaigns.occasions import ready_made
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.models import Hotel
from hotelcrm.outbox.models import Template, Variant
from hotelcrm.outbox.writing import blocks
from hotelcrm.outbox.writing.checking import Rules, check
from hotelcrm.outbox.writing.compiling import typed_of
from tests.factories import HotelFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.now()


def test_a_new_hotel_begins_with_a_draft_for_every_occasion(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hotel = HotelFactory()

    drafts = Campaign.objects.filter(hotel=hotel)
    assert set(drafts.values_list("occasion", flat=True)) == set(OCCASIONS)
    assert set(drafts.values_list("state", flat=True)) == {CampaignState.DRAFT}
    held = dict(drafts.values_list("occasion", "holdout_percent"))
    assert (held["pre_arrival"], held["birthday"]) == (0, 10)  # what a guest needs is held back from nobody
    assert [step.after_days for step in drafts.get(occasion="dormancy").steps.order_by("order")] == [0, 14]


def test_a_hotel_that_is_changed_gets_no_second_drafts(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hotel = HotelFactory()
    kept = Campaign.objects.get(hotel=hotel, occasion="birthday")
    Campaign.objects.filter(hotel=hotel, occasion="cooling").delete()

    with django_capture_on_commit_callbacks(execute=True):
        Hotel.objects.get(pk=hotel.pk).save()
    assert not Campaign.objects.filter(hotel=hotel, occasion="cooling").exists()

    assert [one.occasion for one in ready_made.write(hotel, at=TODAY)] == ["cooling"]
    assert Campaign.objects.get(hotel=hotel, occasion="birthday") == kept


def test_drafts_that_cannot_be_written_do_not_undo_the_hotel(django_capture_on_commit_callbacks, monkeypatch, caplog):
    monkeypatch.setattr(ready_made, "write", lambda *_args, **_more: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        hotel = HotelFactory()

    assert Hotel.objects.filter(pk=hotel.pk).exists()
    assert "ZeroDivisionError" in caplog.text


def test_every_one_of_them_can_be_started_as_it_is():
    drafts = ready_made.write(HotelFactory(), at=TODAY)

    assert len(drafts) == len(OCCASIONS)
    assert {start(draft, by=UserFactory(), at=TODAY).state for draft in drafts} == {CampaignState.RUNNING}


@pytest.mark.parametrize("code", sorted({one.template for one in ready_made.READY}))
def test_their_templates_say_something_in_both_languages_on_every_channel(code):
    template = Template.objects.get(code=code)
    rows = Variant.objects.filter(template=template)

    assert set(rows.values_list("language", "channel")) == {
        (language, channel) for language in ("en", "zh-hans") for channel in ("email", "sms", "wecom")
    }
    rules = Rules(template.purpose, template.is_generic)
    faults = [fault for row in rows for fault in check(typed_of(row), rules, blocks.sources(row.language))]
    assert [fault for fault in faults if not fault.is_warning] == []
