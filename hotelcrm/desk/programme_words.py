"""What happened in the loyalty programme, in the words of the timeline; codes become names in the page's language."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guests.models import Touchpoint
from hotelcrm.frame import formats
from loyalty.models import Benefit, Reward, Tier, TierChange, VoucherType

Details = dict[str, Any]
Names = dict[str, dict[str, str]]  # by the word that holds a code: code -> name
CODED: dict[str, Any] = {"tier": Tier, "type": VoucherType, "benefit": Benefit, "reward": Reward}


def names_of(rows: Iterable[Touchpoint]) -> Names:
    """The names behind the codes in those of `rows` that are about the programme: a query for each kind of code."""
    told = [row.details for row in rows if row.kind == Touchpoint.Kind.LOYALTY]
    names = {}
    for word, model in CODED.items():
        codes = {details[word] for details in told if word in details}
        if codes:
            found: Iterable[Any] = model.objects.filter(code__in=codes)
            names[word] = {row.code: row.name for row in found}
    return names


def words(details: Details, names: Names) -> str:
    """One moment in words; of something newer than this page it says that it was about the programme."""
    wording = WORDS.get(str(details.get("what")))
    if wording is None:
        return _("Loyalty programme")
    return wording(details, lambda word: names.get(word, {}).get(details.get(word, ""), str(details.get(word, ""))))


Named = Callable[[str], str]


def _joined(details: Details, _name: Named) -> str:
    points = details.get("points") or 0
    return _("Joined the programme: %(points)s") % {"points": _points(points)} if points else _("Joined the programme")


def _tier(details: Details, name: Named) -> str:
    if details.get("why") in {TierChange.Why.LAPSED, TierChange.Why.GRANT_ENDED, TierChange.Why.UNDONE}:
        return _("Tier is now %(tier)s") % {"tier": name("tier")}
    if details.get("why") == TierChange.Why.GRANTED:
        return _("Tier given: %(tier)s") % {"tier": name("tier")}
    return _("Tier reached: %(tier)s") % {"tier": name("tier")}


def _moved(details: Details, _name: Named) -> str:
    points = details.get("points") or 0
    if details.get("compensation"):
        return _("Given to make good: %(points)s") % {"points": _points(points)}
    if details.get("stay"):
        return _("Earned %(points)s") % {"points": _points(points)}
    text = _("Given by hand: %(points)s") if points > 0 else _("Taken by hand: %(points)s")
    return text % {"points": _points(abs(points))}


def _redeemed(details: Details, name: Named) -> str:
    return _("Redeemed: %(reward)s for %(points)s") % _reward(details, name)


def _cancelled(details: Details, name: Named) -> str:
    return _("Redemption cancelled: %(reward)s, %(points)s back") % _reward(details, name)


def _reward(details: Details, name: Named) -> dict[str, str]:
    return {"reward": name("reward"), "points": _points(details.get("points") or 0)}


def _voucher(details: Details, name: Named) -> str:
    steps = {
        "redeemed": _("Voucher redeemed: %(type)s"),
        "taken_back": _("Redemption of a voucher taken back: %(type)s"),
        "void": _("Voucher made void: %(type)s"),
    }
    return steps.get(str(details.get("step")), _("Voucher given: %(type)s")) % {"type": name("type")}


def _benefit(_details: Details, name: Named) -> str:
    return _("Benefit used: %(benefit)s") % {"benefit": name("benefit")}


def _courtesy(details: Details, _name: Named) -> str:
    return _("Late check-out until %(hour)s") % {"hour": details.get("until", "")}


def _left(_details: Details, _name: Named) -> str:
    return _("Left the programme")


WORDS: dict[str, Callable[[Details, Named], str]] = {
    "joined": _joined,
    "tier": _tier,
    "points": _moved,
    "redeemed": _redeemed,
    "redemption_cancelled": _cancelled,
    "voucher": _voucher,
    "benefit": _benefit,
    "courtesy": _courtesy,
    "left": _left,
}


def _points(points: int) -> str:
    return ngettext("%(points)s point", "%(points)s points", points) % {"points": formats.number(points)}
