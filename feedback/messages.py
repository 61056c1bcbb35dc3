"""What messages may say of the survey they invite to, and only to the guest who is invited."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.models import Message
from hotelcrm.outbox.models.template import TemplateLanguage
from hotelcrm.outbox.writing.links import also_nobodys
from hotelcrm.outbox.writing.values import Group, Plain, Value, register

from .models import Invitation
from .signing import NOBODYS, without_tokens
from .survey_links import survey_url

SAMPLE: Final = f"{settings.PUBLIC_URL}/f/s/{NOBODYS}/"
_END, _LEFT = date(2027, 6, 2), date(2027, 5, 3)
_SURVEY = (
    Value("link", _("the guest's own link to it"), (SAMPLE, SAMPLE), is_link=True),
    Value("name", _("name of the survey"), ("Your stay with us", "您的入住体验"), is_ours=True),
    Value("valid_until", _("last day on which the link holds"), (_END, _END)),
    Value("departure", _("day of departure of the stay it is about"), (_LEFT, _LEFT), is_profile=True, may_lack=True),
)


def enter() -> None:
    """Let templates say these values, and take guests' links out of what staff are shown."""
    register(Group("survey", _("Survey"), _SURVEY, _surveys))
    also_nobodys(without_tokens)


def _surveys(messages: Sequence[Message], languages: Mapping[int, str]) -> dict[int, dict[str, Plain]]:
    rows = Invitation.objects.filter(message__in=[message.pk for message in messages])
    rows = rows.select_related("survey", "hotel", "stay")
    return {row.message_id: _values(row, languages[row.message_id]) for row in rows if row.message_id is not None}


def _values(row: Invitation, language: str) -> dict[str, Plain]:
    is_chinese = language == TemplateLanguage.CHINESE
    return {
        "link": survey_url(row),
        "name": row.survey.name_zh if is_chinese else row.survey.name_en,
        "valid_until": row.hotel.today(row.expires_at - timedelta(seconds=1)),  # it ends with the day before
        "departure": row.stay.departure if row.stay else None,
    }
