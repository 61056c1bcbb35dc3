"""Guests from files: who is new, who is met again, what is said about them, and what is wrong with a row."""

import pytest
from django.db import connection

from guests.models import Contact, Guest, IdentityDocument, NameKey, Touchpoint
from hotelcrm.accounts.models import Hotel
from hotelcrm.ingest.models import GuestKey, Kind
from hotelcrm.ingest.reading import Refused
from hotelcrm.pii import blind
from tests.factories import CompanyFactory, ContactFactory, GuestFactory

from .files import applied, checked, counts, faults, undone, upload

pytestmark = pytest.mark.django_db

TWO = """客史号,姓名,性别,生日,手机号,邮箱,国籍,语言,公司,VIP等级,证件号
A1,张敏,女,1986-03-05,138 0013 8000,zhang.min@example.com,中国,中文,绿云科技,VIP1,330106198603050020
A2,"Featherstone, Anna",F,12/31/1979,+44 20 7946 0958,ANNA@Example.co.uk,GBR,English,,,
"""


def test_a_chinese_list_fills_guests_contacts_and_documents(hotel: Hotel) -> None:
    company = CompanyFactory(name="绿云科技")
    found = applied(TWO, Kind.GUESTS, hotel)

    assert counts(found) == (2, 0, 0, 0)
    zhang, anna = Guest.objects.order_by("pk")
    assert (zhang.full_name, zhang.family_name, zhang.given_name) == ("张敏", "张", "敏")
    assert zhang.pinyin == "Zhāng Mǐn"
    assert (zhang.birth_year, zhang.birth_month, zhang.birth_day) == (1986, 3, 5)
    assert (zhang.gender, zhang.nationality.code, zhang.language) == ("F", "CN", "zh-hans")
    assert (zhang.company, zhang.vip_level, zhang.version) == (company, 3, 1)
    assert list(zhang.contacts.order_by("kind").values_list("kind", "is_primary")) == [("email", True), ("phone", True)]
    assert zhang.contacts.get(kind="phone").value == "+8613800138000"
    document = zhang.documents.get()
    assert (document.kind, document.country.code, document.last_four) == ("id_card", "CN", "0020")
    assert (anna.family_name, anna.given_name, anna.nationality.code) == ("Featherstone", "Anna", "GB")
    assert (anna.birth_year, anna.birth_month, anna.birth_day) == (1979, 12, 31)
    assert anna.contacts.get(kind="email").value == "anna@example.co.uk"


def test_an_imported_guest_is_found_by_name_contact_and_timeline(hotel: Hotel) -> None:
    applied(TWO, Kind.GUESTS, hotel)
    zhang = Guest.objects.get(full_name="张敏")

    assert NameKey.objects.filter(guest=zhang, text="zhangmin", kind=NameKey.Kind.PINYIN).exists()
    assert Contact.objects.get(last4_index=blind.last_four("phone", "+8613800138000")).guest == zhang
    assert Touchpoint.objects.get(guest=zhang).key == f"guest:{zhang.pk}:created"


def test_the_same_file_twice_changes_nothing(hotel: Hotel) -> None:
    applied(TWO, Kind.GUESTS, hotel)
    before = list(Guest.objects.order_by("pk").values())
    again = applied(TWO, Kind.GUESTS, hotel)

    assert counts(again) == (0, 0, 2, 0)
    assert list(Guest.objects.order_by("pk").values()) == before
    assert Contact.objects.count() == 4


def test_guests_without_a_number_are_not_doubled_either(hotel: Hotel) -> None:
    names = "姓名\n张敏\n张敏\n李雷\n"
    assert counts(applied(names, Kind.GUESTS, hotel)) == (3, 0, 0, 0)
    assert counts(applied(names, Kind.GUESTS, hotel)) == (0, 0, 3, 0)


def test_only_what_the_file_says_is_changed(hotel: Hotel) -> None:
    applied(TWO, Kind.GUESTS, hotel)
    later = '客史号,姓名,性别,职业,手机号\nA1,张敏,,设计师,13900139000\nA2,"Featherstone, Anna",F,,\n'
    found = applied(later, Kind.GUESTS, hotel)

    assert counts(found) == (0, 1, 1, 0)
    zhang = Guest.objects.get(full_name="张敏")
    assert (zhang.occupation, zhang.gender, zhang.version) == ("设计师", "F", 2)
    assert sorted(c.value for c in zhang.contacts.filter(kind="phone")) == ["+8613800138000", "+8613900139000"]
    assert zhang.contacts.get(kind="phone", is_primary=True).value == "+8613800138000"


def test_a_file_that_says_nothing_new_does_not_undo_what_staff_did_since(hotel: Hotel) -> None:
    applied(TWO, Kind.GUESTS, hotel)
    Guest.objects.filter(full_name="张敏").update(occupation="Architect", vip_level=1, version=2)
    found = applied(TWO, Kind.GUESTS, hotel)

    assert counts(found) == (0, 0, 2, 0)
    assert Guest.objects.get(full_name="张敏").vip_level == 1


def test_a_guest_is_met_again_by_contact_and_name(hotel: Hotel) -> None:
    known = GuestFactory(full_name="张敏")
    ContactFactory(guest=known, value="+8613800138000")
    found = applied("姓名,手机\n张敏,13800138000\n", Kind.GUESTS, hotel)

    assert counts(found) == (0, 1, 0, 0)
    assert GuestKey.objects.get().guest == known
    assert Guest.objects.count() == 1


