"""Blocks that several templates share."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Block
from tests.factories import HotelFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(staff(Role.MARKETING, HotelFactory(), language="en"))
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {"name_en": "Spa", "name_zh": "水疗", "source_en": "A massage", "source_zh": "按摩", "version": 1} | changes


def test_a_block_is_entered_and_named_by_its_code(desk: Client) -> None:
    answer = desk.post(reverse("outbox:new-block"), typed())
    block = Block.objects.get(code="spa")
    assert answer["Location"] == reverse("outbox:block", args=[block.pk])
    assert (block.source_en, block.source_zh, block.version) == ("A massage", "按摩", 1)
    page = desk.get(reverse("outbox:blocks")).content.decode()
    assert "{% block &quot;spa&quot; %}" in page or '{% block "spa" %}' in page


def test_a_faulty_block_is_refused_beside_its_field(desk: Client) -> None:
    answer = desk.post(reverse("outbox:new-block"), typed(source_zh="一\n{{ nobody }}"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"source_zh": ["Line 2: There is no value “nobody”."]}


def test_the_second_of_two_sees_both_versions_and_can_save_on(desk: Client) -> None:
    block = Block.objects.get(code="offer")
    url = reverse("outbox:block", args=[block.pk])
    assert desk.post(url, typed(source_en="Theirs")).status_code == 302
    answer = desk.post(url, typed(source_en="Mine"))
    assert answer.status_code == 409
    assert [(row["theirs"], row["typed"]) for row in answer.context["differences"]] == [("Theirs", "Mine")]
    assert desk.post(url, typed(source_en="Mine", version=2)).status_code == 302
    block.refresh_from_db()
    assert block.source_en == "Mine"


def test_a_block_that_would_break_a_template_is_refused(desk: Client) -> None:
    block = Block.objects.get(code="offer")
    answer = desk.post(reverse("outbox:block", args=[block.pk]), typed(source_en="{{ stay.nights }} nights"))
    assert answer.status_code == 422
    assert "known of the guest" in answer.context["form"].non_field_errors()[0]


def test_a_block_is_headed_by_its_name(desk: Client) -> None:
    page = desk.get(reverse("outbox:block", args=[Block.objects.get(code="voucher").pk])).content.decode()
    assert "<h1>Voucher</h1>" in page


def test_other_roles_are_refused(client: Client) -> None:
    client.force_login(staff(Role.GUEST_RELATIONS, HotelFactory()))
    assert client.get(reverse("outbox:blocks")).status_code == 403
