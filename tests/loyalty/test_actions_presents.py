"""Vouchers and points for many guests at once."""

from datetime import timedelta

import pytest

from loyalty import codes
from loyalty.actions.presents import Gift, Giving, give_points, issue_many, void_unsent
from loyalty.actions.vouchers import KeyReused, NotIssuedAnyMore, issue
from loyalty.models import PointsEntry, Voucher
from tests.factories import NOW, TODAY, GuestFactory, HotelFactory, MemberFactory, UserFactory, VoucherTypeFactory

pytestmark = pytest.mark.django_db

COLUMNS = (
    *("type", "source", "state", "valid_from", "valid_until", "reason", "hotel", "issued_by", "issued_at", "batch"),
    *("redeemed_at", "redeemed_key", "taken_back_key", "redeemed_department", "void_reason", "voided_at"),
)


@pytest.fixture
def giving():
    return Giving(UserFactory(), NOW, HotelFactory(), "spring")


def gifts(*guests, start="gift"):
    return [Gift(guest.pk, f"{start}:{guest.pk}") for guest in guests]


def test_each_is_as_if_it_were_issued_alone(giving):
    kind = VoucherTypeFactory(valid_days=30)
    alone, first, second = GuestFactory(), GuestFactory(), GuestFactory()
    facts = {"by": giving.by, "at": NOW, "hotel": giving.hotel, "reason": "spring"}
    issue(kind, guest=alone, source="campaign", key="alone", **facts)

    ids = issue_many(kind, gifts(first, second), source="campaign", giving=giving)

    rows = dict(zip(("alone", "first", "second"), Voucher.objects.order_by("pk").values(*COLUMNS), strict=True))
    assert rows["first"] == rows["second"] == rows["alone"]
    assert Voucher.objects.get(pk=ids[f"gift:{first.pk}"]).guest == first
    assert all(codes.read(code) == code for code in Voucher.objects.values_list("code", flat=True))
    assert len(set(Voucher.objects.values_list("code", flat=True))) == 3


def test_given_again_it_is_the_same_voucher(giving):
    kind, guest, other = VoucherTypeFactory(), GuestFactory(), GuestFactory()
    first = issue_many(kind, gifts(guest), source="campaign", giving=giving)
    again = issue_many(kind, gifts(guest, other), source="campaign", giving=giving)

    assert again == first | {f"gift:{other.pk}": Voucher.objects.get(guest=other).pk}
    assert Voucher.objects.count() == 2


def test_a_key_with_other_contents_gives_nothing_to_anybody(giving):
    kind, guest, other = VoucherTypeFactory(), GuestFactory(), GuestFactory()
    issue_many(kind, gifts(guest), source="campaign", giving=giving)

    for terms, wanted in ((VoucherTypeFactory(), gifts(other, guest)), (kind, [Gift(other.pk, f"gift:{guest.pk}")])):
        with pytest.raises(KeyReused):
            issue_many(terms, wanted, source="campaign", giving=giving)
    assert Voucher.objects.count() == 1


def test_a_type_out_of_use_is_not_issued_but_known(giving):
    kind, guest = VoucherTypeFactory(), GuestFactory()
    first = issue_many(kind, gifts(guest), source="campaign", giving=giving)
    kind.is_active = False

    assert issue_many(kind, gifts(guest), source="campaign", giving=giving) == first
    with pytest.raises(NotIssuedAnyMore):
        issue_many(kind, gifts(GuestFactory()), source="campaign", giving=giving)


def test_points_are_for_members_whose_membership_stands(giving):
    member, closed = MemberFactory(), MemberFactory(closed_on=TODAY)
    wanted = gifts(member.guest, closed.guest, GuestFactory())

    assert give_points(wanted, 50, giving=giving, details={"campaign": 1}) == 1
    assert give_points(wanted, 50, giving=giving, details={"campaign": 1}) == 0

    entry = PointsEntry.objects.get()
    assert (entry.member, entry.points, entry.kind, entry.key) == (member, 50, "bonus", f"gift:{member.guest_id}")
    assert (entry.hotel, entry.by, entry.reason, entry.details) == (giving.hotel, giving.by, "spring", {"campaign": 1})
    member.refresh_from_db()
    assert member.balance == 50


def test_two_gifts_to_one_member_are_two(giving):
    member = MemberFactory()
    wanted = [Gift(member.guest_id, "a"), Gift(member.guest_id, "b")]

    assert give_points(wanted, 10, giving=giving, details={}) == 2
    member.refresh_from_db()
    assert member.balance == 20


def test_what_never_left_the_house_is_void_but_not_what_was_redeemed(giving):
    kind, guest, other = VoucherTypeFactory(), GuestFactory(), GuestFactory()
    ids = sorted(issue_many(kind, gifts(guest, other), source="campaign", giving=giving).values())
    Voucher.objects.filter(guest=other).update(state="redeemed", redeemed_at=NOW)

    assert void_unsent(ids, reason="storm", by=giving.by, at=NOW + timedelta(days=1)) == 1
    assert void_unsent(ids, reason="again", by=giving.by, at=NOW + timedelta(days=2)) == 0
    assert dict(Voucher.objects.values_list("guest", "void_reason")) == {guest.pk: "storm", other.pk: ""}


def test_many_codes_are_as_one():
    many = codes.many(500)
    assert len(set(many)) == 500
    assert all(len(code) == codes.LENGTH and set(code) <= set(codes.SIGNS) for code in many)
    assert len(set("".join(many))) == len(codes.SIGNS)
    assert codes.many(0) == []
