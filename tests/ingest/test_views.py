"""The pages of imports: who may, what is shown, and what other hotels' imports answer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Role, User
from hotelcrm.ingest import actions
from hotelcrm.ingest.fields import FIELDS
from hotelcrm.ingest.headers import guess
from hotelcrm.ingest.models import Import, Kind, Mapping
from hotelcrm.ingest.reading import inspect, rows_of
from stays.models import Stay
from tests.factories import NOW, HotelFactory, staff

from .files import applied, checked, upload

pytestmark = pytest.mark.django_db

GUESTS = "客史号,姓名,手机号,备用\nA1,张敏,13800138000,=1+1\nA2,,13900139000,x\n"


@pytest.fixture
def manager(hotel: Hotel, client: Client) -> User:
    person = staff(Role.MANAGER, hotel)
    client.force_login(person)
    return person


def send(client: Client, content: bytes, **data: object):
    return client.post(
        reverse("ingest:upload"), {"file": SimpleUploadedFile("list.csv", content), "kind": Kind.GUESTS, **data}
    )


# Upload


def test_an_uploaded_file_is_kept_encrypted_and_its_columns_are_guessed(client, manager, hotel) -> None:
    response = send(client, GUESTS.encode("gb18030"), hotel=hotel.pk)

    found = Import.objects.get()
    assert response["Location"] == reverse("ingest:columns", args=[found.pk])
    assert (found.file_name, found.kind, found.hotel, found.created_by) == ("list.csv", "guests", hotel, manager)
    assert (found.format["encoding"], found.total) == ("gb18030", 2)
    assert found.columns == {"external_id": "客史号", "full_name": "姓名", "phone": "手机号"}
    assert found.parts.count() == 1


def test_what_cannot_be_read_is_refused_beside_the_field(client, manager, hotel) -> None:
    response = send(client, b"%PDF-1.7", hotel=hotel.pk)

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": ["This is a PDF. Export the list as CSV or XLSX."]}
    assert Import.objects.count() == 0


def test_a_manager_imports_for_the_hotel_of_the_day_only(client, manager, hotel) -> None:
    other = HotelFactory()
    assert send(client, GUESTS.encode(), hotel=other.pk).status_code == 422
    assert send(client, GUESTS.encode(), hotel="").status_code == 422
    assert Import.objects.count() == 0


def test_who_sees_all_hotels_may_leave_it_to_the_file(client, hotel) -> None:
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    send(client, GUESTS.encode(), hotel="")

    assert Import.objects.get().hotel is None


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.GUEST_RELATIONS, Role.PRIVACY_OFFICER])
def test_other_roles_are_refused(client, hotel, role) -> None:
    client.force_login(staff(role, hotel))

    assert send(client, GUESTS.encode(), hotel=hotel.pk).status_code == 403
    assert client.get(reverse("ingest:history")).status_code == 403


# Columns


def columns_of(client: Client, found: Import) -> dict[str, object]:
    form = client.get(reverse("ingest:columns", args=[found.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_the_first_values_are_shown_masked(client, manager, hotel) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    page = client.get(reverse("ingest:columns", args=[found.pk])).content.decode()

    assert "张•" in page
    assert not [secret for secret in ("张敏", "13800138000", "0138000") if secret in page]


def test_a_choice_corrected_by_hand_is_kept_by_name_and_used_for_the_next_file(client, manager, hotel) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    data = columns_of(client, found) | {"column_3": "occupation", "save_as": "Front office list"}
    response = client.post(reverse("ingest:columns", args=[found.pk]), data)

    assert response["Location"] == reverse("ingest:page", args=[found.pk])
    found.refresh_from_db()
    assert (found.state, found.mapping_name) == ("previewing", "front-office-list")
    assert Mapping.objects.get().columns["occupation"] == "备用"
    assert upload(GUESTS, Kind.GUESTS, hotel).mapping_name == "front-office-list"


def test_a_mapping_of_another_reading_is_replaced_only_when_that_is_meant(client, manager, hotel) -> None:
    first = upload(GUESTS, Kind.GUESTS, hotel)
    data = columns_of(client, first) | {"save_as": "list"}
    client.post(reverse("ingest:columns", args=[first.pk]), data)
    for said_again in (data, data | {"column_3": "occupation", "replace": "on"}):
        found = upload(GUESTS, Kind.GUESTS, hotel)
        response = client.post(reverse("ingest:columns", args=[found.pk]), said_again)
        assert response.status_code == 302
    found = upload(GUESTS, Kind.GUESTS, hotel)
    response = client.post(reverse("ingest:columns", args=[found.pk]), data)

    assert response.status_code == 422
    assert "There is another mapping of this name" in response.context["form"].errors["save_as"][0]
    assert Mapping.objects.get().columns["occupation"] == "备用"


STAYS = "id,arrival,nights,bed,contact\nR1,2026-10-01,1,{cell},x\n"


@pytest.mark.parametrize(
    "cell", ["13800138000", "+44 20 7946 0958", "anna@example.com", "33010619860305002X", "E12345678"]
)
def test_a_column_that_looks_personal_is_not_kept_as_it_is(client, manager, hotel, cell: str) -> None:
    found = upload(STAYS.format(cell=cell), Kind.STAYS, hotel)
    data = columns_of(client, found) | {"column_3": "extra:"}
    response = client.post(reverse("ingest:columns", args=[found.pk]), data)

    assert response.status_code == 422
    assert "Leave it out." in response.context["form"].errors["column_3"][0]


def test_a_column_called_like_a_personal_field_is_not_kept_as_it_is(client, manager, hotel) -> None:
    found = upload("id,arrival,nights,guest name\nR1,2026-10-01,1,Anna\n", Kind.STAYS, hotel)
    data = columns_of(client, found) | {"column_3": "extra:"}

    assert client.post(reverse("ingest:columns", args=[found.pk]), data).status_code == 422


@pytest.mark.parametrize("cell", ["twin", "2026-10-01", "1250000", "AB-12", "12:30", "¥1,200.00"])
def test_other_columns_are_kept_as_they_are(client, manager, hotel, cell: str) -> None:
    found = upload(STAYS.format(cell=f'"{cell}"'), Kind.STAYS, hotel)
    data = columns_of(client, found) | {"column_3": "extra:"}

    assert client.post(reverse("ingest:columns", args=[found.pk]), data).status_code == 302


def test_a_saved_mapping_does_not_keep_what_looks_personal_in_another_file(client, manager, hotel) -> None:
    first = upload(STAYS.format(cell="twin"), Kind.STAYS, hotel)
    client.post(
        reverse("ingest:columns", args=[first.pk]),
        columns_of(client, first) | {"column_3": "extra:", "save_as": "beds"},
    )
    other = upload(STAYS.format(cell="13800138000"), Kind.STAYS, hotel)
    response = client.post(reverse("ingest:use-mapping", args=[other.pk]), {"mapping": "beds"}, follow=True)

    other.refresh_from_db()
    assert (other.mapping_name, other.options) == ("", {})
    assert "looks personal" in str(*response.context["messages"])


def test_columns_chosen_in_two_tabs_are_told(client, manager, hotel, monkeypatch: pytest.MonkeyPatch) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    data = columns_of(client, found)
    read_as = actions.read_as

    def late(upload: Import, **facts: object) -> Import:
        actions.begin(Import.objects.get(pk=upload.pk), Import.State.PREVIEWING, create=False)
        return read_as(upload, **facts)

    monkeypatch.setattr(actions, "read_as", late)
    response = client.post(reverse("ingest:columns", args=[found.pk]), data, follow=True)

    assert response.redirect_chain[-1][0] == reverse("ingest:page", args=[found.pk])
    assert "Somebody was quicker" in str(*response.context["messages"])


def test_other_methods_are_refused(client, manager, hotel) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    for url in (reverse("ingest:upload"), reverse("ingest:columns", args=[found.pk])):
        assert client.put(url).status_code == 405


def test_a_failure_is_told_in_the_language_of_whoever_reads_it(client, manager, hotel) -> None:
    rows = "id,arrival,nights\nR1,03/04/2026,1\n"
    found = checked(rows, Kind.STAYS, hotel, by=staff(Role.MANAGER, hotel, language="zh-hans"))
    url = reverse("ingest:page", args=[found.pk])

    assert found.state == "failed"
    assert "The dates under “arrival” can be read as day-month" in client.get(url).content.decode()
    client.force_login(staff(Role.MANAGER, hotel, language="zh-hans"))
    page = client.get(url).content.decode()
    assert "arrival" in page
    assert "The dates under" not in page


def test_a_needed_field_without_a_column_is_asked_for(client, manager, hotel) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    response = client.post(reverse("ingest:columns", args=[found.pk]), columns_of(client, found) | {"column_1": ""})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Say which column holds: full name."]


def test_two_columns_cannot_be_one_field(client, manager, hotel) -> None:
    found = upload(GUESTS, Kind.GUESTS, hotel)
    data = columns_of(client, found) | {"column_3": "full_name"}
    response = client.post(reverse("ingest:columns", args=[found.pk]), data)

    assert response.context["form"].errors == {"column_3": ["Another column is full name already."]}


def test_the_rules_of_a_mapping_survive_the_form(client, hotel) -> None:
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    head = [
        "hotel", "is_canceled", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
        "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "meal", "country",
        "market_segment", "distribution_channel", "is_repeated_guest", "previous_cancellations",
        "previous_bookings_not_canceled", "reserved_room_type", "assigned_room_type", "booking_changes",
        "deposit_type", "agent", "company", "days_in_waiting_list", "customer_type", "adr",
        "required_car_parking_spaces", "total_of_special_requests", "reservation_status", "reservation_status_date",
    ]  # fmt: skip
    found = upload(",".join(head) + "\n" + ",".join("1" for _name in head) + "\n", Kind.STAYS)
    before = found.columns, found.options["extra"]
    client.post(reverse("ingest:columns", args=[found.pk]), columns_of(client, found))

    found.refresh_from_db()
    assert (found.mapping_name, found.columns) == ("hotel-bookings", before[0])
    assert sorted(found.options["extra"]) == sorted(before[1])


# Check, apply, undo


def test_the_preview_counts_explains_and_masks(client, manager, hotel) -> None:
    found = checked(GUESTS, Kind.GUESTS, hotel)
    response = client.get(reverse("ingest:page", args=[found.pk]))
    page = response.content.decode()

    assert [(r.column, r.count, r.line) for r in response.context["reasons"]] == [("姓名", 1, 3)]
    assert "张•" in page
    assert not [secret for secret in ("张敏", "13800138000") if secret in page]


def test_apply_and_undo_are_asked_for_by_post_and_done_by_a_worker(client, manager, hotel) -> None:
    found = checked("id,arrival,nights\nR1,2026-10-01,1\n", Kind.STAYS, hotel)
    client.post(reverse("ingest:apply", args=[found.pk]))
    assert Import.objects.get().state == "applying"
    actions.work_on(found.pk, watched=False)
    assert Stay.objects.count() == 1
    client.post(reverse("ingest:undo", args=[found.pk]))
    actions.work_on(found.pk, watched=False)

    assert (Import.objects.get().state, Stay.objects.count()) == ("undone", 0)


def test_only_an_administrator_creates_hotels_and_only_when_asked(client, hotel) -> None:
    rows = "hotel,arrival,nights\nNew House,2026-10-01,1\n"
    house = {"code": "new", "name_en": "New House", "name_zh": "新店", "time_zone": "Asia/Shanghai", "currency": "CNY",
             "country": "CN", "rooms": 5}  # fmt: skip
    options = {"create_hotels": [house]}
    for role, create, hotels in [(Role.MARKETING, "on", 0), (Role.ADMINISTRATOR, "", 0), (Role.ADMINISTRATOR, "on", 1)]:
        client.force_login(staff(role, hotel))
        found = checked(rows, Kind.STAYS, options=options)
        client.post(reverse("ingest:apply", args=[found.pk]), {"create": create})
        actions.work_on(found.pk, watched=False)
        assert Hotel.objects.filter(code="new").count() == hotels


def test_progress_is_a_bar_while_at_work_and_then_the_page(client, manager, hotel) -> None:
    found = checked("id,arrival,nights\nR1,2026-10-01,1\n", Kind.STAYS, hotel)
    client.post(reverse("ingest:apply", args=[found.pk]))
    url = reverse("ingest:progress", args=[found.pk])
    assert b"<progress" in client.get(url, headers={"HX-Request": "true"}).content
    stopping = client.post(reverse("ingest:cancel", args=[found.pk]), headers={"HX-Request": "true"})
    assert (b"Cancel" in stopping.content, Import.objects.get().cancel_asked) == (False, True)
    actions.work_on(found.pk, watched=False)

    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_clicking_apply_twice_is_told(client, manager, hotel) -> None:
    found = applied("id,arrival,nights\nR1,2026-10-01,1\n", Kind.STAYS, hotel)
    response = client.post(reverse("ingest:apply", args=[found.pk]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Somebody was quicker: the import has moved on."
    ]


def test_faults_are_a_file_whose_cells_are_no_formulas(client, manager, hotel) -> None:
    found = checked(
        "=cmd|' /C calc'!A0,name\n1,\n",
        Kind.GUESTS,
        hotel,
        columns={"full_name": "name", "occupation": "=cmd|' /C calc'!A0"},
    )
    found.faults.update(column="=cmd|' /C calc'!A0")
    response = client.get(reverse("ingest:faults", args=[found.pk]))

    assert response["Content-Type"].startswith("text/csv")
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Line,Effect,Column,Reason",
        "2,rejected,'=cmd|' /C calc'!A0,\"is empty, but needed\"",
    ]


# Other hotels


PAGES = ["page", "columns", "progress", "faults"]
VERBS = ["check", "apply", "cancel", "undo", "use-mapping", "columns"]


@pytest.mark.parametrize(("method", "name"), [("get", name) for name in PAGES] + [("post", name) for name in VERBS])
def test_an_import_of_another_hotel_answers_like_one_that_does_not_exist(client, manager, hotel, method, name) -> None:
    for other in (upload(GUESTS, Kind.GUESTS, HotelFactory()).pk, upload(GUESTS, Kind.GUESTS).pk, 999_999):
        assert getattr(client, method)(reverse(f"ingest:{name}", args=[other])).status_code == 404


def test_the_history_lists_the_hotels_own_imports(client, manager, hotel, django_assert_num_queries) -> None:
    url = reverse("ingest:history")
    upload(GUESTS, Kind.GUESTS, HotelFactory())
    assert "Nothing was imported yet." in client.get(url).content.decode()
    mine = [upload(GUESTS, Kind.GUESTS, hotel, by=manager)]
    with django_assert_num_queries(8):
        assert list(client.get(url).context["page"]) == mine
    mine += [upload(GUESTS, Kind.GUESTS, hotel), upload(GUESTS, Kind.GUESTS, hotel)]
    with django_assert_num_queries(8):
        assert list(client.get(url).context["page"]) == mine[::-1]


# Lists to fill in


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_list_to_fill_in_is_understood_without_a_correction(client, manager, hotel, kind, language) -> None:
    client.cookies["language"] = language
    raw = io.BytesIO(client.get(reverse("ingest:template", args=[kind])).content)
    known = inspect(raw)
    rows = [cells for _line, cells in rows_of(raw, known)]

    assert set(guess(kind, known.header)) == set(FIELDS[kind]) - {"lead_time", "nights"}
    assert len(rows) == 1
    raw.seek(0)
    found = actions.upload_file(raw, kind=kind, name="list.xlsx", hotel=hotel, by=manager, at=NOW)
    actions.begin(found, Import.State.PREVIEWING, create=False)
    found = actions.work_on(found.pk, watched=False) or found
    assert found.state == "previewed"
    assert list(found.faults.exclude(code__in=["guest_unknown", "unknown_stay"]).values_list("column", "code")) == []
