"""Many vouchers at once."""

from datetime import timedelta

import pytest

from hotelcrm.accounts.models import Role
from loyalty.actions import bulk, vouchers
from loyalty.models import Voucher, VoucherBatch
from tests.factories import NOW, TODAY, HotelFactory, VoucherTypeFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def manager(hotel):
    return staff(Role.MANAGER, hotel)


def order(terms, count=3, **fields):
    return bulk.Order(**({"voucher_type": terms, "count": count, "valid_from": TODAY, "reason": "fair"} | fields))


def test_a_batch_has_as_many_codes_as_asked_for_all_different(hotel, manager):
    batch = bulk.issue_batch(order(VoucherTypeFactory(valid_days=10)), key="k", hotel=hotel, by=manager, at=NOW)

    rows = list(Voucher.objects.filter(batch=batch))
    assert len({row.code for row in rows}) == 3
    assert {(row.state, row.guest, row.source, row.reason) for row in rows} == {("issued", None, "batch", "fair")}
    assert {(row.valid_from, row.valid_until) for row in rows} == {(TODAY, TODAY + timedelta(days=9))}


def test_ten_thousand_take_few_statements_and_more_are_refused(hotel, manager, django_assert_max_num_queries):
    terms = VoucherTypeFactory()
    with django_assert_max_num_queries(20):
        bulk.issue_batch(order(terms, 10_000), key="k", hotel=hotel, by=manager, at=NOW)

    assert Voucher.objects.count() == 10_000
    for count in (0, 10_001):
        with pytest.raises(bulk.TooMany):
            bulk.issue_batch(order(terms, count), key="other", hotel=hotel, by=manager, at=NOW)


def test_the_same_form_again_makes_one_batch_and_another_content_is_refused(hotel, manager):
    terms = VoucherTypeFactory()
    first = bulk.issue_batch(order(terms), key="k", hotel=hotel, by=manager, at=NOW)

    assert bulk.issue_batch(order(terms), key="k", hotel=hotel, by=manager, at=NOW) == first
    with pytest.raises(vouchers.KeyReused):
        bulk.issue_batch(order(terms, 4), key="k", hotel=hotel, by=manager, at=NOW)
    assert Voucher.objects.count() == 3


def test_nothing_is_left_of_a_batch_of_a_type_out_of_use(hotel, manager):
    with pytest.raises(vouchers.NotIssuedAnyMore):
        bulk.issue_batch(order(VoucherTypeFactory(is_active=False)), key="k", hotel=hotel, by=manager, at=NOW)

    assert not VoucherBatch.objects.exists()


def test_voiding_a_batch_leaves_what_was_redeemed_and_other_batches(hotel, manager):
    terms = VoucherTypeFactory()
    batch = bulk.issue_batch(order(terms), key="k", hotel=hotel, by=manager, at=NOW)
    other = bulk.issue_batch(order(terms, 1), key="k2", hotel=hotel, by=manager, at=NOW)
    used = vouchers.redeem(batch.vouchers.order_by("pk")[0], hotel=hotel, at=NOW, by=manager)

    assert bulk.void_batch(batch, reason="misprint", by=manager, at=NOW) == 2
    assert bulk.void_batch(batch, reason="misprint", by=manager, at=NOW) == 0
    used.refresh_from_db()
    assert used.state == "redeemed"
    void = batch.vouchers.exclude(pk=used.pk)
    assert {(row.state, row.void_reason, row.voided_by) for row in void} == {("void", "misprint", manager)}
    assert other.vouchers.get().state == "issued"
