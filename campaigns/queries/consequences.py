"""What will happen when somebody starts, approves, pauses or ends a campaign, in sentences for the dialog that asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.actions import starting
from campaigns.actions.agreeing import is_what_was_asked
from campaigns.actions.approving import ChangedSince
from campaigns.actions.refusal import Refused
from campaigns.actions.stopping import CalledOff
from campaigns.models import Campaign, CampaignState, Variant
from campaigns.segments.nodes import BadRule
from hotelcrm.frame import formats

from .progress import stopping

DOUBT = Decimal("0.5")


@dataclass(frozen=True)
class Consequences:
    """Sentences; with a `fault` it cannot be done, and there is nothing to press. `save` is another word to press."""

    sentences: tuple[str, ...] = ()
    fault: str = ""
    save: str = ""


def of_start(campaign: Campaign, at: datetime) -> Consequences:
    """How many guests, how many of them held out, at what cost; whether another person must agree."""
    if campaign.state != CampaignState.DRAFT:
        return Consequences()
    try:
        starting.check_ready(campaign, at=at)
        size = starting.size_in_time(campaign, at=at)
    except (Refused, BadRule) as fault:
        return Consequences(fault=str(fault.sentence))
    if not size and not campaign.is_automatic:
        return Consequences(fault=str(starting.NobodyThere.sentence))
    sentences = (_reach(campaign, size), *_dealt(campaign, size), _begins(campaign, size, at))
    return Consequences(sentences, save=_("Ask for approval") if starting.needs_approval(size) else "")


def of_approval(campaign: Campaign, at: datetime) -> Consequences:
    """Who asks for how much, and that it begins."""
    if campaign.state != CampaignState.WAITING:
        return Consequences()
    if not is_what_was_asked(campaign):
        return Consequences(fault=str(ChangedSince.sentence))
    size = campaign.asked_size or 0
    asks = _("%(who)s asks for it.") % {"who": campaign.asked_by or "—"}
    begins = _("It begins as soon as you approve.")
    if campaign.starts_at is not None and campaign.starts_at > at:
        begins = _("It begins %(when)s.") % {"when": formats.moment(campaign.starts_at)}
    return Consequences((asks, _reach(campaign, size), *_dealt(campaign, size), begins))


def of_refusal(_campaign: Campaign, _at: datetime) -> Consequences:
    """Where it goes."""
    return Consequences((_("Nothing goes out. It becomes a draft again, and your reason stands on it."),))


def of_pause(campaign: Campaign, _at: datetime) -> Consequences:
    """What stands still."""
    found = stopping(campaign)
    first = _("No step is taken and nothing is sent until it is resumed; what is being handed over right now goes out.")
    return Consequences((first, _sent(found.sent), _waits(found.waiting)))


def of_finish(campaign: Campaign, _at: datetime) -> Consequences:
    """Who gets nothing more, and what still goes out."""
    found = stopping(campaign)
    let_go = ngettext(
        "No step is taken any more: %(n)s guest to whom something would still come is let go.",
        "No step is taken any more: %(n)s guests to whom something would still come are let go.",
        found.due,
    ) % {"n": formats.number(found.due)}
    goes = ngettext(
        "%(n)s message that waits still goes out.", "%(n)s messages that wait still go out.", found.waiting
    ) % {"n": formats.number(found.waiting)}
    return Consequences((let_go, goes))


def of_calling_off(campaign: Campaign, _at: datetime) -> Consequences:
    """What was sent already, what is stopped, who is let go."""
    found = stopping(campaign)
    stops = ngettext(
        "%(n)s message that waits is never sent; a voucher that goes with it is void.",
        "%(n)s messages that wait are never sent; vouchers that go with them are void.",
        found.waiting,
    ) % {"n": formats.number(found.waiting)}
    let_go = ngettext(
        "%(n)s guest to whom something would still come is let go.",
        "%(n)s guests to whom something would still come are let go.",
        found.due,
    ) % {"n": formats.number(found.due)}
    return Consequences((_sent(found.sent), stops, let_go, _("This cannot be undone.")))


def called_off(found: CalledOff) -> str:
    """What it came to."""
    return _("Called off: %(sent)s were sent before, %(stopped)s are never sent, %(let_go)s guests are let go.") % {
        "sent": formats.number(found.sent),
        "stopped": formats.number(found.stopped),
        "let_go": formats.number(found.let_go),
    }


def _reach(campaign: Campaign, size: int) -> str:
    if campaign.is_automatic:
        words = ngettext(
            "Its occasion could name up to %(n)s guest.", "Its occasion could name up to %(n)s guests.", size
        )
    else:
        words = ngettext("%(n)s guest is in its audience.", "%(n)s guests are in its audience.", size)
    return words % {"n": formats.number(size)}


def _dealt(campaign: Campaign, size: int) -> tuple[str, ...]:
    """How many get nothing, and what the others may cost at most."""
    said: list[str] = []
    percent = Decimal(campaign.holdout_percent) / 100
    if campaign.holdout_percent and not campaign.is_automatic:
        held = int(percent * size + DOUBT)
        said.append(
            _("About %(n)s of them (%(percent)s) are held out and get nothing.")
            % {"n": formats.number(held), "percent": formats.percent(percent, 0)}
        )
    elif campaign.holdout_percent:
        said.append(_("%(percent)s of those chosen are held out.") % {"percent": formats.percent(percent, 0)})
    else:
        said.append(_("Nobody is held out: what would have come without it cannot be told."))
    variants = Variant.objects.filter(step__campaign=campaign).select_related("voucher_type").order_by("step", "name")
    costs = _cost(campaign, variants, size)
    if costs and not campaign.is_automatic:
        said.append(
            _("Its messages cost at most %(amount)s.") % {"amount": formats.money(costs, campaign.hotel.currency)}
        )
    if presents := _presents(variants):
        said.append(_("Guests get with it: %(presents)s.") % {"presents": pgettext("list", ", ").join(presents)})
    return tuple(said)


def _presents(variants: Iterable[Variant]) -> list[str]:
    """Vouchers and points of any wording, each once: what they cost is known when guests use them."""
    said: dict[str, None] = {}
    for variant in variants:
        if variant.voucher_type is not None:
            said[_("a voucher, “%(name)s”") % {"name": variant.voucher_type.name}] = None
        if variant.points:
            words = ngettext("%(n)s point", "%(n)s points", variant.points)
            said[words % {"n": formats.number(variant.points)}] = None
    return list(said)


def _cost(campaign: Campaign, variants: Iterable[Variant], size: int) -> Decimal:
    dearest: dict[int, Decimal] = {}
    for variant in variants:
        dearest[variant.step_id] = max(dearest.get(variant.step_id, Decimal(0)), variant.cost)
    whole = sum(dearest.values(), Decimal(0)) * size
    return whole if campaign.budget is None else min(whole, campaign.budget)


def _begins(campaign: Campaign, size: int, at: datetime) -> str:
    if starting.needs_approval(size):
        return _("That is more than %(most)s guests: another person must approve before anything goes out.") % {
            "most": formats.number(settings.CAMPAIGN_APPROVAL_SIZE)
        }
    if campaign.starts_at is not None and campaign.starts_at > at:
        return _("It begins %(when)s.") % {"when": formats.moment(campaign.starts_at)}
    return _("It begins at once: the first messages may leave within a minute.")


def _sent(number: int) -> str:
    return ngettext("%(n)s message was sent: it stays sent.", "%(n)s messages were sent: they stay sent.", number) % {
        "n": formats.number(number)
    }


def _waits(number: int) -> str:
    return ngettext("%(n)s message waits.", "%(n)s messages wait.", number) % {"n": formats.number(number)}
