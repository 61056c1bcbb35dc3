"""Hostile and odd texts: whatever anybody managed to write anywhere is shown as text, and no request falls over it."""

import html
import json
import re

import pgtrigger
import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse

from feedback.models import Review, Tally
from guests.models import Guest, Tag
from guests.queries.preferences import OTHER_WISH
from hotelcrm.accounts.models import Role
from hotelcrm.ingest.models import FilePart
from hotelcrm.pii.fields import EncryptedTextField
from tests import realdata
from tests.factories import NOW
from tests.test_access import EXPECTED, WHO, line_of
from tests.world import World, addresses

pytestmark = pytest.mark.django_db

OURS = {"accounts", "guests", "stays", "loyalty", "feedback", "outbox", "ingest", "desk"}
# Breaks out of a text, an attribute and a script block, in any of our columns however short.
HOSTILE = "</script>\"'><img src=x onerror=alert(1)>"
SHORT = "\"'><b>"
BROKEN_OUT = ("<img src=x", "\"'><b>", "</script>\"'>")
# Columns whose text is a name for the program: a code, a choice, an address, a number.
NOT_FOR_PEOPLE = {
    *("code", "time_zone", "currency", "country", "nationality", "username", "email", "password", "language", "value"),
    *("source", "external_id", "key", "file_hash", "state", "mapping_name", "icon", "last_four", "confirmation"),
    *("number", "reference", "number_prefix", "event_id"),
    *("transport", "options"),  # a module of ours, and what it is told as JSON
    *("sample", "fingerprint"),  # JSON and hashes
}
# Rows whose text is a code: of a tally only words are what guests said.
CODES = {Tally: {"kind__in": [Tally.Kind.ALL, Tally.Kind.TOPIC]}}


def columns(model):
    """The columns of `model` that hold people's words."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField | EncryptedTextField)
        if is_text and not field.choices and field.name not in NOT_FOR_PEOPLE:
            yield field


def fill_with(world_models, text, short):
    for model in world_models:
        for row in model.objects.exclude(**CODES[model]) if model in CODES else model.objects.all():
            for field in columns(model):
                longest = field.max_length
                setattr(row, field.attname, text if longest is None or longest >= len(text) else short[:longest])
            model.objects.filter(pk=row.pk).update(**{f.attname: getattr(row, f.attname) for f in columns(model)})


@pytest.fixture
def world():
    made = World()
    # Without an hour a review has no reply to be shown.
    Review.objects.update(reply="-", replied_at=NOW)
    # Each word is counted once: one stands for all.
    words = Tally.objects.filter(kind=Tally.Kind.WORD)
    words.exclude(pk__in=words.filter(hotel=made.here)[:1].values("pk")).delete()
    return made


def html_of(response):
    if "text/html" not in response.get("Content-Type", ""):
        return ""
    return response.content.decode()


def different(role):
    """Every page that `role` may open, and of each kind of refusal one: those look all alike."""
    seen = set()
    for address in addresses():
        key = line_of(address.name, "GET")
        assert key is not None, address.name
        status = dict(zip(WHO, EXPECTED[key], strict=True))[role]
        if status == "200" or status not in seen:
            yield address
        seen.add(status)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.DEPARTMENT])
def test_whatever_is_stored_is_shown_as_text_on_every_page(world, role):
    paths = {address.name: world.path(address) for address in different(role)}
    models = [model for model in apps.get_models() if model._meta.app_label in OURS and any(columns(model))]
    people = world.people
    with pgtrigger.ignore():  # entries of points cannot be changed otherwise
        filled = [model for model in models if "History" not in model.__name__ and model is not FilePart]
        fill_with(filled, HOSTILE, SHORT)
    client = Client()
    client.force_login(people[role])

    pages = {name: html_of(client.get(path)) for name, path in paths.items()}

    assert {name: mark for name, page in pages.items() for mark in BROKEN_OUT if mark in page} == {}
    shown = [name for name, page in pages.items() if html.escape(SHORT) in page or html.escape(HOSTILE) in page]
    assert len(shown) > 3  # it is there, and harmless


def test_the_words_of_guests_are_shown_as_text_in_their_cloud(world):
    fill_with([Tally, Review], HOSTILE, SHORT)
    client = Client()
    client.force_login(world.people[Role.MANAGER])

    page = html_of(client.get(reverse("feedback:words"), {"months": "all"}))

    assert [word in page for word in (f"{html.escape(HOSTILE)}<", *BROKEN_OUT)] == [True, False, False, False]


ODD = [
    HOSTILE,
    "{{ 7|add:7 }}{% debug %}",
    "Robert'); DROP TABLE guests_guest;--",
    "%s %(x)d %n %%",
    "\u202eevil",
    "\u200b\u200d\ufe0f",
    "👩‍👩‍👧‍👦🇨🇳",
    "欄位㐀𠀀",
    "ﷺ" * 20,
    "\\x00\\u0000\\",
    "../../etc/passwd",
    "null",
    "İıßﬁ",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_names_go_in_by_the_form_and_come_out_as_they_were(client, world, text):
    client.force_login(world.people[Role.MANAGER])

    response = client.post(reverse("guests:new"), {"family_name": text, "given_name": "x", "occupation": text})

    assert response.status_code in {302, 422}
    if response.status_code == 302:
        page = html_of(client.get(response["Location"]))
        assert "<img src=x" not in page
        assert Guest.objects.latest("pk").occupation == text.strip()


@pytest.mark.parametrize("text", [*ODD, "a\x00b"])
def test_odd_texts_are_looked_for_like_any_other(client, world, text):
    client.force_login(world.people[Role.MANAGER])

    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(reverse("desk:search"), {"q": text}, headers=headers)

        assert response.status_code in {200, 302}
        assert not any(mark in html_of(response) for mark in BROKEN_OUT)


@pytest.mark.parametrize("text", ODD)
def test_odd_notes_are_kept_and_shown_as_text(client, world, text):
    client.force_login(world.people[Role.MANAGER])
    tag = Tag.objects.get(code=OTHER_WISH)

    client.post(reverse("guests:observe", args=[world.guest.number]), {"tag": tag.code, "note": text})

    page = html_of(client.get(reverse("desk:guest", args=[world.guest.number])))
    assert not any(mark in page for mark in BROKEN_OUT)


def test_the_big_list_of_naughty_strings_goes_through_search_and_names(client, world):
    texts = [text for text in json.loads(realdata.path("files/blns.json").read_text()) if text.strip()]
    client.force_login(world.people[Role.MANAGER])
    Guest.objects.bulk_create(
        Guest(full_name=text[:200], family_name=text[:80]) for text in texts if "\x00" not in text
    )

    found = [client.post(reverse("desk:search"), {"q": text}).status_code for text in texts[::5]]
    pages = [html_of(client.get(reverse("desk:guests"), {"page": number})) for number in range(1, 4)]

    assert set(found) <= {200, 302}
    shown = [text for text in texts if "<" in text and any(html.escape(text.strip()[:200]) in page for page in pages)]
    assert len(shown) > 3  # hostile ones are on these pages, as text
    tags = {tag for page in pages for tag in re.findall(r"<(\w+)[^>]*\son\w+=|<(script)>", page)}
    assert tags == set()
