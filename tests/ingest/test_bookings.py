"""The shipped mapping on the real file: every figure as computed by others, and the file again changes nothing."""

import io
import json

import pytest
from django.core.management import call_command

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest.models import Import
from stays.models import Stay
from tests import realdata

pytestmark = pytest.mark.usefixtures("transactional_db")


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_bookings_file_gives_exactly_the_figures_beside_it_and_again_nothing_new() -> None:
    file = realdata.path("bookings/hotel_bookings.csv.zip")
    expected = json.loads(realdata.path("bookings/hotel_bookings_expected.json").read_text())
    said = run("import_file", "stays", file, "--mapping", "hotel-bookings", "--apply")

    assert "Creates the hotel city-hotel.\nCreates the hotel resort-hotel.\n" in said
    assert "180 x warning:  nobody stays" in said
    assert "1 x warning: adr is less than nothing" in said
    assert "1 x warning: adr is more than ten times" in said
    assert "warning: country is not the three-letter code of a country" in said
    assert json.loads(run("stay_figures", "--json")) == expected
    again = run("import_file", "stays", file, "--mapping", "hotel-bookings", "--apply")
    last = Import.objects.latest("pk")
    assert (last.new, last.changed, last.unchanged, last.rejected) == (0, 0, 119_390, 0)
    assert "Creates" not in again
    assert Stay.objects.count() == 119_390
    assert sorted(Hotel.objects.values_list("code", "currency")) == [("city-hotel", "EUR"), ("resort-hotel", "EUR")]
