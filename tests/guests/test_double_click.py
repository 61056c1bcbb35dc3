"""Two requests with one session at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from guests.forms import NewGuestForm
from guests.models import Guest
from hotelcrm.accounts.models import Role
from tests import committed
from tests.factories import HotelFactory

from .pages import signed_in

URL = "/guests/new/"
TYPED = {"family_name": "马", "given_name": "骏驰"}


@pytest.fixture
def _committed(django_db_setup, django_db_blocker):
    """Other connections see what the test writes; afterwards the database is as it was."""
    with django_db_blocker.unblock():
        before = committed.snapshot()
        yield
        committed.restore(before)


@pytest.mark.usefixtures("_committed")
def test_a_double_click_enters_one_guest(monkeypatch):
    two_clicks = Barrier(2)
    browser = signed_in(Role.FRONT_DESK, HotelFactory())
    typed = {**TYPED, "token": browser.get(URL).context["form"]["token"].value()}
    check = NewGuestForm.is_valid

    def both_have_read_the_session(form):
        form_is_valid = check(form)
        two_clicks.wait(timeout=30)
        return form_is_valid

    monkeypatch.setattr(NewGuestForm, "is_valid", both_have_read_the_session)

    def click(_number):
        client = Client()
        client.cookies = browser.cookies
        try:
            return client.post(URL, typed).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        addresses = set(clicks.map(click, range(2)))

    assert Guest.objects.count() == 1
    assert addresses == {Guest.objects.get().get_absolute_url()}