def test_a_shared_phone_does_not_make_two_people_one(hotel: Hotel) -> None:
    ContactFactory(guest=GuestFactory(full_name="张敏"), value="+8613800138000")
    found = applied("姓名,手机\n李雷,13800138000\n", Kind.GUESTS, hotel)

    assert counts(found) == (1, 0, 0, 0)
    assert faults(found) == [(2, "", "contact_shared")]
    assert Guest.objects.count() == 2


def test_a_guest_is_met_again_by_document_whatever_the_name(hotel: Hotel) -> None:
    applied("name,passport\nAnna Featherstone,X1234567\n", Kind.GUESTS, hotel)
    found = applied("name,passport\nAnna Smith,X123 4567\n", Kind.GUESTS, hotel)

    assert counts(found) == (0, 1, 0, 0)
    anna = Guest.objects.get()
    assert (anna.full_name, anna.family_name) == ("Anna Smith", "Smith")
    assert not NameKey.objects.filter(guest=anna, text__contains="featherstone").exists()


def test_bad_rows_are_reported_with_their_line_and_the_good_ones_are_in(hotel: Hotel) -> None:
    rows = (
        "name,phone,email,birthday,gender,id number\n"
        "Anna Featherstone,+44 20 7946 0958,anna@example.com,1979-12-31,F,\n"
        ",13800138000,,,,\n"
        "Shortened Phone,1.38E+10,,,,\n"
        "Wrong Mail,,nobody at all,,,\n"
        "Wrong Day,,,1979-02-30,F,\n"
        "Odd Gender,,,,alien,\n"
        "Bad Card,,,,,330106198603050027\n"
    )
    found = applied(rows, Kind.GUESTS, hotel)

    assert counts(found) == (3, 0, 0, 4)
    assert faults(found) == [
        (3, "name", "needed"),
        (4, "phone", "digits_lost"),
        (5, "email", "unreadable"),
        (6, "birthday", "no_such_day"),
        (7, "gender", "unknown_word"),
        (8, "id number", "unreadable"),
    ]
    assert sorted(Guest.objects.values_list("full_name", flat=True)) == ["Anna Featherstone", "Odd Gender", "Wrong Day"]


def test_the_same_person_twice_in_one_file_is_one_guest(hotel: Hotel) -> None:
    found = applied("name,phone\nLi Lei,13800138000\nli lei,+86 138-0013-8000\n", Kind.GUESTS, hotel)

    assert counts(found) == (1, 0, 0, 1)
    assert faults(found) == [(3, "", "same_guest")]


def test_checking_keeps_nothing(hotel: Hotel) -> None:
    found = checked(TWO, Kind.GUESTS, hotel)

    assert (found.state, counts(found)) == ("previewed", (2, 0, 0, 0))
    assert (Guest.objects.count(), Contact.objects.count(), GuestKey.objects.count()) == (0, 0, 0)


def assert_in_no_table(*secrets: str) -> None:
    """Look for `secrets` in every text and binary column of the database, as they are and in hexadecimal digits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'bytea')"
        )
        columns = cursor.fetchall()
        sought = "|".join([*secrets, *(secret.encode().hex() for secret in secrets)])
        for table, column in columns:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~* %s', [sought])
            assert (table, column, cursor.fetchone()[0]) == (table, column, 0)


def test_no_table_holds_a_contact_or_document_bare(hotel: Hotel) -> None:
    applied(TWO, Kind.GUESTS, hotel)
    assert_in_no_table("13800138000", "138 0013 8000", "zhang.min@example.com", "330106198603050020", "example.co.uk")


def test_a_list_without_a_row_of_headers_is_refused_and_in_no_table(hotel: Hotel) -> None:
    """Headers are kept readable; a guest in their place would be too."""
    with pytest.raises(Refused, match="The first row must hold the names of the columns"):
        upload("张敏,13800138000,zhang.min@example.com\nAnna,13900139000,anna@example.com\n", Kind.GUESTS, hotel)
    assert_in_no_table("13800138000", "zhang.min@example.com")


def test_undo_removes_new_guests_and_restores_changed_ones(hotel: Hotel) -> None:
    known = GuestFactory(full_name="张敏", occupation="Architect")
    ContactFactory(guest=known, value="+8613800138000")
    rows = "name,phone,occupation\n张敏,13800138000,Pilot\nAnna Smith,,Baker\n"
    found = undone(applied(rows, Kind.GUESTS, hotel))

    assert (found.state, found.kept) == ("undone", 0)
    known.refresh_from_db()
    assert (known.occupation, known.version, Guest.objects.count()) == ("Architect", 1, 1)
    assert (GuestKey.objects.count(), NameKey.objects.exclude(guest=known).count()) == (0, 0)


def test_undo_keeps_what_was_touched_since_and_says_so(hotel: Hotel) -> None:
    found = applied(TWO, Kind.GUESTS, hotel)
    Guest.objects.filter(full_name="张敏").update(version=2)
    found = undone(found)

    assert list(Guest.objects.values_list("full_name", flat=True)) == ["张敏"]
    assert Contact.objects.count() == 2
    assert IdentityDocument.objects.count() == 1
    assert found.kept == 5  # the guest, two contacts, a document and a number


def test_after_an_undo_the_file_can_come_again(hotel: Hotel) -> None:
    undone(applied(TWO, Kind.GUESTS, hotel))
    assert counts(applied(TWO, Kind.GUESTS, hotel)) == (2, 0, 0, 0)
