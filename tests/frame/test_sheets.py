"""Exports: what a spreadsheet program makes of our cells."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from hotelcrm.frame import sheets
from tests import realdata


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def read_xlsx(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_text_starts_a_formula(text):
    response = sheets.answer("t", ["name"], [[text]], kind="csv")

    assert read_csv(response)[1] == ["'" + text]


def test_an_ordinary_text_stays_as_it_is():
    assert sheets.harmless("张敏 - suite = 1808") == "张敏 - suite = 1808"


def test_published_injections_are_all_made_harmless():
    payloads = [line for line in realdata.path("files/csv-injection.txt").read_text().splitlines() if line.strip()]

    cells = [row[0] for row in read_csv(sheets.answer("t", ["payload"], [[p] for p in payloads], kind="csv"))[1:]]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert len(cells) == len(payloads)


def test_numbers_stay_numbers_negative_ones_too():
    line = [Decimal("-6.38"), 3, None, date(2026, 11, 21), datetime(2026, 11, 21, 6, 30, tzinfo=UTC)]

    response = sheets.answer("t", ["a", "b", "c", "d", "e"], [line], kind="csv")

    assert read_csv(response)[1] == ["-6.38", "3", "", "2026-11-21", "2026-11-21 06:30:00"]


def test_a_workbook_holds_texts_and_numbers_and_no_formula():
    response = sheets.answer("t", ["name", "nights"], [["=1+1", Decimal("2.50")], ["http://x", 3]], kind="xlsx")

    assert read_xlsx(response) == [["name", "nights"], ["'=1+1", 2.5], ["http://x", 3.0]]


def test_a_long_number_keeps_its_digits_in_a_workbook():
    response = sheets.answer("t", ["n"], [[12345678901234567890]], kind="xlsx")

    assert read_xlsx(response)[1] == ["12345678901234567890"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_a_download_that_nobody_caches(kind):
    response = sheets.answer("figures", ["a"], [], kind=kind)

    assert response["Content-Disposition"] == f'attachment; filename="figures.{kind}"'
    assert response["Cache-Control"] == "no-store"
