"""Workbooks to fill in: the columns under names that the import knows, one example row, and notes on a second sheet."""

import io
import re

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hotelcrm.frame.sheets import CONTENT_TYPES

from .fields import FIELDS, Field, Type
from .models import Kind
from .words import words_for

MOST_ROWS = 5_000
WIDTH = 18
_HAN = re.compile("[\u4e00-\u9fff]")

# One row of each kind, for whoever has never seen the list.
EXAMPLES = {
    Kind.GUESTS: {
        "external_id": "A1001", "full_name": "张敏", "latin_name": "Zhang Min", "gender": ("F", "女"),
        "birth_date": "1986-03-05", "language": ("Chinese", "中文"), "nationality": ("China", "中国"),
        "phone": "13800138000", "email": "zhang.min@example.com", "vip_level": "VIP1",
    },
    Kind.STAYS: {
        "external_id": "R20260001", "confirmation": "88012345", "guest_number": "A1001",
        "status": ("checked out", "已离店"), "booked_on": "2026-10-20", "arrival": "2026-11-01",
        "departure": "2026-11-03", "room": "0805", "adults": "2", "children": "1", "meal_plan": ("breakfast", "含早"),
        "rate": "680.00", "room_revenue": "1360.00", "currency": "CNY",
    },
    Kind.CHARGES: {
        "external_id": "F000123", "stay": "88012345", "department": ("restaurant", "餐饮"),
        "description": ("Dinner", "晚餐"), "amount": "268.00", "currency": "CNY", "posted_on": "2026-11-01",
    },
    Kind.REVIEWS: {
        "external_id": "778812", "site": ("Ctrip", "携程"), "written_on": "2026-11-05", "given": "4.5", "best": "5",
        "author": "M18***23", "title": ("Quiet", "安静"),
        "text": ("A quiet room, a good breakfast.", "房间安静，早餐好。"),
        "reply": ("Thank you, see you again.", "谢谢您，欢迎再来。"), "replied_by": ("Guest relations", "宾客关系"),
        "replied_at": "2026-11-06",
    },
}  # fmt: skip


def heading(one: Field) -> str:
    """The name of a field's column in the language of the page; the import knows it again."""
    chinese = (get_language() or "").startswith("zh")
    names = one.headers.split(", ")
    found = next((name for name in names if bool(_HAN.search(name)) == chinese), names[0])
    return found if chinese else found.capitalize()


def answer(kind: str) -> HttpResponse:
    """The workbook for `kind` as a download."""
    response = HttpResponse(workbook(kind), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return response


def workbook(kind: str) -> bytes:
    """The workbook's bytes. Every cell is text, so that Excel leaves phones, room numbers and dates alone."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    fields = [one for one in FIELDS[kind].values() if one.name not in {"lead_time", "nights"}]
    rows = book.add_worksheet(str(dict(Kind.choices)[kind]))
    rows.freeze_panes(1, 0)
    rows.set_column(0, len(fields) - 1, WIDTH, text)
    notes = book.add_worksheet(_("Notes"))
    notes.set_column(0, 0, WIDTH, bold)
    notes.set_column(1, 2, 4 * WIDTH, wrapped)
    notes.write_row(0, 0, [_("Column"), _("What it holds"), _("Words that are understood")], bold)
    for n, one in enumerate(fields):
        rows.write_string(0, n, heading(one), bold)
        rows.write_string(1, n, _example(kind, one), text)
        notes.write_row(n + 1, 0, [heading(one), _note(one), _words(kind, one)])
    book.close()
    return out.getvalue()


def _example(kind: str, one: Field) -> str:
    example = EXAMPLES[Kind(kind)].get(one.name, "")
    if isinstance(example, str):
        return example
    return example[(get_language() or "").startswith("zh")]


def _note(one: Field) -> str:
    parts = [str(one.label)]
    if one.is_needed:
        parts.append(_("needed"))
    if one.type == Type.DATE:
        parts.append(_("a date such as 2026-11-21"))
    if one.longest:
        parts.append(_("at most %(n)s signs") % {"n": one.longest})
    return "; ".join(parts)


def _words(kind: str, one: Field) -> str:
    if one.type != Type.WORD or one.name in {"hotel", "channel", "company", "nationality", "document_country"}:
        return ""
    return ", ".join(dict.fromkeys(words_for(kind, one.name)))
