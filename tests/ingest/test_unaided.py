"""A file whose mapping is shipped comes in without help: an administrator makes its hotels, others are told why not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Role
from hotelcrm.ingest import actions
from hotelcrm.ingest.models import Import, Kind, RowFault
from hotelcrm.ingest.shipped import HOTEL_BOOKINGS
from stays.models import Channel, Stay, StayHistory
from tests.factories import staff

from .files import applied, faults, undone

pytestmark = pytest.mark.django_db
ROW = {
    "hotel": "City Hotel", "lead_time": "3", "arrival_date_year": "2016", "arrival_date_month": "July",
    "arrival_date_day_of_month": "1", "stays_in_weekend_nights": "0", "stays_in_week_nights": "2", "adults": "2",
    "children": "0", "babies": "0", "meal": "BB", "market_segment": "Online TA", "distribution_channel": "TA/TO",
    "assigned_room_type": "A", "adr": "98.5", "reservation_status": "Check-Out",
    "reservation_status_date": "2016-07-03",
}  # fmt: skip
HEAD = list(dict.fromkeys([*ROW, *HOTEL_BOOKINGS.options["extra"]]))


def file() -> str:
    lines = [HEAD] + [
        [(ROW | {"hotel": name}).get(head, "0") for head in HEAD] for name in ("City Hotel", "Resort Hotel")
    ]
    return "".join(",".join(line) + "\n" for line in lines)


def checked_by(role: str, hotel: Hotel, client: Client) -> Import:
    """Upload with the hotel of the day preselected, leave the columns as they are, and have the rows checked."""
    client.force_login(staff(role, hotel))
    sent = {"kind": Kind.STAYS, "hotel": hotel.pk, "file": SimpleUploadedFile("bookings.csv", file().encode())}
    columns = client.post(reverse("ingest:upload"), sent)["Location"]
    form = client.get(columns).context["form"]
    client.post(columns, {name: form[name].value() or "" for name in form.fields})
    found = Import.objects.get()
    return actions.work_on(found.pk, watched=False) or found


def test_an_administrator_is_offered_the_hotels_and_all_rows_come_in(client: Client, hotel: Hotel) -> None:
    found = checked_by(Role.ADMINISTRATOR, hotel, client)
    page = reverse("ingest:page", args=[found.pk])
    text = client.get(page).content.decode()

    assert (found.state, found.hotel, found.new, found.rejected) == ("previewed", None, 2, 0)
    assert "Create 2 hotels and import the good rows" in text
    assert '<td class="nowrap">resort-hotel</td>' in text
    assert '<td class="nowrap">checked out</td>' in text
    client.post(reverse("ingest:apply", args=[found.pk]), {"create": "on"})
    actions.work_on(found.pk, watched=False)

    assert "applied" in client.get(page).content.decode()
    said = Stay.objects.order_by("hotel__code").values_list("hotel__code", "channel__code")
    assert list(said) == [("city-hotel", "travel-trade"), ("resort-hotel", "travel-trade")]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MARKETING])
def test_who_may_not_create_hotels_is_told_who_can(client: Client, hotel: Hotel, role: str) -> None:
    found = checked_by(role, hotel, client)
    text = client.get(reverse("ingest:page", args=[found.pk])).content.decode()

    assert (found.state, found.message, found.rejected) == ("previewed", "", 2)
    rejected = found.faults.filter(severity=RowFault.Severity.REJECTED).values_list("line", "column", "code")
    assert sorted(rejected) == [(2, "hotel", "unknown_hotel"), (3, "hotel", "unknown_hotel")]
    assert "The hotels city-hotel, resort-hotel do not exist yet. An administrator can" in text
    assert "All rows were rejected." in text
    assert "There is nothing to write" not in text


def test_channels_come_with_the_mapping_whoever_imports(client: Client, hotel: Hotel) -> None:
    for one in HOTEL_BOOKINGS.options["create_hotels"]:
        Hotel.objects.create(**one)
    found = checked_by(Role.MARKETING, hotel, client)
    client.post(reverse("ingest:apply", args=[found.pk]))
    actions.work_on(found.pk, watched=False)

    assert set(Stay.objects.values_list("channel__code", flat=True)) == {"travel-trade"}
    assert Channel.objects.filter(code="gds").exists()


def test_a_manager_of_one_of_the_hotels_imports_its_rows_only(client: Client) -> None:
    here, _other = [Hotel.objects.create(**one) for one in HOTEL_BOOKINGS.options["create_hotels"]]
    found = checked_by(Role.MANAGER, here, client)

    assert (found.hotel, found.new, found.rejected) == (here, 1, 1)
    assert faults(found) == [(3, "hotel", "other_hotel")]


def test_what_an_undo_deletes_leaves_one_line_of_history_each(hotel: Hotel) -> None:
    found = applied("id,arrival,nights\nR1,2026-10-01,1\nR2,2026-10-02,1\n", Kind.STAYS, hotel)
    ids = set(Stay.objects.values_list("pk", flat=True))
    undone(found)

    gone = StayHistory.objects.filter(pgh_label="delete")
    assert sorted(gone.values_list("pgh_obj_id", flat=True)) == sorted(ids)
    assert {line.pgh_context.metadata["verb"] for line in gone.select_related("pgh_context")} == {"ingest.undoing"}
    later = applied("id,arrival,nights\nR3,2026-10-01,1\n", Kind.STAYS, hotel)
    Stay.objects.get(external_id="R3").delete()
    assert gone.count() == 3, "the trigger is at work again in the same transaction"
    assert later.new == 1
