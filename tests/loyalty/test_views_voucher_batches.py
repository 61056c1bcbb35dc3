"""Batches of vouchers: issued behind a password, listed, taken out as a file, made void."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hotelcrm.accounts.models import Role
from loyalty.actions import bulk, vouchers
from loyalty.models import Voucher, VoucherBatch
from tests.factories import NOW, TODAY, HotelFactory, VoucherTypeFactory, confirm, staff
from tests.guests.pages import HX, client_of

pytestmark = pytest.mark.django_db
LIST = "/loyalty/vouchers/batches/"
ISSUE = "/loyalty/vouchers/batches/issue/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


@pytest.fixture
def office(manager):
    return client_of(manager)


def batch_of(hotel, by, count=2, key="k", **terms):
    order = bulk.Order(VoucherTypeFactory(**terms), count, TODAY, "fair")
    return bulk.issue_batch(order, key=key, hotel=hotel, by=by, at=NOW)


def typed(terms, **more):
    return {"key": "form", "type": terms.pk, "count": 3, "valid_from": "2026-11-25", "reason": "fair"} | more


def test_the_password_is_asked_for_before_many_are_issued(office):
    response = office.get(ISSUE)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/")
    assert office.post(ISSUE, typed(VoucherTypeFactory())).status_code == 302
    assert not VoucherBatch.objects.exists()


def test_two_clicks_issue_one_batch(office, hotel, manager):
    terms = VoucherTypeFactory()
    confirm(office)
    for _ in range(2):
        assert office.post(ISSUE, typed(terms)).url == LIST

    batch = VoucherBatch.objects.get()
    assert (batch.hotel, batch.by, batch.count, batch.reason) == (hotel, manager, 3, "fair")
    assert set(Voucher.objects.values_list("valid_from", flat=True)) == {TODAY + timedelta(days=4)}


@pytest.mark.parametrize(
    "more",
    [{"count": 10_001}, {"count": 0}, {"valid_from": "2026-11-20"}, {"valid_from": "2028-01-01"}, {"reason": ""}],
)
def test_what_cannot_be_issued_is_refused(office, more):
    response = confirm(office).post(ISSUE, typed(VoucherTypeFactory(), **more))

    assert response.status_code == 422
    assert not VoucherBatch.objects.exists()


def test_the_list_counts_what_became_of_each(office, hotel, manager):
    batch = batch_of(hotel, manager, 5)
    rows = list(batch.vouchers.order_by("pk"))
    vouchers.redeem(rows[0], hotel=hotel, at=NOW, by=manager)
    vouchers.void(rows[1], reason="x", by=manager, at=NOW)
    Voucher.objects.filter(pk=rows[2].pk).update(
        valid_from=TODAY - timedelta(days=2), valid_until=TODAY - timedelta(days=1)
    )

    [tally] = office.get(LIST).context["tallies"]

    assert (tally.issued, tally.redeemed, tally.void, tally.expired) == (2, 1, 1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_however_long(office, hotel, manager, rows, django_assert_num_queries):
    for n in range(rows):
        batch_of(hotel, manager, key=str(n))
    office.get(LIST)
    with django_assert_num_queries(9):
        response = office.get(LIST)
    assert len(response.context["tallies"]) == rows


def test_other_hotels_batches_are_neither_listed_nor_found(office):
    other = HotelFactory()
    batch = batch_of(other, staff(Role.MANAGER, other))

    assert office.get(LIST).context["tallies"] == []
    assert office.post(reverse("loyalty:void-batch", args=[batch.pk]), {"reason": "x"}).status_code == 404
    assert confirm(office).get(reverse("loyalty:download-batch", args=[batch.pk, "csv"])).status_code == 404


def test_marketing_sees_the_batches_of_the_whole_group(hotel):
    other = HotelFactory()
    batch = batch_of(other, staff(Role.MANAGER, other))

    [tally] = client_of(staff(Role.MARKETING, hotel)).get(LIST).context["tallies"]
    assert tally.batch == batch


def test_the_file_holds_every_code_and_leaves_only_after_the_password(office, hotel, manager):
    batch = batch_of(hotel, manager, 2, name_en="=1+1")
    address = reverse("loyalty:download-batch", args=[batch.pk, "csv"])
    assert office.get(address).url.startswith("/accounts/reauthenticate/")

    lines = list(csv.reader(io.StringIO(confirm(office).get(address).content.decode("utf-8-sig"))))

    codes = [str(row) for row in batch.vouchers.order_by("pk")]
    assert [line[0] for line in lines] == ["Code", *codes]
    assert lines[1][1:] == ["'=1+1", "2026-11-21", "2027-11-20", "valid"]
    assert office.get(reverse("loyalty:download-batch", args=[batch.pk, "xlsx"])).content.startswith(b"PK")
    assert office.get(reverse("loyalty:download-batch", args=[batch.pk, "pdf"])).status_code == 404


def test_a_batch_is_made_void_with_a_reason(office, hotel, manager):
    batch = batch_of(hotel, manager, 3)
    address = reverse("loyalty:void-batch", args=[batch.pk])

    assert "3 vouchers that nobody has redeemed" in office.get(address, **HX).text
    assert office.post(address, {"reason": ""}, **HX).status_code == 422
    assert "loyalty-changed" in office.post(address, {"reason": "misprint"}, **HX)["HX-Trigger"]
    assert set(Voucher.objects.values_list("state", "void_reason")) == {("void", "misprint")}
