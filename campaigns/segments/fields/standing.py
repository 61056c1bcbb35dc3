"""Membership and what guests say: tier, points and vouchers, scores and complaints."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import sources
from .kinds import ChoiceOf, Day, Field, Number, YesNo

LOYALTY: Final[tuple[Field, ...]] = (
    YesNo(
        code="is_member",
        group="loyalty",
        label=_("Member"),
        phrase=_("are members"),
        phrase_not=_("are not members"),
        column="tier_rank",
        test="f.{} >= 0",
        says=lambda rank: rank >= 0,
    ),
    ChoiceOf(
        code="tier_rank",
        group="loyalty",
        label=_("Tier"),
        phrase=_("are %(choices)s members"),
        phrase_not=_("are not %(choices)s members"),
        source=sources.tiers,
        names=sources.tier_names,
        empty=-1,
    ),
    Day(code="tier_since", group="loyalty", label=_("Tier since"), phrase=_("reached their tier %(when)s")),
    Day(
        code="tier_until",
        group="loyalty",
        label=_("Tier until"),
        phrase=_("have a tier that ends %(when)s"),
        ahead=True,
    ),
    ChoiceOf(
        code="next_tier_rank",
        group="loyalty",
        label=_("Next tier"),
        phrase=_("have %(choices)s before them as the next tier"),
        phrase_not=_("do not have %(choices)s before them as the next tier"),
        nullable=True,
        source=sources.tiers,
        names=sources.tier_names,
    ),
    Number(
        code="next_tier_nights",
        group="loyalty",
        label=_("Nights short of the next tier"),
        phrase=ngettext_lazy(
            "are %(number)s night short of the next tier", "are %(number)s nights short of the next tier", "count"
        ),
        nullable=True,
    ),
    Number(
        code="next_tier_stays",
        group="loyalty",
        label=_("Stays short of the next tier"),
        phrase=ngettext_lazy(
            "are %(number)s stay short of the next tier", "are %(number)s stays short of the next tier", "count"
        ),
        nullable=True,
    ),
    Number(
        code="points",
        group="loyalty",
        label=_("Points"),
        phrase=ngettext_lazy("have %(number)s point", "have %(number)s points", "count"),
        none=_("have no points"),
    ),
    Day(
        code="next_expiry_on",
        group="loyalty",
        label=_("Points expire next on"),
        phrase=_("have points that expire %(when)s"),
        ahead=True,
    ),
    Number(
        code="next_expiry_points",
        group="loyalty",
        label=_("Points that expire next"),
        phrase=ngettext_lazy(
            "have %(number)s point that expires next", "have %(number)s points that expire next", "count"
        ),
    ),
    Day(
        code="last_earned_on",
        group="loyalty",
        label=_("Points last earned on"),
        phrase=_("last earned points %(when)s"),
    ),
    Number(
        code="vouchers",
        group="loyalty",
        label=_("Vouchers not used"),
        phrase=ngettext_lazy("have %(number)s voucher to use", "have %(number)s vouchers to use", "count"),
        none=_("have no voucher to use"),
    ),
    Day(
        code="next_voucher_on",
        group="loyalty",
        label=_("Next voucher valid until"),
        phrase=_("have a voucher that expires %(when)s"),
        ahead=True,
    ),
)

VOICE: Final[tuple[Field, ...]] = (
    Number(
        code="last_nps",
        group="feedback",
        label=_("Last recommendation score"),
        phrase=_("last gave a recommendation score of %(number)s"),
        nullable=True,
    ),
    Number(
        code="last_csat",
        group="feedback",
        label=_("Last satisfaction score"),
        phrase=_("last gave a satisfaction score of %(number)s"),
        nullable=True,
    ),
    Number(
        code="last_rating",
        group="feedback",
        label=_("Last rating in a review, of 100"),
        phrase=_("last wrote a review with %(number)s of 100"),
        nullable=True,
    ),
    Day(code="last_score_on", group="feedback", label=_("Last score on"), phrase=_("last gave a score %(when)s")),
    Number(
        code="reviews",
        group="feedback",
        label=_("Reviews"),
        phrase=ngettext_lazy("have written %(number)s review", "have written %(number)s reviews", "count"),
        none=_("have written no review"),
    ),
    Number(
        code="open_tickets",
        group="feedback",
        label=_("Open tickets"),
        phrase=ngettext_lazy("have %(number)s open ticket", "have %(number)s open tickets", "count"),
        none=_("have no open ticket"),
    ),
    Number(
        code="open_complaints",
        group="feedback",
        label=_("Open complaints"),
        phrase=ngettext_lazy("have %(number)s open complaint", "have %(number)s open complaints", "count"),
        none=_("have no open complaint"),
    ),
    Day(
        code="last_complaint_on",
        group="feedback",
        label=_("Last complaint on"),
        phrase=_("last complained %(when)s"),
    ),
)
