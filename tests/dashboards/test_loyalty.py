"""`dashboards:loyalty`, its figures and its file: each number by hand, who may open it, and that it stays quick."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.dashboards import loyalty_snapshots, snapshots
from hotelcrm.dashboards.models import Snapshot
from loyalty import ledger
from loyalty.models import PointsEntry, Redemption, Reward, Tier, Voucher, VoucherType
from loyalty.queries.figures import KINDS, loyalty_figures
from tests.factories import NOW, TODAY, HotelFactory, MemberFactory, confirm, staff
from tests.loyalty.ledger_world import Kind, posting, programme

pytestmark = pytest.mark.django_db
MAY = {Role.MARKETING, Role.MANAGER, Role.ADMINISTRATOR}
PAGE, FILE = "dashboards:loyalty", "dashboards:export-loyalty"


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def member(hotel):
    return MemberFactory(hotel=hotel)


@pytest.fixture
def manager(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))
    return confirm(client)


def credit(member, points, kind=Kind.EARN, on=TODAY, **terms):
    return ledger.credit(posting(member, points, kind, on=on), programme=programme(**terms))


def debit(member, points, on=TODAY):
    return ledger.debit(posting(member, points, Kind.REDEEM, on=on), programme=programme())


def expire(member, entry, points):
    """What the night does to a lot whose day has come."""
    lot = entry.lots.get()
    made = PointsEntry.objects.create(
        member=member, kind=Kind.EXPIRE, points=-points, key=f"expire:{lot.pk}", on=lot.expires_on, at=NOW
    )
    made.uses.create(member=member, lot=lot, points=points)
    type(lot).objects.filter(pk=lot.pk).update(remaining=lot.remaining - points)
    type(member).objects.filter(pk=member.pk).update(balance=member.balance - points)


def voucher(kind, key, **fields):
    values = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=30), "issued_at": NOW, "source": "desk"}
    return Voucher.objects.create(type=kind, key=key, code=key.upper(), **values | fields)


def redeem(member, reward, key, **fields):
    entry = debit(member, reward.points)
    Redemption.objects.create(
        **{"member": member, "reward": reward, "key": key, "points": reward.points, "entry": entry, "reference": key}
        | {"hotel": member.hotel, "on": TODAY, "at": NOW, "by": staff(Role.MANAGER, member.hotel)}
        | fields
    )


# The figures


def test_members_by_tier_leave_out_accounts_that_were_joined_or_closed(hotel, member):
    gold = Tier.objects.get(code="gold")
    MemberFactory.create_batch(3, tier=gold)
    MemberFactory(merged_into=member)
    MemberFactory(closed_on=TODAY)

    figures = loyalty_figures(today=TODAY)

    assert [(row.tier.code, row.members, row.share) for row in figures.tiers] == [
        ("member", 1, Decimal("0.25")),
        ("silver", 0, Decimal(0)),
        ("gold", 3, Decimal("0.75")),
        ("platinum", 0, Decimal(0)),
    ]
    assert figures.members == 4


def test_the_liability_is_the_points_outstanding_times_the_cost_per_point(member):
    credit(member, 1_000)
    debit(member, 250)

    figures = loyalty_figures(today=TODAY)

    assert (figures.outstanding, figures.liability, figures.currency) == (750, Decimal("15.00"), "CNY")


def test_breakage_is_what_expired_unused_of_the_lots_that_ended(member):
    used = credit(member, 1_000, on=date(2025, 1, 10), expiry_months=20)
    debit(member, 600, on=date(2025, 2, 1))
    member.refresh_from_db()
    expire(member, used, 400)
    credit(member, 1_000, on=date(2024, 3, 1), expiry_months=24)  # ended too, and not swept yet
    credit(member, 5_000)  # has its time before it

    figures = loyalty_figures(today=TODAY)

    assert (figures.expired, figures.ended, figures.breakage) == (1_400, 2_000, Decimal("0.7"))


def test_breakage_counts_points_that_were_transferred_once(hotel, member):
    credit(member, 1_000, on=date(2024, 3, 1), expiry_months=24)
    other, cause = MemberFactory(hotel=hotel), ledger.Cause("move", NOW, date(2024, 4, 1))
    ledger.transfer(member.pk, other.pk, points=400, cause=cause)

    figures = loyalty_figures(today=TODAY)

    assert (figures.expired, figures.ended) == (1_000, 1_000)


def test_breakage_goes_by_the_last_day_and_not_by_the_night_that_swept(member):
    entry = credit(member, 1_000, on=date(2023, 11, 1), expiry_months=24)  # ended on 1 November 2025
    ledger.expire_due(date(2025, 12, 2), at=NOW)

    figures = loyalty_figures(today=TODAY)

    assert entry.lots.get().remaining == 0
    assert (figures.expired, figures.ended, figures.breakage) == (0, 0, None)


def test_a_closed_account_has_nothing_outstanding(member):
    credit(member, 1_000, expiry_months=1, on=TODAY - timedelta(days=20))
    assert loyalty_figures(today=TODAY).expiring == 1_000
    type(member).objects.update(closed_on=TODAY)

    figures = loyalty_figures(today=TODAY)

    assert (figures.outstanding, figures.expiring) == (0, 0)


def test_without_a_lot_that_ended_there_is_no_breakage(member):
    credit(member, 10)

    assert loyalty_figures(today=TODAY).breakage is None


def test_points_by_kind_and_month_have_their_sign(member):
    credit(member, 1_000, on=date(2026, 10, 31))
    credit(member, 200, Kind.BONUS)
    debit(member, 300)

    figures = loyalty_figures(today=TODAY)
    by_month = {month.period.start: dict(zip(KINDS, month.points, strict=True)) for month in figures.months}

    assert len(figures.months) == 12
    assert by_month[date(2026, 10, 1)][Kind.EARN] == 1_000
    assert (by_month[date(2026, 11, 1)][Kind.BONUS], by_month[date(2026, 11, 1)][Kind.REDEEM]) == (200, -300)
    assert (figures.of_kind(Kind.EARN), figures.of_kind(Kind.REDEEM)) == (1_000, -300)


def test_who_joined_counts_in_the_month_of_joining(hotel):
    MemberFactory(joined_on=date(2026, 9, 30))
    MemberFactory(joined_on=date(2025, 11, 30))

    figures = loyalty_figures(today=TODAY)

    assert [month.joined for month in figures.months] == [0] * 9 + [1, 0, 0]
    assert figures.joined == 1


def test_points_that_end_within_thirty_days(member):
    credit(member, 100, expiry_months=1)  # on 21 December
    credit(member, 70, expiry_months=2)

    assert loyalty_figures(today=TODAY).expiring == 100


def test_vouchers_of_a_type_add_up(member):
    kind = VoucherType.objects.create(code="tea", name_en="Tea", name_zh="茶", gives="item", cost=Decimal("12.50"))
    voucher(kind, "a")
    voucher(kind, "b", state="redeemed", redeemed_at=NOW)
    voucher(kind, "c", state="redeemed", redeemed_at=NOW)
    voucher(kind, "d", valid_from=TODAY - timedelta(days=9), valid_until=TODAY - timedelta(days=1))  # not marked yet
    voucher(kind, "e", state="void", voided_at=NOW)
    voucher(kind, "f", valid_from=date(2024, 1, 1), valid_until=date(2024, 2, 1), state="expired")

    [row] = loyalty_figures(today=TODAY).vouchers

    assert (row.issued, row.redeemed, row.expired, row.void, row.open) == (5, 2, 1, 1, 1)
    assert row.cost == Decimal("25.00")


def test_cancelled_redemptions_count_apart(member):
    credit(member, 1_000)
    reward = Reward.objects.create(code="spa", name_en="Spa", name_zh="水疗", kind="spa", points=100, cost=Decimal(60))
    redeem(member, reward, "a")
    redeem(member, reward, "b", state="cancelled", cancelled_at=NOW)

    [row] = loyalty_figures(today=TODAY).rewards

    assert (row.redemptions, row.points, row.cancelled, row.cost) == (1, 100, 1, Decimal(60))


# The page


@pytest.mark.parametrize("role", Role)
def test_only_those_with_dashboards_may_open_it(client, hotel, member, role):
    client.force_login(staff(role, hotel, department="spa" if role == Role.DEPARTMENT else ""))

    assert client.get(reverse(PAGE)).status_code == (200 if role in MAY else 403)
    assert confirm(client).get(reverse(FILE, args=["csv"])).status_code == (200 if role == Role.MANAGER else 403)


def test_without_members_it_says_what_to_do_next(manager):
    html = manager.get(reverse(PAGE)).content.decode()

    assert "Nobody has joined yet." in html
    assert "data-chart=" not in html


def test_it_shows_the_figures_with_their_sources(manager, member):
    credit(member, 1_000)
    debit(member, 250)

    html = manager.get(reverse(PAGE)).content.decode()

    assert "CN¥15" in html
    assert "points outstanding × CNY 0.02 per point" in html
    assert "Members earned 1,000 points and redeemed 250" in html
    assert html.count('class="panel figure-tile"') == 4


def test_the_number_of_queries_does_not_grow_with_members(manager, hotel, django_assert_num_queries):
    kind = VoucherType.objects.create(code="tea", name_en="Tea", name_zh="茶", gives="item")
    for number in range(3):
        credit(MemberFactory(hotel=hotel), 100, on=TODAY - timedelta(days=40 * number))
        voucher(kind, f"v{number}")
        with django_assert_num_queries(20):
            manager.get(reverse(PAGE))


def test_the_file_has_the_figures_of_the_page(manager, member):
    credit(member, 1_000)

    response = manager.get(reverse(FILE, args=["csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert ["Programme", "", "Points liability", "CNY", "20.00"] in rows
    assert ["Tier", "Member", "Members", "number", "1"] in rows


def test_the_file_waits_for_the_password(client, hotel):
    client.force_login(staff(Role.MANAGER, hotel))

    assert client.get(reverse(FILE, args=["xlsx"]))["Location"].startswith(reverse("account_reauthenticate"))


def test_there_is_no_other_kind_of_file(manager):
    assert manager.get(reverse(FILE, args=["pdf"])).status_code == 404


# Large programmes


def test_a_large_programme_is_read_from_its_snapshot(monkeypatch, member):
    monkeypatch.setattr(loyalty_snapshots, "LARGE", 0)
    credit(member, 1_000)
    kind = VoucherType.objects.create(code="tea", name_en="Tea", name_zh="茶", gives="item", cost=Decimal("1.5"))
    voucher(kind, "a")

    assert (snapshots.refresh(at=NOW), snapshots.refresh(at=NOW + timedelta(hours=1))) == (1, 0)
    made = loyalty_figures(today=TODAY)
    credit(member, 1_000)

    assert loyalty_snapshots.figures_of(at=NOW + timedelta(hours=1), shown_for=snapshots.SHOWN_FOR) == (made, NOW)
    assert loyalty_snapshots.figures_of(at=NOW + timedelta(hours=40), shown_for=snapshots.SHOWN_FOR) is None
    snapshots.refresh(at=NOW + timedelta(hours=40))
    later = loyalty_snapshots.figures_of(at=NOW + timedelta(hours=40), shown_for=snapshots.SHOWN_FOR)
    assert later is not None
    assert later[0].outstanding == 2_000


def test_nobody_waits_for_the_first_snapshot_of_a_large_programme(monkeypatch, manager, member):
    monkeypatch.setattr(loyalty_snapshots, "LARGE", 0)
    monkeypatch.setattr(loyalty_snapshots, "loyalty_figures", None)  # whoever reckoned them would fail

    page, file = manager.get(reverse(PAGE)), manager.get(reverse(FILE, args=["csv"]))

    assert "These figures are being reckoned." in page.text
    assert file["Location"] == reverse(PAGE)


def test_a_small_programme_keeps_no_snapshot(member):
    snapshots.refresh(at=NOW)

    assert not Snapshot.objects.exists()


def test_a_snapshot_of_an_earlier_version_is_reckoned_anew(monkeypatch, member):
    monkeypatch.setattr(loyalty_snapshots, "LARGE", 0)
    Snapshot.objects.create(**loyalty_snapshots.KEY, today=TODAY, as_of=NOW, figures={"old": 1})

    assert loyalty_snapshots.figures_of(at=NOW, shown_for=snapshots.SHOWN_FOR) is None
    snapshots.refresh(at=NOW)
    figures = loyalty_snapshots.figures_of(at=NOW, shown_for=snapshots.SHOWN_FOR)
    assert figures is not None
    assert figures[0].members == 1
