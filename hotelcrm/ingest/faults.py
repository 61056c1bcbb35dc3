"""Why rows are rejected or doubtful: a code each, and the sentence it stands for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from psycopg2.sql import Composable

from .models import RowFault

REJECTED, WARNING = RowFault.Severity.REJECTED, RowFault.Severity.WARNING

SENTENCES = {
    "needed": _("is empty, but needed"),
    "unreadable": _("cannot be read"),
    "no_such_day": _("is no date that exists, or not written as one"),
    "not_a_number": _("is not a number"),
    "unknown_word": _("is none of the words that are understood here"),
    "too_long": _("is longer than fits"),
    "departure_before_arrival": _("departure lies before arrival"),
    "duplicate": _("the same number stands in an earlier row"),
    "other_hotel": _("belongs to another hotel than this import"),
    "unknown_hotel": _("names a hotel that does not exist here"),
    "unknown_channel": _("is no channel known here; the stay is kept as “not stated”"),
    "unknown_room_type": _("is no room type of the hotel; left empty"),
    "unknown_company": _("is no company account known here; left empty"),
    "cells": _("the row has more or fewer cells than the header"),
    "no_people": _("nobody stays: no adults, children or infants"),
    "negative": _("is less than nothing"),
    "far_off": _("is more than ten times what is usual in this file"),
    "country_code": _("is not the three-letter code of a country, as the others in this column are; kept as it is"),
    "guest_unknown": _("no guest with this number or contact is known; the stay has no guest yet"),
    "unknown_stay": _("no stay with this number is known"),
    "digits_lost": _("Excel has shortened the number; its last digits are lost"),
    "zeros_lost": _("others in this column are longer and begin with 0: Excel may have taken leading zeros away"),
    "date_mixed": _("days and months are mixed up in this column, and this date can be read both ways"),
    "same_guest": _("an earlier row is about the same guest"),
    "contact_shared": _("another guest has the same contact"),
    "charge_differs": _("a charge with this number is there already, with other contents"),
    "other_currency": _("the bill is kept in another currency"),
    "no_such_rating": _("is no rating between nothing and the best one"),
    "still_to_come": _("is a day that is still to come"),
    "no_link": _("is no link; left empty"),
    "date_serial": _("was a bare number, as Excel keeps a date; read as one"),
}


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong with a row; `wrong` is SQL over the row."""

    code: str
    wrong: Composable
    column: str = ""
    severity: str = REJECTED
