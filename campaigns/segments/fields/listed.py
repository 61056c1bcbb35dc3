"""Which happenings can be asked for, and with what. One is added by naming its table, its day and its facets."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from feedback.models import Ticket
from feedback.models.level import Severity
from feedback.models.review import Site
from guests.models import Touchpoint
from hotelcrm.outbox.models.sender import Road
from hotelcrm.outbox.models.template import MessagePurpose
from stays.models import Channel, Charge, MealPlan, Purpose, StayStatus

from . import sources
from .facets import Bound, Facet, Flag, OneOf, Worth
from .happenings import Happening
from .kinds import Field


def _by_code(*facets: Facet) -> Mapping[str, Facet]:
    return {facet.code: facet for facet in facets}


def _hotel(column: str = "h.hotel_id") -> Facet:
    return OneOf(
        code="hotel",
        label=_("hotel"),
        phrase=_("at %(choices)s"),
        column=column,
        source=sources.hotels,
        names=sources.HOTELS,
    )


_CHANNEL: Final = OneOf(
    code="channel",
    label=_("channel"),
    phrase=_("booked by %(choices)s"),
    column="h.channel_id",
    source=sources.channels,
    names=sources.CHANNELS,
)
_CHANNEL_KIND: Final = OneOf(
    code="channel_kind",
    label=_("kind of channel"),
    phrase=_("booked by %(choices)s"),
    column="h.channel_id",
    test="{} = ANY(ARRAY(SELECT k.id FROM stays_channel k WHERE k.kind = ANY(%s)))",  # asked once, not for each stay
    among=[(kind.value, kind.label) for kind in Channel.Kind],
)
_PURPOSE: Final = OneOf(
    code="purpose",
    label=_("purpose"),
    phrase=_("for %(choices)s"),
    column="h.purpose",
    among=[(purpose.value, purpose.label) for purpose in Purpose if purpose.value],
)
_NIGHTS: Final = Bound(
    code="nights",
    label=_("nights at least"),
    phrase=ngettext_lazy("of at least %(number)s night", "of at least %(number)s nights", "count"),
    column="h.departure - h.arrival",
)
_CHILDREN: Final = Flag(
    code="children", label=_("with children"), phrase=_("with children"), test="h.children + h.infants > 0"
)
_ROAD: Final = OneOf(
    code="channel",
    label=_("channel"),
    phrase=_("by %(choices)s"),
    column="h.channel",
    among=[(road.value, road.label) for road in (Road.EMAIL, Road.SMS, Road.WECOM)],
)
_ABOUT: Final = OneOf(
    code="purpose",
    label=_("purpose"),
    phrase=_("about %(choices)s"),
    column="h.purpose",
    among=[(purpose.value, purpose.label) for purpose in MessagePurpose],
)

_VISITS: Final = (
    Happening(
        code="had_stay",
        label=_("Stay"),
        phrase=_("stayed %(often)s"),
        phrase_not=_("did not stay"),
        table="stays_stay h",
        day="h.departure",
        base=f"h.status = '{StayStatus.CHECKED_OUT}'",
        known=("stays", "last_departure", "earlier_departure"),
        facets=_by_code(
            _hotel(),
            OneOf(
                code="room_type",
                label=_("room type"),
                phrase=_("in %(choices)s"),
                column="h.room_type_id",
                source=sources.room_types,
                names=sources.ROOM_TYPES,
            ),
            _CHANNEL,
            _CHANNEL_KIND,
            _PURPOSE,
            OneOf(
                code="company",
                label=_("company"),
                phrase=_("for %(choices)s"),
                column="h.company_id",
                source=sources.companies,
                names=sources.COMPANIES,
            ),
            OneOf(
                code="meal_plan",
                label=_("meal plan"),
                phrase=_("with %(choices)s"),
                column="h.meal_plan",
                among=[(plan.value, plan.label) for plan in MealPlan if plan.value],
            ),
            _NIGHTS,
            _CHILDREN,
            Worth(
                code="amount",
                label=_("revenue at least"),
                phrase=_("worth at least %(amount)s"),
                amount="h.room_revenue + h.other_revenue",
                currency="h.currency",
            ),
        ),
    ),
    Happening(
        code="had_booking",
        label=_("Booking made"),
        phrase=_("booked %(often)s"),
        phrase_not=_("did not book"),
        table="stays_stay h",
        day="h.booked_on",
        facets=_by_code(
            _hotel(),
            _CHANNEL,
            _CHANNEL_KIND,
            _PURPOSE,
            Bound(
                code="days_ahead",
                label=_("days ahead at least"),
                phrase=ngettext_lazy("at least %(number)s day ahead", "at least %(number)s days ahead", "count"),
                column="h.arrival - h.booked_on",
            ),
        ),
    ),
    Happening(
        code="had_cancellation",
        label=_("Cancellation or no-show"),
        phrase=_("cancelled or did not arrive %(often)s"),
        phrase_not=_("did not cancel and always arrived"),
        table="stays_stay h",
        day="coalesce(h.closed_on, h.arrival)",
        base=f"h.status IN ('{StayStatus.CANCELLED}', '{StayStatus.NO_SHOW}')",
        facets=_by_code(
            OneOf(
                code="status",
                label=_("status"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.status",
                among=[(status.value, status.label) for status in (StayStatus.CANCELLED, StayStatus.NO_SHOW)],
            ),
            _hotel(),
            _CHANNEL,
            _CHANNEL_KIND,
        ),
    ),
    Happening(
        code="had_charge",
        label=_("Charge"),
        phrase=_("spent money %(often)s"),
        phrase_not=_("spent no money"),
        table="stays_charge c JOIN stays_stay h ON h.id = c.stay_id",
        day="c.posted_on",
        base="c.amount > 0",
        facets=_by_code(
            OneOf(
                code="department",
                label=_("department"),
                phrase=_("on %(choices)s"),
                column="c.department",
                among=Charge.Department.choices,
            ),
            _hotel(),
            Worth(
                code="amount",
                label=_("amount at least"),
                phrase=_("at least %(amount)s at a time"),
                amount="c.amount",
                currency="c.currency",
            ),
        ),
    ),
)

_CONTACTS: Final = (
    Happening(
        code="had_touchpoint",
        label=_("Touchpoint"),
        phrase=_("had a touchpoint %(often)s"),
        phrase_not=_("had no touchpoint"),
        table="guests_touchpoint h",
        day="h.at",
        is_moment=True,
        facets=_by_code(
            OneOf(
                code="kind",
                label=_("kind"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.kind",
                among=Touchpoint.Kind.choices,
            ),
            _hotel(),
        ),
    ),
    *(
        Happening(
            code=code,
            label=label,
            phrase=phrase,
            phrase_not=phrase_not,
            table="outbox_message h",
            day=f"h.{column}",
            is_moment=True,
            facets=_by_code(_ROAD, _ABOUT, _hotel()),
        )
        for code, column, label, phrase, phrase_not in (
            (
                "had_message",
                "sent_at",
                _("Message sent"),
                _("were sent a message %(often)s"),
                _("were sent no message"),
            ),
            (
                "opened_message",
                "opened_at",
                _("Message opened"),
                _("opened a message %(often)s"),
                _("opened no message"),
            ),
            ("followed_link", "clicked_at", _("Link followed"), _("followed a link %(often)s"), _("followed no link")),
            ("opted_out", "opted_out_at", _("Opted out"), _("opted out %(often)s"), _("did not opt out")),
        )
    ),
    Happening(
        code="had_campaign",
        label=_("Campaign"),
        phrase=_("were in a campaign %(often)s"),
        phrase_not=_("were in no campaign"),
        table="campaigns_enrolment h",
        day="h.enrolled_at",
        base="h.arm = 'treated'",
        is_moment=True,
        facets=_by_code(
            OneOf(
                code="campaign",
                label=_("campaign"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.campaign_id",
                source=sources.campaigns,
                names=sources.CAMPAIGNS,
            )
        ),
    ),
    Happening(
        code="used_voucher",
        label=_("Voucher redeemed"),
        phrase=_("redeemed a voucher %(often)s"),
        phrase_not=_("redeemed no voucher"),
        table="loyalty_voucher h",
        day="h.redeemed_at",
        base="h.state = 'redeemed'",
        is_moment=True,
        facets=_by_code(
            OneOf(
                code="type",
                label=_("type"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.type_id",
                source=sources.voucher_types,
                names=sources.VOUCHER_TYPES,
            ),
            _hotel("h.redeemed_hotel_id"),
        ),
    ),
)

_SAID: Final = (
    Happening(
        code="had_response",
        label=_("Survey answered"),
        phrase=_("answered a survey %(often)s"),
        phrase_not=_("answered no survey"),
        table="feedback_invitation h",
        day="h.finished_at",
        is_moment=True,
        facets=_by_code(
            OneOf(
                code="survey",
                label=_("survey"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.survey_id",
                source=sources.surveys,
                names=sources.SURVEYS,
            ),
            _hotel(),
            Bound(
                code="nps_at_most",
                label=_("recommendation at most"),
                phrase=_("recommendation at most %(number)s"),
                column="h.nps",
                sign="<=",
            ),
            Bound(
                code="nps_at_least",
                label=_("recommendation at least"),
                phrase=_("recommendation at least %(number)s"),
                column="h.nps",
            ),
            Bound(
                code="csat_at_most",
                label=_("satisfaction at most"),
                phrase=_("satisfaction at most %(number)s"),
                column="h.csat",
                sign="<=",
            ),
            Bound(
                code="csat_at_least",
                label=_("satisfaction at least"),
                phrase=_("satisfaction at least %(number)s"),
                column="h.csat",
            ),
        ),
    ),
    Happening(
        code="had_ticket",
        label=_("Ticket"),
        phrase=_("had a ticket %(often)s"),
        phrase_not=_("had no ticket"),
        table="feedback_ticket h",
        day="h.opened_at",
        base="h.merged_into_id IS NULL",
        is_moment=True,
        facets=_by_code(
            OneOf(
                code="kind",
                label=_("kind"),
                phrase=pgettext_lazy("happening", "%(choices)s"),
                column="h.kind",
                among=Ticket.Kind.choices,
            ),
            OneOf(
                code="category",
                label=pgettext_lazy("ticket", "category"),
                phrase=_("about %(choices)s"),
                column="h.category_id",
                source=sources.categories,
                names=sources.CATEGORIES,
            ),
            OneOf(
                code="severity",
                label=_("severity"),
                phrase=_("severity %(choices)s"),
                column="h.severity",
                among=Severity.choices,
            ),
            _hotel(),
        ),
    ),
    Happening(
        code="had_review",
        label=_("Review"),
        phrase=_("wrote a review %(often)s"),
        phrase_not=_("wrote no review"),
        table="feedback_review h",
        day="h.written_on",
        facets=_by_code(
            OneOf(
                code="site",
                label=_("site"),
                phrase=_("at %(choices)s"),
                column="h.site",
                among=Site.choices,
            ),
            _hotel(),
            Bound(
                code="rating_at_most",
                label=_("stars at most"),
                phrase=ngettext_lazy("at most %(number)s star", "at most %(number)s stars", "count"),
                column="h.rating",
                sign="<=",
            ),
            Bound(
                code="rating_at_least",
                label=_("stars at least"),
                phrase=ngettext_lazy("at least %(number)s star", "at least %(number)s stars", "count"),
                column="h.rating",
            ),
        ),
    ),
)

HAPPENINGS: Final[tuple[Field, ...]] = (*_VISITS, *_CONTACTS, *_SAID)
