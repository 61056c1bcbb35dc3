"""The list of campaigns, and which occasions run."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.actions.stopping import pause
from campaigns.models import Campaign, CampaignState, Conversion
from campaigns.occasions import ready_made
from campaigns.occasions.registry import OCCASIONS
from hotelcrm.accounts.models import Role
from tests.campaigns.running.world import drafted, person, plan, run, started
from tests.factories import (
    CampaignFactory,
    EnrolmentFactory,
    HotelFactory,
    MessageFactory,
    SegmentFactory,
    StayFactory,
    StepFactory,
    UserFactory,
    VariantFactory,
    staff,
)
from tests.outbox.rows import NOON

pytestmark = pytest.mark.django_db
URL = "/campaigns/"


@pytest.fixture
def hotel():
    return HotelFactory(name_en="Harbour")


@pytest.fixture
def manager(client, hotel):
    """Of this hotel alone."""
    person = staff(Role.MANAGER, hotel, language="en")
    client.force_login(person)
    return person


def text(part):
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def rows(client, **asked):
    """The rows of the table, in words."""
    page = client.get(URL, asked).content.decode()
    table = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [text(row) for row in re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)] if table else []


def tiles(client, **asked):
    """What each occasion does."""
    page = client.get(URL, asked).content.decode()
    found = re.findall(r'plan-tile-name">(.*?)</span>\s*<span class="plan-tile-state">(.*?)</span>', page, re.DOTALL)
    return {name: text(state) for name, state in found}


def test_a_line_says_what_a_campaign_is_and_what_came_of_it(client, manager, hotel):
    campaign = CampaignFactory(hotel=hotel, name_en="Autumn", segment=SegmentFactory(name_en="Regulars"))
    variant = VariantFactory(step=StepFactory(campaign=campaign))
    for number, state in enumerate(["sent", "delivered", "cancelled"]):
        enrolment = EnrolmentFactory(campaign=campaign, enrolled_at=NOON + timedelta(minutes=number))
        reason = {"reason": "no_consent"} if state == "cancelled" else {}
        message = MessageFactory(hotel=hotel, guest=enrolment.guest, mailing=variant.mailing, state=state, **reason)
    EnrolmentFactory(campaign=campaign, arm="holdout", enrolled_at=NOON)
    for number, status in enumerate(["booked", "cancelled"]):
        Conversion.objects.create(
            campaign=campaign,
            variant=variant,
            guest=message.guest,
            stay=StayFactory(hotel=hotel, guest=message.guest, status=status, confirmation=f"C{number}"),
            message=message,
            touch="click",
            touched_at=NOON,
            booked_at=NOON,
        )

    [row] = rows(client)

    assert row.startswith("Autumn One-off running Regulars ")
    assert row.endswith(" 3 2 1")


def test_a_campaign_ahead_says_when_it_starts_and_has_no_figures(client, manager, hotel):
    drafted(hotel, name_en="Winter", starts_at=NOON.replace(year=2030))

    [row] = rows(client)

    assert "draft" in row
    assert "starts Thu 21 Nov 12:00" in row
    assert row.endswith("— — —")


def test_what_needs_somebody_comes_first_and_what_is_over_last(client, manager, hotel):
    states = ["finished", "draft", "running", "cancelled", "waiting", "paused"]
    for number, state in enumerate(states):
        by = UserFactory() if state == "draft" else None
        CampaignFactory(hotel=hotel, name_en=state, state=state, by=by, created_at=NOON + timedelta(days=number))

    assert [row.split()[0] for row in rows(client)] == [
        "waiting",
        "running",
        "paused",
        "draft",
        "finished",
        "cancelled",
    ]


def test_filters_by_state_kind_and_hotel(client, hotel):
    client.force_login(staff(Role.MARKETING, hotel, language="en"))
    other = HotelFactory(code="lake")
    CampaignFactory(hotel=hotel, name_en="Once")
    CampaignFactory(hotel=hotel, name_en="Birthdays", occasion="birthday", state="paused")
    CampaignFactory(hotel=other, name_en="Elsewhere")

    def names(**asked):
        return sorted(row.split()[0] for row in rows(client, **asked))

    assert names() == ["Birthdays", "Elsewhere", "Once"]
    assert names(state="paused") == ["Birthdays"]
    assert names(kind="once") == ["Elsewhere", "Once"]
    assert names(kind="occasion") == ["Birthdays"]
    assert names(hotel="lake") == ["Elsewhere"]
    page = client.get(URL, {"state": "cancelled"}).content.decode()
    assert "No campaign fits these filters." in page
    assert names(state="nonsense", kind="'", hotel="nowhere") == ["Birthdays", "Elsewhere", "Once"]


def test_ready_made_drafts_stand_among_the_occasions_alone(client, manager, hotel):
    ready_made.write(hotel, at=NOON)

    assert rows(client) == []
    found = tiles(client)
    assert len(found) == len(OCCASIONS)
    assert set(found.values()) == {"ready: switch on"}
    page = client.get(URL).content.decode()
    assert "0 of 14 run" in page
    assert "No campaign has been written yet." in page


def test_each_occasion_says_whether_it_runs(client, manager, hotel):
    person()
    running = started(hotel, occasion="birthday", name_en="Cake")
    Campaign.objects.filter(pk=running.pk).update(state=CampaignState.RUNNING)
    drafted(hotel, plan("second"), occasion="birthday", name_en="Another")
    stopped = started(hotel, plan("third"), occasion="dormancy")
    pause(stopped, because="Wait", by=manager, at=NOON)
    ready_made.write(hotel, at=NOON)
    drafted(hotel, plan("fourth"), occasion="welcome")
    Campaign.objects.filter(hotel=hotel, occasion="cooling").delete()
    CampaignFactory(hotel=HotelFactory(), occasion="cooling")
    CampaignFactory(hotel=hotel, occasion="cooling", state="cancelled")

    found = tiles(client)

    assert found["Birthday"] == "runs"
    assert found["Dormancy"] == "paused"
    assert found["Welcome"] == "draft: switch on"
    assert found["After the stay"] == "ready: switch on"
    assert found["Going quiet"] == "no campaign: write one"
    page = client.get(URL).content.decode()
    assert "1 of 14 runs" in page
    assert "/campaigns/new/?occasion=cooling" in page


def test_the_list_shows_no_campaign_of_another_hotel(client, manager):
    CampaignFactory(hotel=HotelFactory(), name_en="Secret")

    assert "Secret" not in client.get(URL).content.decode()


def test_the_list_asks_as_often_for_three_campaigns_as_for_one(client, manager, hotel, django_assert_num_queries):
    def one_more(number):
        campaign = CampaignFactory(hotel=hotel, by=UserFactory(), segment=SegmentFactory())
        VariantFactory(step=StepFactory(campaign=campaign))
        EnrolmentFactory(campaign=campaign, key=f"k{number}")

    client.get(URL)
    one_more(0)
    with django_assert_num_queries(10):
        client.get(URL)
    one_more(1)
    one_more(2)
    with django_assert_num_queries(10):
        client.get(URL)


def test_what_the_clock_did_is_counted(client, manager, hotel):
    person()
    person()
    started(hotel, name_en="Spring")
    run(NOON)

    [row] = rows(client)

    assert row.endswith(" 2 0 0")  # queued, and not sent yet


def test_the_list_in_chinese(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel, language="zh-hans"))
    ready_made.write(hotel, at=NOON)
    CampaignFactory(hotel=hotel, occasion="birthday")

    page = client.get(URL).content.decode()

    for words in ("营销活动", "已就绪，可启用", "运行中", "生日", "触发时机"):
        assert words in page


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_does_not_manage_campaigns_is_refused(client, hotel, role):
    client.force_login(staff(role, hotel))

    assert client.get(reverse("campaigns:campaigns")).status_code == 403
