"""Senders in Django's admin: which options are asked for, and that a secret, once typed, is never shown again."""

import json

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Role
from hotelcrm.outbox.models import Message, Sender, SenderState
from hotelcrm.outbox.transports.options import told
from tests.factories import NOW, HotelFactory, confirm, staff

pytestmark = pytest.mark.django_db

SECRET = "aliyun-secret-of-a-test"
LIST, ADD = "admin:outbox_sender_changelist", "admin:outbox_sender_add"


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def admin(client, hotel):
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    return confirm(client)


def sender(transport="aliyun", channel="sms", *, hotel=None, is_active=False, address="", **options):
    return Sender.objects.create(
        hotel=hotel,
        channel=channel,
        transport=transport,
        name="星湾酒店",
        address=address,
        options=json.dumps(options),
        is_active=is_active,
    )


def change(row):
    return reverse("admin:outbox_sender_change", args=[row.pk])


def add(client, road, **fields):
    facts = {"road": road, "name": "星湾酒店", "per_second": 20, "hotel": "", "address": ""}
    return client.post(reverse(ADD), facts | fields)


def save(client, row, **fields):
    facts = {"name": "星湾酒店", "per_second": 20, "hotel": row.hotel_id or "", "address": row.address}
    return client.post(change(row), facts | fields)


ALIYUN = {
    "option_access_key_id": "LTAI5tExample",
    "option_access_key_secret": SECRET,
    "option_region": "cn-hangzhou",
    "option_endpoint": "https://dysmsapi.aliyuncs.com",
}


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_a_new_sender_is_out_of_use_until_its_provider_is_entered(admin):
    response = add(admin, "sms:aliyun")

    row = Sender.objects.get()
    assert (row.channel, row.transport, row.is_active, row.hotel) == ("sms", "aliyun", False, None)
    assert response["Location"] == change(row)


def test_only_channels_with_a_provider_that_serves_them_can_be_chosen(admin):
    response = add(admin, "sms:wecom")

    assert set(errors(response)) == {"road"}
    assert Sender.objects.count() == 0


def test_every_channel_has_its_providers(admin):
    form = admin.get(reverse(ADD)).context["adminform"].form

    roads = {value for _channel, group in form.fields["road"].choices for value, _label in group}
    assert {"sms:aliyun", "sms:tencent", "sms:twilio", "wecom:wecom", "wecom_staff:wecom_staff", "email:smtp"} <= roads


def test_the_provider_is_asked_for_by_name(admin):
    form = admin.get(change(sender())).context["adminform"].form

    assert [name for name in form.fields if name.startswith("option_")] == [
        "option_access_key_id",
        "option_access_key_secret",
        "option_sign_overseas",
        "option_region",
        "option_endpoint",
    ]
    assert form["option_endpoint"].value() == "https://dysmsapi.aliyuncs.com"


def test_what_the_provider_told_is_kept_sealed_and_the_sender_put_in_use(admin):
    row = sender()

    response = save(admin, row, is_active="on", **ALIYUN)

    row.refresh_from_db()
    assert (response.status_code, row.is_active) == (302, True)
    found = told(row)
    assert (found["access_key_id"], found["access_key_secret"]) == ("LTAI5tExample", SECRET)


def test_a_secret_is_said_to_be_set_and_never_shown(admin):
    row = sender(access_key_id="LTAI5tExample", access_key_secret=SECRET)

    page = admin.get(change(row)).content.decode()

    assert SECRET not in page
    assert "LTAI5tExample" in page
    assert "Set. Left empty, it stays as it is." in page


def test_a_secret_that_was_typed_is_not_shown_beside_an_error(admin):
    row = sender()

    response = save(admin, row, **ALIYUN | {"option_access_key_id": ""})

    assert set(errors(response)) == {"option_access_key_id"}
    assert SECRET not in response.content.decode()


def test_a_secret_left_empty_stays(admin):
    row = sender(access_key_id="old", access_key_secret=SECRET)

    save(admin, row, **ALIYUN | {"option_access_key_secret": ""})

    row.refresh_from_db()
    assert (told(row)["access_key_id"], told(row)["access_key_secret"]) == ("LTAI5tExample", SECRET)


@pytest.mark.parametrize("name", ["option_access_key_id", "option_access_key_secret", "option_endpoint"])
def test_what_is_missing_is_named(admin, name):
    response = save(admin, sender(), **ALIYUN | {name: ""})

    assert set(errors(response)) == {name}


def test_what_the_transport_refuses_is_refused(admin):
    row = sender("twilio")

    response = save(
        admin, row, option_account_sid="AC1", option_auth_token="x", option_endpoint="https://api.twilio.com"
    )

    assert "Messaging Service" in str(errors(response)["__all__"])


def test_what_no_field_asks_for_stays(admin):
    row = sender(timeout="3", **{name.removeprefix("option_"): value for name, value in ALIYUN.items()})

    save(admin, row, **ALIYUN)

    row.refresh_from_db()
    assert told(row)["timeout"] == "3"


def test_what_is_optional_can_be_emptied(admin):
    row = sender(access_key_id="id", access_key_secret=SECRET, sign_overseas="Starbay")

    save(admin, row, option_sign_overseas="", **ALIYUN)

    row.refresh_from_db()
    assert told(row)["sign_overseas"] == ""


@pytest.mark.parametrize(
    "address", ["http://dysmsapi.aliyuncs.com", "ftp://dysmsapi.aliyuncs.com", "https://", "x", "http://["]
)
def test_secrets_do_not_travel_readably(admin, address):
    response = save(admin, sender(), **ALIYUN | {"option_endpoint": address})

    assert set(errors(response)) == {"option_endpoint"}


