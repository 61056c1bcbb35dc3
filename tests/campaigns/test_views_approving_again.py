"""The pages of a campaign whose text was changed after it was approved."""

import pytest
from django.urls import reverse

from campaigns.actions.approving import approve, refuse
from campaigns.actions.starting import start
from campaigns.models import Campaign
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Mailing, Variant
from tests.campaigns.running.world import drafted, person, run
from tests.factories import HotelFactory, UserFactory, confirm, staff
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def waiting(hotel, settings):
    """A campaign that another person is to agree to."""
    settings.CAMPAIGN_APPROVAL_SIZE = 2
    for _n in range(3):
        person()
    return start(drafted(hotel), by=UserFactory(), at=NOON)


@pytest.fixture
def rewritten(waiting):
    """One that was approved, began to go out, and paused because its text was changed."""
    approve(waiting, by=UserFactory(), at=NOON)
    run()
    change("Now with 90 % off.")
    return waiting


def change(source):
    row = Variant.objects.get(template__code="spring", channel="email")
    row.source = source
    row.save()


def enter(client, hotel, role=Role.MANAGER):
    client.force_login(staff(role, hotel, language="en"))
    confirm(client)


def state(campaign):
    return Campaign.objects.values_list("state", flat=True).get(pk=campaign.pk)


def test_the_dialog_keeps_what_was_seen(client, hotel, waiting):
    enter(client, hotel)
    url = reverse("campaigns:approve", args=[waiting.pk])
    seen = client.get(url).context["form"]["seen"].value()
    change("Now with 90 % off.")

    answer = client.post(url, {"seen": seen})
    assert answer.status_code == 422
    assert "was changed while you read it: look again." in answer.content.decode()
    assert state(waiting) == "waiting"

    again = client.get(url)
    assert "was changed since it was started" in again.content.decode()
    assert client.post(url, {"seen": again.context["form"]["seen"].value()}).status_code == 422
    refuse(waiting, because="Read it again.", by=UserFactory(), at=NOON)
    start(waiting, by=UserFactory(), at=NOON)
    client.post(url, {"seen": client.get(url).context["form"]["seen"].value()})
    assert state(waiting) == "running"


def test_resumed_it_waits_for_another_person(client, hotel, rewritten):
    enter(client, hotel)
    assert state(rewritten) == "paused"
    page = client.post(reverse("campaigns:resume", args=[rewritten.pk]), follow=True).content.decode()

    assert "It waits for another person" in page
    assert state(rewritten) == "waiting"
    answer = client.post(reverse("campaigns:approve", args=[rewritten.pk]), {"seen": ""})
    assert answer.status_code == 422  # who resumed it does not agree to it
    assert state(rewritten) == "waiting"


def test_refused_then_it_stays_paused_and_says_so(client, hotel, rewritten):
    enter(client, hotel)
    client.post(reverse("campaigns:resume", args=[rewritten.pk]))
    enter(client, hotel)
    page = client.post(
        reverse("campaigns:refuse", args=[rewritten.pk]), {"because": "Too dear."}, follow=True
    ).content.decode()

    assert "Refused. It stays paused, with your reason." in page
    assert state(rewritten) == "paused"


def test_its_mailing_is_not_resumed_by_itself(client, hotel, rewritten):
    enter(client, hotel)
    mailing = Mailing.objects.get()
    page = client.get(reverse("outbox:mailing", args=[mailing.pk])).content.decode()
    assert reverse("outbox:resume", args=[mailing.pk]) not in page

    page = client.post(reverse("outbox:resume", args=[mailing.pk]), follow=True).content.decode()
    assert "belongs to a campaign that is paused" in page
    mailing.refresh_from_db()
    assert mailing.paused_at is not None


def test_why_it_paused_is_said_in_the_language_of_the_page(client, hotel, rewritten):
    client.force_login(staff(Role.MANAGER, hotel, language="zh-hans"))
    told = "批准之后，其中的文案、券或套餐有改动：须重新审批。"

    for url in (
        reverse("campaigns:campaign", args=[rewritten.pk]),
        reverse("campaigns:campaigns"),
        reverse("outbox:mailing", args=[Mailing.objects.get().pk]),
    ):
        assert told in client.get(url).content.decode()
