"""Figures of large campaigns at once: reckoned while one waits for small ones, kept by a task for the others.

What came of a hundred thousand guests takes seconds to reckon, and to foretell it asks the gate about each of them. So
the hourly task keeps results after it has credited bookings, and a dry run is reckoned when somebody asks for it. Truth
are the rows: what is kept is shown with the moment it is of, and reckoned anew by whoever cannot read it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, get_type_hints

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from campaigns.actions.agreeing import agreement
from campaigns.models import Campaign, CampaignState, Enrolment, KeptFigures, Step, Variant
from campaigns.running.dry_run import DryRun, TooMany, dry_run
from campaigns.segments.nodes import BadRule
from campaigns.segments.sizing import was_cut_off
from hotelcrm.outbox.actions.checking import UnfitMessageError
from hotelcrm.running.packing import Rows, pack, unpack

from . import figures
from .figures import Results

What = KeptFigures.What

LARGE: Final = 5_000  # guests; so many are reckoned in a fifth of a second
FRESH_FOR: Final = timedelta(minutes=50)
SETTLED_FRESH_FOR: Final = timedelta(days=1)  # of a campaign that is over: bookings of it are cancelled, or stayed
DRY_RUN_HOLDS: Final = timedelta(hours=12)
ASK_AGAIN: Final = timedelta(minutes=2)  # a worker that has not answered by then may have died
LONGEST: Final = "10min"  # that one statement of the task may take
PATIENCE: Final = "5s"  # and one of a page
OVER: Final = (CampaignState.FINISHED, CampaignState.CANCELLED)


@dataclass(frozen=True)
class Told:
    """What can be shown: results or a dry run as of a moment, or why not; `is_awaited` while it is being reckoned."""

    figures: Any = None
    as_of: datetime | None = None
    is_awaited: bool = False
    is_kept: bool = False
    fault: str = ""


def results_of(campaign: Campaign, *, at: datetime) -> Told:
    """What came of `campaign`: reckoned now for a small one, as it was kept last for a large one."""
    if not is_large(campaign):
        return Told(figures.of(campaign, at=at), at)
    kept = _kept(campaign, What.RESULTS)
    found = _read(campaign, Results, kept)
    awaited = kept is not None and _is_awaited(kept, at)
    return Told(found, kept.as_of if kept and found else None, awaited, is_kept=True)


def dry_run_of(campaign: Campaign, *, at: datetime) -> Told:
    """What `campaign` would do: reckoned now for a small audience, for a large one as somebody asked for it last.

    With neither figures nor fault it is to be asked for.
    """
    kept = _kept(campaign, What.DRY_RUN)
    if kept is not None and (_is_awaited(kept, at) or _still_holds(kept, campaign, at)):
        found = None if _is_awaited(kept, at) else _read(campaign, DryRun, kept)
        return Told(found, kept.as_of, _is_awaited(kept, at), is_kept=True, fault=kept.fault)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
            found = dry_run(campaign, at=at, most=LARGE)
            transaction.set_rollback(True)  # it only read; the patience is for this alone
            return Told(found, at)
    except TooMany:
        return Told(is_kept=True)
    except (BadRule, UnfitMessageError) as fault:
        return Told(as_of=at, fault=str(fault))
    except OperationalError as error:
        if not was_cut_off(error):
            raise
        return Told(is_kept=True)


def is_large(campaign: Campaign) -> bool:
    """Whether so many were chosen that nobody waits for the results."""
    return Enrolment.objects.filter(campaign=campaign).order_by()[: LARGE + 1].count() > LARGE


def ask(campaign: Campaign, what: str, *, at: datetime) -> KeptFigures:
    """Have figures of `campaign` reckoned by a worker, and return the row in which they will be; twice is once."""
    with transaction.atomic():
        KeptFigures.objects.get_or_create(campaign=campaign, what=what)
        row = KeptFigures.objects.select_for_update(no_key=True).get(campaign=campaign, what=what)
        if not _is_awaited(row, at):
            row.asked_at = at
            row.save(update_fields=["asked_at"])
            transaction.on_commit(lambda: _ring(campaign.pk, what), robust=True)
    return row


def _ring(campaign_id: int, what: str) -> None:
    from campaigns.tasks import keep_figures  # it leads here

    keep_figures.delay(campaign_id, what)


def keep(campaign_id: int, what: str, *, at: datetime) -> bool:
    """Reckon figures and keep them as of `at`; False where another worker is at it, or the campaign is gone."""
    campaign = Campaign.objects.select_related("hotel", "segment").filter(pk=campaign_id).first()
    if campaign is None:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('campaigns.keep'), %s)", [hash_of(campaign_id, what)])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST])
        figures_of = {"plan": _plan(campaign), "of": None}
        values: dict[str, Any] = {"as_of": at, "figures": figures_of, "fault": ""}
        try:
            with transaction.atomic():
                figures_of["of"] = _RECKON[What(what)](campaign, at)
        except (BadRule, UnfitMessageError) as fault:
            values["fault"] = str(fault)[:300]
        except OperationalError as error:
            if not was_cut_off(error):
                raise
            values["fault"] = _("It takes longer than ten minutes.")
        KeptFigures.objects.update_or_create(campaign=campaign, what=what, defaults=values)
    return True


def hash_of(campaign_id: int, what: str) -> int:
    """What a worker locks: a number of its own for each campaign and kind."""
    return (campaign_id * len(What) + What.values.index(what)) % 2**31


def refresh(*, at: datetime) -> int:
    """Keep the results of large campaigns that are older than `FRESH_FOR`; return how many. Asked every hour."""
    kept = dict(KeptFigures.objects.filter(what=What.RESULTS).values_list("campaign", "as_of"))
    made = 0
    for campaign in Campaign.objects.exclude(state=CampaignState.DRAFT).order_by("pk"):
        fresh_for = SETTLED_FRESH_FOR if campaign.state in OVER else FRESH_FOR
        as_of = kept.get(campaign.pk)
        if (as_of is None or as_of <= at - fresh_for) and is_large(campaign):
            made += keep(campaign.pk, What.RESULTS, at=at)
    return made


_RECKON: Final[Mapping[What, Callable[[Campaign, datetime], Any]]] = {
    What.RESULTS: lambda campaign, at: _packed(figures.of(campaign, at=at)),
    What.DRY_RUN: lambda campaign, at: _packed(dry_run(campaign, at=at, names=False)),
}


def _packed(value: Results | DryRun) -> dict[str, Any]:
    return {one.name: pack(getattr(value, one.name)) for one in fields(value) if one.name != "campaign"}


def _read(campaign: Campaign, kind: type[Results] | type[DryRun], kept: KeptFigures | None) -> Any:
    """What was kept; None where nothing is, or an earlier version made it, or a step of it has gone."""
    if kept is None or kept.figures is None or kept.figures["of"] is None:
        return None
    steps, variants = Step.objects.filter(campaign=campaign), Variant.objects.filter(step__campaign=campaign)
    rows: Rows = {Step: steps.in_bulk(), Variant: variants.select_related("template", "voucher_type").in_bulk()}
    types, of = get_type_hints(kind), kept.figures["of"]
    try:
        found = {name: unpack(types[name], of[name], rows) for name in types if name != "campaign"}
    except KeyError:
        return None
    return kind(campaign=campaign, **found)


def _kept(campaign: Campaign, what: What) -> KeptFigures | None:
    return KeptFigures.objects.filter(campaign=campaign, what=what).first()


def _is_awaited(kept: KeptFigures, at: datetime) -> bool:
    return kept.is_awaited and kept.asked_at is not None and kept.asked_at > at - ASK_AGAIN


def _still_holds(kept: KeptFigures, campaign: Campaign, at: datetime) -> bool:
    """Of the plan as it is, with the texts and rules it names as they are, and not of another day."""
    if kept.as_of is None or kept.as_of <= at - DRY_RUN_HOLDS:
        return False
    return kept.figures is not None and kept.figures.get("plan") == _plan(campaign)


def _plan(campaign: Campaign) -> str:
    return f"{campaign.version}:{agreement(campaign)}"
