"""The log of looks is append-only in the database itself, whoever asks."""

import pytest
from django.db import InternalError, connection, transaction

from hotelcrm.accounts.models import Role
from hotelcrm.audit.actions import log_look
from hotelcrm.audit.models import MembershipChange, ReadLog
from tests.factories import NOW, GuestFactory, HotelFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def look():
    hotel = HotelFactory()
    user = staff(Role.FRONT_DESK, hotel)
    row = log_look(
        GuestFactory().pk, what=ReadLog.What.CONTACT, by=user, at=NOW, hotel_id=hotel.pk, reason="call about a taxi"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    return row


def refused(statement: str, table: str) -> str:
    with pytest.raises(InternalError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))
    return str(caught.value)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE {table} SET reason = ''", "Cannot update or delete rows from {table} table"),
        ("DELETE FROM {table}", "Cannot update or delete rows from {table} table"),
        ("TRUNCATE {table} CASCADE", "Cannot truncate rows from {table} table"),
    ],
)
def test_a_look_can_be_neither_changed_nor_removed(look, statement, words):
    assert words.format(table="audit_readlog") in refused(statement, "audit_readlog")
    assert ReadLog.objects.get().reason == "call about a taxi"


@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET role = 'administrator'", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"]
)
def test_neither_can_the_history_of_roles(look, statement):
    assert "audit_membershipchange" in refused(statement, "audit_membershipchange")
    assert MembershipChange.objects.get().role == Role.FRONT_DESK


def test_a_look_outlives_the_guest(look):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guests_guest WHERE id = %s", [look.guest_id])

    assert ReadLog.objects.get().guest_id == look.guest_id
