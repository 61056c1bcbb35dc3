"""`manage.py import_file`: a dry run unless told otherwise, over the same code as the page."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import, Mapping
from stays.models import Stay
from tests.factories import HotelFactory

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def hotel(transactional_db: None) -> Hotel:
    return HotelFactory(code="lake")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "stays.csv"
    found.write_text("Ref;Von;Nächte\nR1;2026-10-01;2\nR2;soon;1\n")
    return found


@pytest.fixture
def mapping(transactional_db: None) -> Mapping:
    return Mapping.objects.create(
        name="german", kind="stays", columns={"external_id": "Ref", "arrival": "Von", "nights": "Nächte"}
    )


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_file", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_without_apply_it_shows_what_would_happen(hotel: Hotel, file: Path, mapping: Mapping) -> None:
    said = run("stays", file, "--mapping", "german", "--hotel", "lake")

    assert said.splitlines() == [
        "2 rows of stays, mapping german",
        "  new               1",
        "  changed           0",
        "  unchanged         0",
        "  rejected          1",
        "  doubtful          0",
        "          1 x rejected: Von is no date that exists, or not written as one",
        "  line 3: Von is no date that exists, or not written as one",
        "Nothing was written; --apply does.",
    ]
    assert (Stay.objects.count(), Import.objects.count()) == (0, 0)


def test_with_apply_the_good_rows_are_in(hotel: Hotel, file: Path, mapping: Mapping) -> None:
    run("stays", file, "--mapping", "german", "--hotel", "lake", "--apply")

    assert list(Stay.objects.values_list("external_id", "hotel__code")) == [("R1", "lake")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--mapping", "german", "--hotel", "moon"), "There is no hotel moon; known: lake."),
        (("--mapping", "french", "--hotel", "lake"), "There is no mapping called french."),
        (("--mapping", "half", "--hotel", "lake"), "Say which column holds: arrival, departure."),
        (("--mapping", "hotel-bookings"), "The file has no column called"),
    ],
)
def test_what_it_cannot_do_it_says(hotel: Hotel, file: Path, mapping: Mapping, arguments, sentence: str) -> None:
    Mapping.objects.create(name="half", kind="stays", columns={"external_id": "Ref"})
    with pytest.raises(CommandError, match=sentence):
        run("stays", file, *arguments)
    assert Import.objects.count() == 0


def test_a_file_that_is_not_there_is_an_error_and_no_traceback(hotel: Hotel, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("stays", tmp_path / "nothing.csv", "--hotel", "lake")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("applying", "not finished: applying. The worker"), ("uploaded", "stopped, nothing was written. It is: uploaded")],
)
def test_what_was_not_written_is_not_reported_as_done(
    hotel: Hotel, file: Path, mapping: Mapping, monkeypatch: pytest.MonkeyPatch, state: str, sentence: str
) -> None:
    """Somebody else is at the import, or stopped it."""

    def busy(pk: int) -> None:
        Import.objects.filter(pk=pk).update(state=state)

    monkeypatch.setattr(actions, "work_on", busy)

    with pytest.raises(CommandError, match=sentence):
        run("stays", file, "--mapping", "german", "--hotel", "lake", "--apply")
    assert Stay.objects.count() == 0
