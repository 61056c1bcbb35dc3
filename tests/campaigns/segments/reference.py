"""Who a rule means, slowly and obviously: JSON in, one guest after the other, no SQL and nothing of the engine.

The stage, the quintiles and the layer are asked of ``campaigns.rules``, whose own tests say what they are.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.models import Enrolment, GuestFacts, Scale, Thresholds
from campaigns.rules.days import codes
from campaigns.rules.layers import value_layer
from campaigns.rules.lifecycle import stage
from campaigns.rules.quintiles import quintile, recency
from feedback.models import Invitation, Review, Ticket
from guests.models import Touchpoint
from hotelcrm.outbox.models import Message
from loyalty.models import Voucher
from stays.models import Charge, Stay


@dataclass
class Person:
    """Everything about one guest that a rule may ask."""

    facts: GuestFacts
    stays: list[Stay] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    touchpoints: list[Touchpoint] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    responses: list[Invitation] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)


@dataclass
class Terms:
    """What holds for everybody."""

    today: date
    zone: ZoneInfo
    thresholds: Thresholds
    scale: Scale | None
    top_rank: int
    currency: str
    worth: dict[str, Decimal]
    kinds_of_channels: dict[int, str]
    categories_of_tags: dict[int, int]
    segments: dict[int, Any]


def is_in(rule: Any, person: Person, terms: Terms) -> bool:
    """Whether the guest is in: the rule holds, and the data may be used."""
    return not person.facts.is_restricted and holds(rule, person, terms)


def holds(node: Any, person: Person, terms: Terms) -> bool:
    """Whether a group or condition holds."""
    if "field" in node:
        return _condition(node, person, terms)
    how, parts = next(iter(node.items()))
    answers = [holds(part, person, terms) for part in parts]
    if how == "all":
        return all(answers)
    return any(answers) if how == "any" else not any(answers)


def _condition(asked: Any, person: Person, terms: Terms) -> bool:  # noqa: PLR0911 (one kind after the other)
    code, op, value = asked["field"], asked["op"], asked.get("value")
    facts = person.facts
    if code in HAPPENINGS:
        times = sum(1 for when in _happened(asked, person, terms) if _is_lately(when, asked.get("within_days"), terms))
        enough = times >= asked.get("times", 1)
        return enough if op == "at_least" else not enough
    if code == "segment":
        inside = any(holds(terms.segments[pk], person, terms) for pk in value)
        return inside if op == "in" else not inside
    if code == "tags":
        return (
            {"any": any, "all": all}[op](tag in facts.tags for tag in value)
            if op != "none"
            else not any(tag in facts.tags for tag in value)
        )
    if code == "tag_categories":
        known = any(terms.categories_of_tags[tag] in value for tag in facts.tags)
        return known if op == "any" else not known
    if code == "birthday":
        return _birthday(op, value, facts.birth_code, terms.today)
    held = _held(code, facts, terms)
    if isinstance(held, bool):
        return held if op == "yes" else not held
    if op in {"in", "not_in"}:
        return (held in value) == (op == "in")
    if op in {"known", "unknown"}:
        return (held is not None) == (op == "known")
    if held is None:
        return False
    return _dated(op, value, held, terms.today) if isinstance(held, date) else _counted(op, value, held)


def _held(code: str, facts: GuestFacts, terms: Terms) -> Any:
    scale = terms.scale
    if code == "is_member":
        return facts.tier_rank >= 0
    if code == "age":
        return None if facts.birth_year is None else terms.today.year - facts.birth_year
    if code == "lifecycle":
        return stage(facts, today=terms.today, thresholds=terms.thresholds)
    if code in {"rfm_recency", "rfm_frequency", "rfm_monetary", "value_layer"}:
        has_scale = scale is not None and facts.stays_24m > 0
        latest = facts.last_departure
        recent = quintile(recency(latest), scale.recency) if has_scale and latest is not None else None
        frequency = quintile(facts.stays_24m, scale.frequency) if has_scale else None
        monetary = quintile(facts.revenue_24m, scale.monetary) if has_scale else None
        if code != "value_layer":
            return {"rfm_recency": recent, "rfm_frequency": frequency, "rfm_monetary": monetary}[code]
        return value_layer(
            tier_rank=facts.tier_rank,
            top_rank=terms.top_rank,
            frequency=frequency,
            monetary=monetary,
            is_key_company=facts.is_key_company,
            stays_12m=facts.stays_12m,
            frequent_stays=terms.thresholds.frequent_stays,
        )
    return getattr(facts, code)


def _counted(op: str, value: Any, held: int) -> bool:
    def number(given: Any) -> int:
        return int(Decimal(given) * 100) if isinstance(given, str) else given

    if op == "at_least":
        return held >= number(value)
    if op == "at_most":
        return held <= number(value)
    if op == "equals":
        return held == number(value)
    return number(value[0]) <= held <= number(value[1])


def _dated(op: str, value: Any, held: date, today: date) -> bool:  # noqa: PLR0911 (the same)
    ago, ahead = (today - held).days, (held - today).days
    if op == "days_ago_at_least":
        return ago >= value
    if op == "days_ago_at_most":
        return 0 <= ago <= value
    if op == "days_ago_between":
        return value[0] <= ago <= value[1]
    if op == "in_days_at_least":
        return ahead >= value
    if op == "in_days_at_most":
        return 0 <= ahead <= value
    if op == "in_days_between":
        return value[0] <= ahead <= value[1]
    if op == "on_or_after":
        return held >= date.fromisoformat(value)
    if op == "on_or_before":
        return held <= date.fromisoformat(value)
    return date.fromisoformat(value[0]) <= held <= date.fromisoformat(value[1])


def _birthday(op: str, value: Any, code: int, today: date) -> bool:
    if op in {"known", "unknown"}:
        return (code != 0) == (op == "known")
    return code in _birthday_codes(op, value, today)


@cache  # the same for every guest
def _birthday_codes(op: str, value: int | None, today: date) -> set[int]:
    days = [today + timedelta(days=n) for n in range(-400, 401)]
    following = today.month % 12 + 1
    wanted = {
        "this_month": [day for day in days if (day.year, day.month) == (today.year, today.month)],
        "next_month": [day for day in days if day > today and day.month == following and (day - today).days < 62],
        "in_days_at_most": [day for day in days if 0 <= (day - today).days <= (value or 0)],
        "days_ago_at_most": [day for day in days if 0 <= (today - day).days <= (value or 0)],
    }[op]
    return {code for day in wanted for code in codes(day, day)}


# Happenings: the day or moment of each that fits


def _is_lately(when: Any, within: int | None, terms: Terms) -> bool:
    if when is None:
        return False
    if within is None:
        return True
    day = when.astimezone(terms.zone).date() if isinstance(when, datetime) else when
    return 0 <= (terms.today - day).days <= within


def _happened(asked: Any, person: Person, terms: Terms) -> list[Any]:
    where = asked.get("where", {})
    return [when for when, row in HAPPENINGS[asked["field"]](person) if _fits(row, where, terms)]


def _fits(row: Any, where: dict[str, Any], terms: Terms) -> bool:
    return all(FACETS[code](row, value, terms) for code, value in where.items())


def _is_worth(amount: Decimal, currency: str, least: str, terms: Terms) -> bool:
    worth = Decimal(1) if currency == terms.currency else terms.worth.get(currency, Decimal(0))
    return amount * worth >= Decimal(least)


def _amount(row: Any, least: str, terms: Terms) -> bool:
    amount = row.revenue if isinstance(row, Stay) else row.amount
    return _is_worth(amount, row.currency, least, terms)


def _hotel(row: Any, values: list[int], terms: Terms) -> bool:
    if isinstance(row, Voucher):
        return row.redeemed_hotel_id in values
    return (row.stay.hotel_id if isinstance(row, Charge) else row.hotel_id) in values


def _channel(row: Any, values: list[Any], terms: Terms) -> bool:
    return (row.channel_id if isinstance(row, Stay) else row.channel) in values


def _column(name: str) -> Any:
    return lambda row, values, _terms: getattr(row, name) in values


def _at_least(name: str) -> Any:
    return lambda row, value, _terms: getattr(row, name) is not None and getattr(row, name) >= value


def _at_most(name: str) -> Any:
    return lambda row, value, _terms: getattr(row, name) is not None and getattr(row, name) <= value


FACETS = {
    "hotel": _hotel,
    "room_type": _column("room_type_id"),
    "channel": _channel,
    "channel_kind": lambda row, values, terms: terms.kinds_of_channels[row.channel_id] in values,
    "purpose": _column("purpose"),
    "company": _column("company_id"),
    "meal_plan": _column("meal_plan"),
    "nights": _at_least("nights"),
    "children": lambda row, _value, _terms: row.children + row.infants > 0,
    "amount": _amount,
    "days_ahead": lambda row, value, _terms: (row.arrival - row.booked_on).days >= value if row.booked_on else False,
    "status": _column("status"),
    "department": _column("department"),
    "kind": _column("kind"),
    "campaign": _column("campaign_id"),
    "type": _column("type_id"),
    "survey": _column("survey_id"),
    "nps_at_most": _at_most("nps"),
    "nps_at_least": _at_least("nps"),
    "csat_at_most": _at_most("csat"),
    "csat_at_least": _at_least("csat"),
    "category": _column("category_id"),
    "severity": _column("severity"),
    "site": _column("site"),
    "rating_at_most": _at_most("rating"),
    "rating_at_least": _at_least("rating"),
}

HAPPENINGS = {
    "had_stay": lambda person: [(stay.departure, stay) for stay in person.stays if stay.status == "checked_out"],
    "had_booking": lambda person: [(stay.booked_on, stay) for stay in person.stays],
    "had_cancellation": lambda person: [
        (stay.closed_on or stay.arrival, stay) for stay in person.stays if stay.status in {"cancelled", "no_show"}
    ],
    "had_charge": lambda person: [(charge.posted_on, charge) for charge in person.charges if charge.amount > 0],
    "had_touchpoint": lambda person: [(touch.at, touch) for touch in person.touchpoints],
    "had_message": lambda person: [(message.sent_at, message) for message in person.messages],
    "opened_message": lambda person: [(message.opened_at, message) for message in person.messages],
    "followed_link": lambda person: [(message.clicked_at, message) for message in person.messages],
    "opted_out": lambda person: [(message.opted_out_at, message) for message in person.messages],
    "had_campaign": lambda person: [(row.enrolled_at, row) for row in person.enrolments if row.arm == "treated"],
    "used_voucher": lambda person: [(row.redeemed_at, row) for row in person.vouchers if row.state == "redeemed"],
    "had_response": lambda person: [(answer.finished_at, answer) for answer in person.responses],
    "had_ticket": lambda person: [(ticket.opened_at, ticket) for ticket in person.tickets],
    "had_review": lambda person: [(review.written_on, review) for review in person.reviews],
}
