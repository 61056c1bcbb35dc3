"""What is missing to a member's next tier, in words: "2 nights to Gold by 31 December"."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hotelcrm.frame import formats
from loyalty.models import Member, Programme, Tier
from loyalty.rules.tiers import Missing, missing

from .attained import Ladder, Standing, level_of, standings


@dataclass(frozen=True)
class Step:
    """So much more of one thing to `tier`; `is_all` says that every step of the tier is needed, not one of them."""

    what: str  # nights, stays, spend or points
    amount: Decimal | int
    tier: Tier
    by: date
    currency: str
    is_all: bool = False

    @property
    def sentence(self) -> str:
        """In the reader's language, with the day."""
        return _("%(steps)s to %(tier)s by %(day)s") % {
            "steps": self.words,
            "tier": self.tier.name,
            "day": formats.date_only(self.by),
        }

    def __str__(self) -> str:
        return self.sentence

    @property
    def words(self) -> str:
        """How much of what."""
        whole = int(self.amount)
        match self.what:
            case "nights":
                return ngettext("%(count)s night", "%(count)s nights", whole) % {"count": formats.number(whole)}
            case "stays":
                return ngettext("%(count)s stay", "%(count)s stays", whole) % {"count": formats.number(whole)}
            case "points":
                text = ngettext("%(count)s qualifying point", "%(count)s qualifying points", whole)
                return text % {"count": formats.number(whole)}
            case _other:
                return _("%(amount)s of spend") % {"amount": formats.money(self.amount, self.currency)}


@dataclass(frozen=True)
class Way:
    """Everything that is missing to the next tier, as one sentence."""

    steps: list[Step]

    def __str__(self) -> str:
        """Said once what is needed, and whether all of it or any."""
        first = self.steps[0]
        if len(self.steps) == 1:
            return first.sentence
        *others, last = [step.words for step in self.steps]
        facts = {"others": pgettext("list", ", ").join(others), "last": last}
        words = _("%(others)s and %(last)s") % facts if first.is_all else _("%(others)s or %(last)s") % facts
        return _("%(steps)s to %(tier)s by %(day)s") % {
            "steps": words,
            "tier": first.tier.name,
            "day": formats.date_only(first.by),
        }


def way_of(member: Member, today: date) -> Way | None:
    """The way to the tier above the one that `member` has today; None where there is none. Three queries."""
    steps = progress_of(member, today)
    return Way(steps) if steps else None


def progress_of(member: Member, today: date) -> list[Step]:
    """The steps to the tier above the one that `member` has today; none from the top, or where no stay would lead.

    Of a tier that needs any of its thresholds each step alone is enough. Three queries.
    """
    return progress_of_many([member.pk], today).get(member.pk, [])


def progress_of_many(members: Collection[int], today: date) -> dict[int, list[Step]]:
    """The same for several members by id, in as many queries; those without steps are missing."""
    programme, ladder = Programme.current(), Ladder.current()
    found = standings(members, programme=programme, today=today, ranks=ladder.ranks)
    steps = {one.member_id: _steps(one, ladder, programme, today) for one in found}
    return {member: some for member, some in steps.items() if some}


def _steps(one: Standing, ladder: Ladder, programme: Programme, today: date) -> list[Step]:
    above = next((tier for tier in ladder.tiers if tier.rank > one.state.tier), None)
    if above is None:
        return []
    found = missing(level_of(above), one.attained, today=today, window=programme.window)
    return [_step(part, above, programme) for part in found]


def _step(part: Missing, tier: Tier, programme: Programme) -> Step:
    is_all = tier.needs == Tier.Needs.ALL
    return Step(part.what, part.amount, tier, part.by, programme.currency, is_all)
