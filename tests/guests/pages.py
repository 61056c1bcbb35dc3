"""People and guests as the tests of guest pages need them, and strings that break careless pages."""

import json
from typing import Any

import pytest
from django.test import Client

from guests.actions import create_guest, record_consent
from guests.models import Guest
from guests.models.consent import Channel, Consent, Purpose
from hotelcrm.accounts.models import Hotel, Role, User
from tests import realdata
from tests.factories import NOW, staff

NAUGHTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE guests_guest; --",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "{{constructor.constructor('alert(1)')()}}",
    '=HYPERLINK("http://evil","x")',
    "%s%n%x %(name)s",
    "ﷺ\u202e\u200b𝕿𝖊𝖘𝖙 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    "👩‍👩‍👧‍👦",
    "undefined null NaN",
)


def client_of(user: User) -> Client:
    """`user`'s browser."""
    client = Client()
    client.force_login(user)
    return client


def signed_in(role: Role, hotel: Hotel, department: str = "") -> Client:
    """The browser of somebody who holds `role` at `hotel`."""
    return client_of(staff(role, hotel, department))


def enter(**profile: Any) -> Guest:
    """A guest entered by the action, so findable by name."""
    return create_guest(by=None, at=NOW, **{"family_name": "张", "given_name": "敏", **profile})


def agree(guest: Guest, purpose: str = Purpose.SENSITIVE) -> Consent:
    """`guest`'s consent, on any channel."""
    return record_consent(
        guest,
        purpose=purpose,
        channel=Channel.ANY,
        decision=Consent.Decision.GIVEN,
        evidence=Consent.Evidence.REQUEST,
        by=None,
        at=NOW,
    )


def naughty_strings(step: int = 1) -> list[str]:
    """Ours, and every `step`-th of the big list of naughty strings where it is at hand."""
    try:
        listed = json.loads(realdata.path("files/blns.json").read_text(encoding="utf-8"))
    except pytest.skip.Exception:
        listed = []
    return [*NAUGHTY, *listed[::step]]


HX = {"HTTP_HX_REQUEST": "true"}
