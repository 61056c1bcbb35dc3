"""Starting, approving, pausing and ending campaigns on their pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.stopping import finish
from campaigns.models import Campaign, Enrolment
from campaigns.queries.waiting import waiting
from campaigns.running.stepping import step_due
from hotelcrm.accounts.access import access_of
from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message
from tests.factories import HotelFactory, VoucherTypeFactory, confirm, staff

from .running.world import drafted, person, plan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def marketing(hotel):
    return staff(Role.MARKETING, hotel, language="en")


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel, language="en")


@pytest.fixture(autouse=True)
def _small(settings):
    settings.CAMPAIGN_APPROVAL_SIZE = 2


@pytest.fixture
def signed_in(client, marketing):
    client.force_login(marketing)
    return client


def address(name, campaign):
    return reverse(f"campaigns:{name}", args=[campaign.pk])


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def of(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def for_many(hotel, **fields):
    """A draft that another person must agree to."""
    for _n in range(3):
        person()
    return drafted(hotel, **fields)


def by_manager(client, manager):
    client.force_login(manager)
    confirm(client)
    return client


def test_the_dialog_says_how_many_and_that_it_begins(signed_in, hotel):
    person()
    campaign = drafted(hotel, holdout_percent=50)

    answer = signed_in.get(address("start", campaign), headers=HTMX)

    said = text(answer)
    assert answer.content.decode().lstrip().startswith("<dialog")
    assert "1 guest is in its audience." in said
    assert "About 1 of them (50%) are held out and get nothing." in said
    assert "It begins at once" in said


def test_the_dialog_says_that_another_person_must_agree(signed_in, hotel):
    said = text(signed_in.get(address("start", for_many(hotel))))

    assert "3 guests are in its audience." in said
    assert "That is more than 2 guests: another person must approve before anything goes out." in said


def test_started_it_runs(signed_in, hotel, marketing):
    person()
    campaign = drafted(hotel)

    answer = signed_in.post(address("start", campaign), headers=HTMX)

    assert answer["HX-Trigger"] == '{"campaign-changed": {}}'
    assert (of(campaign).state, of(campaign).asked_by) == ("running", marketing)


def test_whoever_starts_or_agrees_reads_what_guests_get_with_it(client, signed_in, hotel, manager, settings):
    person()
    settings.CAMPAIGN_APPROVAL_SIZE = 0
    spa = VoucherTypeFactory(name_en="Spa day")
    campaign = drafted(hotel, plan(voucher_type=spa), plan("again", voucher_type=spa, points=500, after_days=3))
    words = "Guests get with it: a voucher, “Spa day”, 500 points."

    assert words in text(signed_in.get(address("start", campaign), headers=HTMX))
    signed_in.post(address("start", campaign))
    client.force_login(manager)
    assert words in text(confirm(client).get(address("approve", campaign), headers=HTMX))


def test_a_double_click_starts_once(signed_in, hotel):
    person()
    campaign = drafted(hotel)

    answers = [signed_in.post(address("start", campaign)) for _n in range(2)]

    assert [answer.url for answer in answers] == [address("campaign", campaign)] * 2
    assert of(campaign).version == campaign.version + 1


def test_what_cannot_start_says_why_and_offers_no_button(signed_in, hotel):
    campaign = drafted(hotel)

    asked = signed_in.get(address("start", campaign), headers=HTMX)
    posted = signed_in.post(address("start", campaign), headers=HTMX)

    assert "Nobody is in the audience of this campaign." in text(asked)
    assert "data-save>" not in asked.content.decode()
    assert posted.status_code == 422
    assert "Nobody is in the audience of this campaign." in text(posted)
    assert of(campaign).state == "draft"


def test_who_started_it_takes_it_back(signed_in, hotel, marketing):
    campaign = for_many(hotel)
    signed_in.post(address("start", campaign))
    assert of(campaign).state == "waiting"

    page = signed_in.get(address("campaign", campaign)).content.decode()
    signed_in.post(address("take-back", campaign))

    assert address("take-back", campaign) in page
    assert "You started it: somebody else decides." in page
    assert (of(campaign).state, of(campaign).state_because) == ("draft", f"Taken back by {marketing}.")


def test_nobody_else_takes_it_back(client, signed_in, hotel, manager):
    campaign = for_many(hotel)
    signed_in.post(address("start", campaign))

    by_manager(client, manager).post(address("take-back", campaign))

    assert of(campaign).state == "waiting"


def test_another_person_approves(client, signed_in, hotel, manager):
    campaign = for_many(hotel)
    signed_in.post(address("start", campaign))
    by_manager(client, manager)

    asked = text(client.get(address("approve", campaign), headers=HTMX))
    client.post(address("approve", campaign), headers=HTMX)

    assert f"{of(campaign).asked_by} asks for it." in asked
    assert "3 guests are in its audience." in asked
    assert (of(campaign).state, of(campaign).approved_by) == ("running", manager)


def test_approving_asks_for_the_password(client, signed_in, hotel, manager):
    campaign = for_many(hotel)
    signed_in.post(address("start", campaign))
    client.force_login(manager)
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()

    plain = client.post(address("approve", campaign))
    over_page = client.post(address("approve", campaign), headers=HTMX)

    assert plain.url.startswith(reverse("account_reauthenticate"))
    assert over_page["HX-Redirect"].startswith(reverse("account_reauthenticate"))
    assert of(campaign).state == "waiting"


def test_nobody_approves_what_he_started(client, hotel, manager):
    campaign = for_many(hotel)
    by_manager(client, manager)
    client.post(address("start", campaign))

    asked = client.get(address("approve", campaign), headers=HTMX)
    posted = client.post(address("approve", campaign), headers=HTMX)
    page = client.get(address("campaign", campaign)).content.decode()

    assert "Somebody else than whoever started it approves a campaign." in text(asked)
    assert posted.status_code == 422
    assert address("approve", campaign) not in page
    assert of(campaign).state == "waiting"


def test_refused_it_is_a_draft_with_the_reason(client, signed_in, hotel, manager):
    campaign = for_many(hotel)
    signed_in.post(address("start", campaign))
    by_manager(client, manager)

    without = client.post(address("refuse", campaign), {"because": " "}, headers=HTMX)
    client.post(address("refuse", campaign), {"because": "Too early"}, headers=HTMX)

    assert without.status_code == 422
    assert "Say why" in text(without)
    assert (of(campaign).state, of(campaign).state_because) == ("draft", "Too early")
    assert "Refused: Too early" in text(client.get(address("campaign", campaign)))


def test_what_waits_is_counted_for_who_may_decide(signed_in, hotel, marketing, manager):
    signed_in.post(address("start", for_many(hotel)))
    drafted(hotel, plan("draft"))
    elsewhere = staff(Role.MANAGER, HotelFactory())

    counts = [waiting(access_of(user, user.memberships.get().hotel)) for user in (manager, marketing, elsewhere)]

    assert counts == [1, 0, 0]


def test_paused_with_a_reason_and_resumed(signed_in, hotel):
    person()
    campaign = drafted(hotel)
    signed_in.post(address("start", campaign))
    step_due(at=timezone.now())

    asked = text(signed_in.get(address("pause", campaign), headers=HTMX))
    without = signed_in.post(address("pause", campaign), headers=HTMX)
    paused = signed_in.post(address("pause", campaign), {"because": "Flood"}, headers=HTMX)
    page = text(signed_in.get(address("campaign", campaign)))
    state = of(campaign).state
    resumed = signed_in.post(address("resume", campaign), headers=HTMX)

    assert "1 message waits." in asked
    assert without.status_code == 422
    assert address("resume", campaign) in paused["HX-Trigger-After-Settle"]  # the toast takes it back
    assert "Paused: Flood" in page
    assert (resumed["HX-Reswap"], resumed["HX-Trigger"]) == ("none", '{"campaign-changed": {}}')
    assert (state, of(campaign).state) == ("paused", "running")


def test_called_off_it_says_what_was_sent_and_what_is_stopped(signed_in, hotel):
    people = [person() for _n in range(2)]
    campaign = drafted(hotel, plan(voucher_type=VoucherTypeFactory()), plan("again", after_days=7))
    signed_in.post(address("start", campaign))
    now = timezone.now()
    step_due(at=now)
    Message.objects.filter(guest=people[0]).update(state="sent", reason="", handed_at=now, sent_at=now)

    asked = text(signed_in.get(address("call-off", campaign), headers=HTMX))
    done = signed_in.post(address("call-off", campaign), {"because": "Wrong price"}, headers=HTMX)

    assert "1 message was sent: it stays sent." in asked
    assert "1 message that waits is never sent; a voucher that goes with it is void." in asked
    assert "2 guests to whom something would still come are let go." in asked
    assert "Called off: 1 were sent before, 1 are never sent, 2 guests are let go." in done["HX-Trigger-After-Settle"]
    assert of(campaign).state == "cancelled"
    assert set(Enrolment.objects.values_list("ended_because", flat=True)) == {"called_off"}


def test_finished_nothing_more_is_due(signed_in, hotel):
    person()
    campaign = drafted(hotel, plan(), plan("again", after_days=7))
    signed_in.post(address("start", campaign))
    step_due(at=timezone.now())

    asked = text(signed_in.get(address("finish", campaign), headers=HTMX))
    for _n in range(2):
        signed_in.post(address("finish", campaign), headers=HTMX)

    assert "1 guest to whom something would still come is let go." in asked
    assert of(campaign).state == "finished"


def test_what_does_not_go_together_is_a_sentence(signed_in, hotel, marketing):
    person()
    campaign = drafted(hotel)
    refused = signed_in.post(address("pause", campaign), {"because": "?"}, headers=HTMX)
    signed_in.post(address("start", campaign))
    finish(campaign, by=marketing, at=timezone.now())
    late = signed_in.post(address("pause", campaign), {"because": "?"}, headers=HTMX)
    resumed = signed_in.post(address("resume", campaign), follow=True)

    assert [refused.status_code, late.status_code] == [422, 422]
    assert "This campaign does not run." in text(refused)
    assert "This campaign does not run." in text(resumed)
    assert of(campaign).state == "finished"


@pytest.mark.parametrize("name", ["start", "pause", "resume", "take-back", "finish", "call-off", "approve", "refuse"])
def test_campaigns_of_other_hotels_are_not_there(client, manager, name):
    by_manager(client, manager)
    campaign = drafted(HotelFactory())

    assert client.post(address(name, campaign), {"because": "?"}).status_code == 404
    assert of(campaign).state == "draft"


@pytest.mark.parametrize("name", ["approve", "refuse"])
def test_who_plans_does_not_approve(signed_in, hotel, name):
    assert signed_in.post(address(name, drafted(hotel))).status_code == 403
