"""The pages of templates: list, new, settings, copy, out of use."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.models import Survey
from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.outbox.models import Mailing, Message, Template
from tests.factories import NOW, GuestFactory, HotelFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.fixture
def user(hotel: Hotel) -> User:
    return staff(Role.MANAGER, hotel, language="en")


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def make(code: str, **fields: Any) -> Template:
    return Template.objects.create(code=code, name_en=code.title(), name_zh=code, **{"purpose": "service"} | fields)


def without_templates() -> None:
    """Those every install begins with, and that the surveys every install begins with name."""
    Survey.objects.update(template=None)
    Template.objects.all().delete()


def typed(**changes: Any) -> dict[str, Any]:
    known = {"name_en": "Spring", "name_zh": "春季", "purpose": "marketing", "fallback": "en"}
    return known | changes


def test_the_list_counts_use_at_the_hotels_one_may_see(desk: Client, hotel: Hotel) -> None:
    template = make("spring", purpose="marketing")
    Mailing.objects.create(name="Spring", hotel=hotel, purpose="marketing", template=template)
    for at_hotel, count in ((hotel, 2), (HotelFactory(), 1)):
        for number in range(count):
            Message.objects.create(
                guest=GuestFactory(),
                hotel=at_hotel,
                template=template,
                channel="sms",
                purpose="marketing",
                key=f"spring:{number}",
                due_at=NOW,
                state="sent",
                handed_at=timezone.now(),
                sent_at=timezone.now(),
            )
    answer = desk.get(reverse("outbox:templates"))
    line = next(line for line in answer.context["lines"] if line.template == template)
    assert (line.mailings, line.sent, line.written) == (1, 2, [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(
    desk: Client, count: int, django_assert_num_queries: Any
) -> None:
    without_templates()
    for number in range(count):
        make(f"one-{number}")
    desk.get(reverse("outbox:templates"))
    with django_assert_num_queries(10):  # who asks and what waits for them; templates, texts, mailings, messages
        desk.get(reverse("outbox:templates"))


def test_the_list_shows_one_purpose_or_what_is_out_of_use(desk: Client) -> None:
    without_templates()
    make("spring", purpose="marketing")
    make("thanks")
    make("old", archived_at=NOW)

    def shown(**query: str) -> list[str]:
        return [line.template.code for line in desk.get(reverse("outbox:templates"), query).context["lines"]]

    assert shown() == ["spring", "thanks"]
    assert shown(purpose="marketing") == ["spring"]
    assert shown(purpose="nonsense") == ["spring", "thanks"]
    assert shown(archived="1") == ["old"]


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    without_templates()
    assert "No template here." in desk.get(reverse("outbox:templates")).content.decode()


def test_a_new_template_goes_on_to_its_text(desk: Client) -> None:
    answer = desk.post(reverse("outbox:new-template"), typed())
    template = Template.objects.get(code="spring")
    assert answer["Location"] == reverse("outbox:variant", args=[template.pk, "en", "email"])
    assert template.version == 1


def test_a_nameless_template_is_refused_beside_its_field(desk: Client) -> None:
    answer = desk.post(reverse("outbox:new-template"), typed(name_zh=""))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name_zh"]


def test_settings_are_saved(desk: Client) -> None:
    template = make("spring")
    answer = desk.post(reverse("outbox:template", args=[template.pk]), typed(version=1, is_generic="on"))
    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.name_en, template.purpose, template.is_generic, template.version) == (
        "Spring",
        "marketing",
        True,
        2,
    )


def test_the_second_of_two_sees_both_versions_and_can_save_on(desk: Client) -> None:
    template = make("spring")
    url = reverse("outbox:template", args=[template.pk])
    desk.post(url, typed(version=1, name_en="Theirs"))
    answer = desk.post(url, typed(version=1, name_en="Mine"))
    assert answer.status_code == 409
    assert [(row["theirs"], row["typed"]) for row in answer.context["differences"]] == [("Theirs", "Mine")]
    again = answer.context["form"]
    assert (again["name_en"].value(), again["version"].value()) == ("Mine", "2")
    assert desk.post(url, typed(version=2, name_en="Mine")).status_code == 302


def test_settings_that_a_text_contradicts_are_refused(desk: Client) -> None:
    template = Template.objects.get(code="thank-you")
    answer = desk.post(
        reverse("outbox:template", args=[template.pk]), typed(version=1, purpose="service", is_generic="on")
    )
    assert answer.status_code == 422
    assert "known of the guest" in answer.context["form"].non_field_errors()[0]


def test_duplicated_archived_and_taken_back(desk: Client) -> None:
    template = Template.objects.get(code="birthday")
    answer = desk.post(reverse("outbox:duplicate-template", args=[template.pk]))
    copy = Template.objects.get(code="birthday-2")
    assert answer["Location"] == reverse("outbox:template", args=[copy.pk])
    desk.post(reverse("outbox:archive-template", args=[copy.pk]))
    copy.refresh_from_db()
    assert copy.archived_at is not None
    desk.post(reverse("outbox:restore-template", args=[copy.pk]))
    copy.refresh_from_db()
    assert copy.archived_at is None


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_other_roles_are_refused(client: Client, hotel: Hotel, role: Role) -> None:
    client.force_login(staff(role, hotel))
    assert client.get(reverse("outbox:templates")).status_code == 403


@pytest.mark.parametrize("name", ["template", "duplicate-template", "archive-template", "restore-template"])
def test_one_that_does_not_exist_is_not_found(desk: Client, name: str) -> None:
    assert desk.post(reverse(f"outbox:{name}", args=[999_999])).status_code == 404
