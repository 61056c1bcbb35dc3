"""What stays have earned so far, and what they should have earned: the two sides of a settlement."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from loyalty.ledger.accounts import standing
from loyalty.models import LotUse, Member, PointsEntry, PointsLot, StayClaim
from loyalty.rules.earning import Bonus, Earning, Fixed, earn
from stays.models import Stay, StayStatus

from .bills import Crowd, Offer, Terms, amounts_of, bill_of, crowd_of

Kind = PointsEntry.Kind
Scope = tuple[tuple[str, Any], ...]
ROW = ("member_id", "stay_id", "promotion_id", "points", "qualifying", "key", "details")
log = logging.getLogger(__name__)


@dataclass
class Posted:
    """What an account has for one stay and promotion."""

    points: int = 0
    qualifying: int = 0


@dataclass
class Books:
    """What is posted for some stays, by account (the standing one) and promotion.

    `frozen` is what the first posting fixed for a stay and account: tier and promotions. `worths` (by currency) and
    `rates` (by department, as long as hotel, channel, company and departure stay the same) are the stay's, whosever it
    becomes.
    """

    sums: dict[int, dict[tuple[int, int | None], Posted]] = field(default_factory=lambda: defaultdict(dict))
    last: dict[tuple[int, int | None], int] = field(default_factory=lambda: defaultdict(int))
    frozen: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    worths: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    rates: dict[tuple[int, Scope], dict[str, Fixed]] = field(default_factory=lambda: defaultdict(dict))

    def enter(self, row: dict[str, Any], account: int) -> None:
        """Add an entry; they come in order."""
        stay, promotion = row["stay_id"], row["promotion_id"]
        posted = self.sums[stay].setdefault((account, promotion), Posted())
        posted.points += row["points"]
        posted.qualifying += row["qualifying"]
        number = row["key"].rpartition(":")[2]
        self.last[stay, promotion] = max(self.last[stay, promotion], int(number) if number.isdigit() else 0)
        if "multiplier" in row["details"]:
            self.frozen.setdefault((stay, account), row["details"])
        if "scope" in row["details"]:
            self._fix(stay, row["details"])

    def _fix(self, stay: int, details: dict[str, Any]) -> None:
        self.worths.setdefault((stay, details["currency"]), Decimal(details["worth"]))
        rates = self.rates[stay, _key(details["scope"])]
        for line in details["lines"]:
            rates.setdefault(line["department"], Fixed(line["rule"], Decimal(line["rate"])))


@dataclass(frozen=True)
class Target:
    """What a stay should have earned, and for whom; nothing while its currency `waits_for` a rate."""

    member: Member
    earning: Earning
    details: dict[str, Any]
    waits_for: str = ""

    def points(self) -> dict[int | None, Posted]:
        """By promotion; None is the stay itself."""
        own: dict[int | None, Posted] = {None: Posted(self.earning.earned, self.earning.qualifying)}
        return own | {promotion: Posted(points) for promotion, points in self.earning.promotions.items()}


def entries_of(stay_ids: Collection[int]) -> QuerySet[PointsEntry]:
    """What was posted because of stays, and taken back."""
    return PointsEntry.objects.filter(stay__in=stay_ids, kind__in=[Kind.EARN, Kind.BONUS, Kind.REVERSE])


def earned_by(stay: Stay) -> int:
    """The points that stand posted for `stay`, whoever has them; one query."""
    return entries_of([stay.pk]).aggregate(points=Sum("points"))["points"] or 0


def books_of(stay_ids: Collection[int], accounts: Mapping[int, int]) -> Books:
    """The books of stays; `accounts` leads from each member to the standing account. One query."""
    books = Books()
    for row in entries_of(stay_ids).order_by("pk").values(*ROW):
        books.enter(row, accounts[row["member_id"]])
    parted = [stay for stay, sums in books.sums.items() if len({account for account, _promotion in sums}) == PAIR]
    if parted:
        _set_off(books, parted, accounts)
    return books


PAIR = 2  # accounts of one stay


def _set_off(books: Books, stay_ids: Collection[int], accounts: Mapping[int, int]) -> None:
    """Count what was taken back while accounts were joined to the one whose points it took.

    The survivor gave up points that had come from the other, which got so much less back at the parting. To give them
    to the survivor now and let the other owe them would move them between the two.
    """
    uses = LotUse.objects.filter(
        entry__in=entries_of(stay_ids).filter(kind=Kind.REVERSE),
        lot__entry__kind=Kind.TRANSFER,
        lot__entry__key__startswith="merge:",
    )
    rows = uses.order_by("pk").values_list("entry__stay", "entry__member", "entry__promotion", "points")
    for stay, member, promotion, points in rows:
        sums = books.sums[stay]
        taker = accounts[member]
        other = next(account for account, _promotion in sums if account != taker)
        sums[taker, promotion].points += points
        sums.setdefault((other, promotion), Posted()).points -= points


def owners_of(stays: Iterable[Stay]) -> dict[int, Member]:
    """The members among the guests of completed stays, by guest."""
    guests = {stay.guest_id for stay in stays if stay.status == StayStatus.CHECKED_OUT and stay.guest_id is not None}
    members = Member.objects.standing().filter(guest__in=guests).select_related("tier") if guests else ()
    return {member.guest_id: member for member in members}


def targets_of(held: Mapping[int, Stay], owners: Mapping[int, Member], books: Books, terms: Terms) -> dict[int, Target]:
    """What each stay should have earned; a stay that earns for nobody is missing."""
    owned = {
        stay.pk: (stay, owners[stay.guest_id])
        for stay in held.values()
        if stay.status == StayStatus.CHECKED_OUT and stay.guest_id is not None and stay.guest_id in owners
    }
    early = [pk for pk, (stay, member) in owned.items() if stay.departure < member.joined_on]
    claimed = _claimed(early) if early else set()
    earning = {pk: pair for pk, pair in owned.items() if pk not in early or (pk, pair[1].pk) in claimed}
    amounts = amounts_of([stay for stay, _member in earning.values()])
    crowd = crowd_of((member.guest_id for _stay, member in earning.values()), terms.offers)
    return {pk: _target(stay, member, amounts[pk], books, terms, crowd) for pk, (stay, member) in earning.items()}


def _claimed(stay_ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of the stays were claimed and approved, each with the account to which the claimant's belongs now."""
    claims = StayClaim.objects.filter(stay__in=stay_ids, state=StayClaim.State.APPROVED)
    rows = list(claims.values_list("stay_id", "member"))
    lands = standing(member for _stay, member in rows) if rows else {}
    return {(stay, lands[member]) for stay, member in rows}


