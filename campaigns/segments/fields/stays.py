"""What guests did: stays that took place, bookings, and what they spent."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from stays.models import Purpose

from . import sources
from .kinds import Amount, ChoiceOf, Day, Field, Number, YesNo

_PURPOSES: Final = tuple((purpose.value, purpose.label) for purpose in Purpose if purpose.value)

STAYS: Final[tuple[Field, ...]] = (
    Number(
        code="stays",
        group="stays",
        label=_("Completed stays"),
        phrase=ngettext_lazy("have stayed %(number)s time", "have stayed %(number)s times", "count"),
        none=_("have never stayed"),
    ),
    Number(
        code="nights",
        group="stays",
        label=pgettext_lazy("of a guest", "Nights"),
        phrase=ngettext_lazy("have spent %(number)s night with us", "have spent %(number)s nights with us", "count"),
    ),
    Number(
        code="stays_12m",
        group="stays",
        label=_("Stays in 12 months"),
        phrase=ngettext_lazy(
            "have stayed %(number)s time in 12 months", "have stayed %(number)s times in 12 months", "count"
        ),
        none=_("have not stayed in 12 months"),
    ),
    Number(
        code="nights_12m",
        group="stays",
        label=_("Nights in 12 months"),
        phrase=ngettext_lazy(
            "have spent %(number)s night with us in 12 months",
            "have spent %(number)s nights with us in 12 months",
            "count",
        ),
    ),
    Number(
        code="stays_24m",
        group="stays",
        label=_("Stays in 24 months"),
        phrase=ngettext_lazy(
            "have stayed %(number)s time in 24 months", "have stayed %(number)s times in 24 months", "count"
        ),
        none=_("have not stayed in 24 months"),
    ),
    Number(
        code="family_stays",
        group="stays",
        label=_("Stays with children"),
        phrase=ngettext_lazy(
            "have stayed %(number)s time with children", "have stayed %(number)s times with children", "count"
        ),
        none=_("have never stayed with children"),
    ),
    Number(
        code="direct_stays",
        group="stays",
        label=_("Stays booked direct"),
        phrase=ngettext_lazy("have booked %(number)s stay direct", "have booked %(number)s stays direct", "count"),
        none=_("have never booked direct"),
    ),
    Number(
        code="ota_stays",
        group="stays",
        label=_("Stays booked through an online travel agency"),
        phrase=ngettext_lazy(
            "have booked %(number)s stay through an online travel agency",
            "have booked %(number)s stays through an online travel agency",
            "count",
        ),
        none=_("have never booked through an online travel agency"),
    ),
    Number(
        code="cancellations",
        group="stays",
        label=_("Cancelled bookings"),
        phrase=ngettext_lazy("have cancelled %(number)s booking", "have cancelled %(number)s bookings", "count"),
        none=_("have never cancelled"),
    ),
    Number(
        code="no_shows",
        group="stays",
        label=_("No-shows"),
        phrase=ngettext_lazy("failed to arrive %(number)s time", "failed to arrive %(number)s times", "count"),
        none=_("have always arrived as booked"),
    ),
    Number(
        code="bookings_ahead",
        group="stays",
        label=_("Bookings to come"),
        phrase=ngettext_lazy("have %(number)s booking to come", "have %(number)s bookings to come", "count"),
        none=_("have no booking to come"),
    ),
    YesNo(
        code="is_in_house",
        group="stays",
        label=_("In house"),
        phrase=_("are in house"),
        phrase_not=_("are not in house"),
    ),
    Day(code="first_arrival", group="stays", label=_("First arrival"), phrase=_("first arrived %(when)s")),
    Day(code="first_departure", group="stays", label=_("First departure"), phrase=_("ended their first stay %(when)s")),
    Day(code="last_arrival", group="stays", label=_("Last arrival"), phrase=_("last arrived %(when)s")),
    Day(code="last_departure", group="stays", label=_("Last departure"), phrase=_("were last here %(when)s")),
    Day(
        code="next_arrival", group="stays", label=_("Next booked arrival"), phrase=_("will arrive %(when)s"), ahead=True
    ),
    Day(
        code="expected_on",
        group="stays",
        label=_("Expected next arrival"),
        phrase=_("are expected, by their own habit, %(when)s"),
        ahead=True,
    ),
    Number(
        code="usual_gap",
        group="stays",
        label=_("Usual days between arrivals"),
        phrase=ngettext_lazy(
            "usually come back after %(number)s day", "usually come back after %(number)s days", "count"
        ),
        nullable=True,
    ),
    Number(
        code="lead_days",
        group="stays",
        label=_("Usual days booked ahead"),
        phrase=ngettext_lazy("usually book %(number)s day ahead", "usually book %(number)s days ahead", "count"),
        nullable=True,
    ),
    ChoiceOf(
        code="scene",
        group="stays",
        label=_("Mostly travels for"),
        phrase=_("mostly travel for %(choices)s"),
        phrase_not=_("do not mostly travel for %(choices)s"),
        among=lambda: _PURPOSES,
        empty="",
    ),
    ChoiceOf(
        code="last_purpose",
        group="stays",
        label=_("Purpose of the last stay"),
        phrase=_("last came for %(choices)s"),
        phrase_not=_("did not last come for %(choices)s"),
        among=lambda: _PURPOSES,
        empty="",
    ),
    ChoiceOf(
        code="favourite_hotel",
        group="stays",
        label=_("Favourite hotel"),
        phrase=_("mostly stay at %(choices)s"),
        phrase_not=_("do not mostly stay at %(choices)s"),
        nullable=True,
        source=sources.hotels,
        names=sources.HOTELS,
    ),
    ChoiceOf(
        code="last_hotel",
        group="stays",
        label=_("Hotel of the last stay"),
        phrase=_("last stayed at %(choices)s"),
        phrase_not=_("did not last stay at %(choices)s"),
        nullable=True,
        source=sources.hotels,
        names=sources.HOTELS,
    ),
    ChoiceOf(
        code="next_hotel",
        group="stays",
        label=_("Hotel of the next stay"),
        phrase=_("will next stay at %(choices)s"),
        phrase_not=_("will not next stay at %(choices)s"),
        nullable=True,
        source=sources.hotels,
        names=sources.HOTELS,
    ),
    ChoiceOf(
        code="favourite_room_type",
        group="stays",
        label=_("Favourite room type"),
        phrase=_("mostly have the room type %(choices)s"),
        phrase_not=_("do not mostly have the room type %(choices)s"),
        nullable=True,
        source=sources.room_types,
        names=sources.ROOM_TYPES,
    ),
    ChoiceOf(
        code="favourite_channel",
        group="stays",
        label=_("Favourite channel"),
        phrase=_("mostly book by %(choices)s"),
        phrase_not=_("do not mostly book by %(choices)s"),
        nullable=True,
        source=sources.channels,
        names=sources.CHANNELS,
    ),
    ChoiceOf(
        code="last_channel",
        group="stays",
        label=_("Channel of the last stay"),
        phrase=_("last booked by %(choices)s"),
        phrase_not=_("did not last book by %(choices)s"),
        nullable=True,
        source=sources.channels,
        names=sources.CHANNELS,
    ),
)

SPENDING: Final[tuple[Field, ...]] = (
    Amount(
        code="revenue",
        group="spending",
        label=pgettext_lazy("of a guest", "Revenue"),
        phrase=pgettext_lazy("guests who", "spent %(amount)s"),
    ),
    Amount(
        code="revenue_12m",
        group="spending",
        label=_("Revenue in 12 months"),
        phrase=_("spent %(amount)s in 12 months"),
    ),
    Amount(
        code="revenue_24m",
        group="spending",
        label=_("Revenue in 24 months"),
        phrase=_("spent %(amount)s in 24 months"),
    ),
    Amount(
        code="spend_food",
        group="spending",
        label=_("Spent on food and beverage"),
        phrase=_("spent %(amount)s on food and beverage"),
    ),
    Amount(code="spend_spa", group="spending", label=_("Spent on spa"), phrase=_("spent %(amount)s on spa")),
    Amount(
        code="spend_meeting",
        group="spending",
        label=_("Spent on meetings"),
        phrase=_("spent %(amount)s on meetings"),
    ),
    Amount(
        code="spend_recreation",
        group="spending",
        label=_("Spent on recreation"),
        phrase=_("spent %(amount)s on recreation"),
    ),
    Number(
        code="referred",
        group="spending",
        label=_("Guests referred"),
        phrase=ngettext_lazy("have referred %(number)s guest", "have referred %(number)s guests", "count"),
        none=_("have referred nobody"),
    ),
    Amount(
        code="referral_value",
        group="spending",
        label=_("Referral value"),
        phrase=_("brought %(amount)s by referral"),
    ),
)