def test_this_machine_may_be_called_without_tls(admin):
    assert save(admin, sender(), **ALIYUN | {"option_endpoint": "http://127.0.0.1:9"}).status_code == 302


def test_two_in_use_for_one_channel_are_refused(admin):
    sender("twilio", is_active=True)

    response = save(admin, sender(), is_active="on", **ALIYUN)

    assert set(errors(response)) == {"is_active"}


def test_a_hotels_own_may_stand_beside_the_groups(admin, hotel):
    sender("twilio", is_active=True)

    assert save(admin, sender(hotel=hotel), is_active="on", **ALIYUN).status_code == 302


# The address for reports


def test_the_address_for_reports_is_shown_with_a_secret_of_its_own(admin):
    add(admin, "sms:aliyun")
    row = Sender.objects.get()

    page = admin.get(change(row)).content.decode()

    token = told(row)["report_token"]
    assert len(token) == 32
    assert f"/m/reports/aliyun/{row.pk}/{token}/" in page


def test_two_senders_have_two_secrets(admin):
    add(admin, "sms:aliyun")
    add(admin, "sms:tencent")

    first, second = map(told, Sender.objects.order_by("pk"))
    assert first["report_token"] != second["report_token"]


def test_the_secret_stays_until_a_new_one_is_asked_for(admin):
    add(admin, "sms:aliyun")
    row = Sender.objects.get()
    first = told(row)["report_token"]

    save(admin, row, **ALIYUN)
    row.refresh_from_db()
    assert told(row)["report_token"] == first

    save(admin, row, renew_report_token="on", **ALIYUN)
    row.refresh_from_db()
    assert told(row)["report_token"] != first


def test_a_provider_that_signs_needs_no_secret_in_the_address(admin):
    add(admin, "sms:twilio")
    row = Sender.objects.get()

    page = admin.get(change(row)).content.decode()

    assert told(row) == {}
    assert f"/m/reports/twilio/{row.pk}/</div>" in page
    assert "renew_report_token" not in page


def test_a_provider_that_never_reports_has_no_address_for_it(admin):
    assert "/m/reports/" not in admin.get(change(sender("wecom_staff", "wecom_staff"))).content.decode()


# Who may


def test_a_sender_is_put_out_of_use_rather_than_deleted(admin):
    row = sender()

    assert admin.post(reverse("admin:outbox_sender_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Sender.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", [Role.MARKETING, Role.MANAGER])
def test_others_do_not_see_senders(client, hotel, role):
    row = sender(access_key_id="LTAI5tExample")
    client.force_login(staff(role, hotel))
    confirm(client)

    for path in (reverse(LIST), change(row)):
        assert client.get(path).status_code in {302, 403}
    assert save(client, row, **ALIYUN).status_code in {302, 403}
    row.refresh_from_db()
    assert told(row) == {"access_key_id": "LTAI5tExample"}


def test_credentials_change_hands_only_after_ones_own_password(client, hotel):
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    client.session.flush()
    client.force_login(staff(Role.ADMINISTRATOR, hotel))
    row = sender()

    response = save(client, row, **ALIYUN)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    row.refresh_from_db()
    assert told(row) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(admin, django_assert_num_queries, rows):
    for _row in range(rows):
        sender()
    admin.get(reverse(LIST))

    with django_assert_num_queries(9):
        assert admin.get(reverse(LIST)).status_code == 200


# A test to oneself


def trying(row):
    return reverse("admin:outbox_sender_test", args=[row.pk])


TWILIO = {"account_sid": "AC1", "auth_token": "x", "messaging_service_sid": "MG1"}


def occasion(client, row):
    return client.get(trying(row)).context["form"]["occasion"].value()


def test_a_test_goes_to_the_address_that_is_typed_once(admin, hotel):
    row = sender("twilio", is_active=True, hotel=hotel, **TWILIO)
    typed = {"address": "138 1111 1111", "occasion": occasion(admin, row)}

    for _click in range(2):
        assert admin.post(trying(row), typed)["Location"] == change(row)

    message = Message.objects.get()
    assert (message.channel, message.purpose, message.state, message.hotel) == ("sms", "service", "queued", hotel)
    assert message.address == "+8613811111111"
    assert "星湾酒店" in message.body


def test_an_address_that_is_none_is_refused(admin):
    row = sender("twilio", is_active=True, **TWILIO)

    response = admin.post(trying(row), {"address": "anna", "occasion": occasion(admin, row)})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"address"})
    assert Message.objects.count() == 0


def test_of_the_groups_sender_the_test_is_a_hotels_that_has_none_of_its_own(admin, hotel):
    other = HotelFactory()
    sender("smtp", "email", is_active=True, hotel=hotel)
    row = sender("smtp", "email", is_active=True)

    admin.post(trying(row), {"address": "anna@example.com", "occasion": occasion(admin, row)})

    assert Message.objects.get().hotel == other


@pytest.mark.parametrize(("transport", "is_active"), [("twilio", False), ("aliyun", True)])
def test_what_cannot_send_a_test_says_so(admin, transport, is_active):
    row = sender(transport, is_active=is_active, **TWILIO)

    assert admin.get(trying(row))["Location"] == change(row)


def test_the_link_to_a_test_stands_with_senders_in_use(admin):
    used = sender("twilio", is_active=True, **TWILIO)

    assert trying(used) in admin.get(change(used)).content.decode()
    assert trying(unused := sender()) not in admin.get(change(unused)).content.decode()


def test_how_a_sender_fares_stands_on_its_page(admin):
    row = sender()
    assert "nothing sent yet" in admin.get(change(row)).content.decode()

    SenderState.objects.create(sender=row, failures=2, last_error="road_down connect", last_ok_at=NOW)

    page = admin.get(change(row)).content.decode()
    assert "sent last at" in page
    assert "road_down connect" in page