@dataclass(frozen=True)
class Past:
    """What became of the points of some stays: how many expired, and the end of those that came first."""

    expired: Mapping[tuple[int, int, int | None], int]
    ends: Mapping[int, date | None]


def past_of(stay_ids: Collection[int], accounts: Mapping[int, int], *, today: date) -> Past:
    """The past of stays that have earned, by stay, standing account and promotion; two queries.

    Expired is what the ledger wrote off, and what is over and not written off yet. Of points that went to another
    account by a merge it is no longer known which stay they came from.
    """
    lots = list(
        PointsLot.objects.filter(entry__in=entries_of(stay_ids))
        .order_by("pk")
        .values_list("pk", "entry__stay", "entry__member", "entry__promotion", "remaining", "expires_on")
    )
    ids, members = [lot[0] for lot in lots], {lot[2] for lot in lots}
    # By the member's entries: uses have no index of their own for lots.
    uses = LotUse.objects.filter(entry__member__in=members, entry__kind=Kind.EXPIRE, lot__in=ids).order_by()
    gone: dict[int, int] = defaultdict(int)
    for lot, points in uses.values_list("lot", "points"):
        gone[lot] += points
    expired: dict[tuple[int, int, int | None], int] = defaultdict(int)
    ends: dict[int, date | None] = {}
    for pk, stay, member, promotion, remaining, end in lots:
        ends.setdefault(stay, end)
        over = remaining if end is not None and end <= today else 0
        expired[stay, accounts[member], promotion] += gone[pk] + over
    return Past(expired, ends)


def _target(
    stay: Stay, member: Member, amounts: dict[str, Decimal], books: Books, terms: Terms, crowd: Crowd
) -> Target:
    worth = books.worths.get((stay.pk, stay.currency)) or terms.worth_of(stay.currency)
    if worth is None:
        log.warning("Stay %s earns nothing: there is no rate for %s.", stay.pk, stay.currency)
        return Target(member, Earning(), {}, waits_for=stay.currency)
    basis = books.frozen.get((stay.pk, member.pk)) or _basis(stay, member, terms, crowd)
    converted = Terms(terms.programme, (), {stay.currency: worth}, ()).convert(amounts, stay.currency)
    bill, scope = bill_of(stay, converted), _scope(stay)
    bonuses = [Bonus(one["id"], Decimal(one["factor"]), one["points"]) for one in basis["promotions"]]
    fixed = books.rates.get((stay.pk, _key(scope)))
    earning = earn(bill, terms.rules, multiplier=Decimal(basis["multiplier"]), bonuses=bonuses, fixed=fixed)
    kept = {name: basis[name] for name in ("tier", "multiplier", "promotions")}
    reckoned = {"currency": stay.currency, "worth": str(worth), "scope": scope, "base": earning.base}
    return Target(member, earning, kept | reckoned | {"lines": _lines(earning)})


def _scope(stay: Stay) -> dict[str, Any]:
    """What the rules ask of a stay besides its departments, as it is kept."""
    departure = stay.departure.isoformat()
    return {"hotel": stay.hotel_id, "channel": stay.channel.kind, "company": stay.company_id, "departure": departure}


def _key(scope: Mapping[str, Any]) -> Scope:
    return tuple(sorted(scope.items()))


def _basis(stay: Stay, member: Member, terms: Terms, crowd: Crowd) -> dict[str, Any]:
    """What the first posting fixes of the member for all later ones."""
    offers = [offer for offer in terms.offers if _is_for(offer, stay, member, crowd)]
    return {
        "tier": member.tier.code,
        "multiplier": str(member.tier.multiplier),
        "promotions": [
            {"id": offer.bonus.id, "factor": str(offer.bonus.factor), "points": offer.bonus.points} for offer in offers
        ],
    }


def _is_for(offer: Offer, stay: Stay, member: Member, crowd: Crowd) -> bool:
    fits = offer.is_for(hotel=stay.hotel_id, on=stay.departure, rank=member.tier.rank)
    return fits and crowd.has(member.guest_id, offer)


def _lines(earning: Earning) -> list[dict[str, Any]]:
    return [
        {
            "department": line.department,
            "amount": str(line.amount),
            "rule": line.rule,
            "rate": str(line.rate),
            "points": str(line.points),
        }
        for line in earning.lines
    ]
