"""The contract of access: for every address, every role and both methods, the answer; and what holds for all of them.

`access.txt` is the table, written down by hand so that a change of roles shows as a change of lines. An address without
a line fails, and so does a line without an address. That a GET writes nothing is asserted for each of these requests by
the guard in ``conftest.py``.
"""

import re
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from hotelcrm.accounts.models import Role
from tests.factories import confirm
from tests.world import World, addresses

pytestmark = pytest.mark.django_db  # also what takes back each test's changes to the house they share

TABLE = Path(__file__).with_name("access.txt")
ROLES = list(Role)
WHO = (None, *ROLES)
# Django's admin asks the same of everybody for each of its models, those of loyalty, of feedback, of campaigns and the
# others: every role tries one model of each, and surveys, which marketing sees elsewhere; the rest are tried by those
# who must stay outside.
ADMIN_MODELS = (
    *("guests_tag_", "loyalty_benefit_", "feedback_shift_", "feedback_survey_"),
    *("campaigns_segment_", "campaigns_offer_"),
)
OUTSIDE = (None, Role.FRONT_DESK, Role.MANAGER)
ADDRESSES = {address.name: address for address in addresses()}
TOKEN = re.compile(r'"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')

# Where those who are not signed in are sent, and the addresses that send them elsewhere.
DOORS = ("/accounts/", "/admin/login/")
OPEN = {"/accounts/logout/", "/frame/language/"}
GUESTS = "/f/"  # guests' own pages lead to one another

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
}
# E-mails as their guests receive them: with styles of their own, so in a frame where nothing can act.
FRAMED = re.compile(r"^/messages/.*/(body|frame)/$")
FRAMED_POLICY = {
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "sandbox allow-popups",
}


def read_table() -> dict[tuple[str, str], list[str]]:
    """(pattern of names, method): the status for nobody, then for each role."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {(name, method): statuses for name, method, *statuses in lines}


EXPECTED = read_table()


def line_of(name: str, method: str) -> tuple[str, str] | None:
    """The line of the table for an address; the models in Django's admin share theirs (``admin:*_change``)."""
    verbs = r"(changelist|add|change|delete|history)$"
    # Limits of adjustments are not for those whom they limit: they share the line of all the other models.
    of_loyalty = re.sub(rf"^admin:loyalty_(?!adjustmentlimit)\w+_{verbs}", r"admin:loyalty_*_\1", name)
    of_feedback = re.sub(rf"^admin:feedback_\w+_{verbs}", r"admin:feedback_*_\1", name)
    of_campaigns = re.sub(rf"^admin:campaigns_\w+_{verbs}", r"admin:campaigns_*_\1", name)
    shared = re.sub(rf"^admin:\w+_{verbs}", r"admin:*_\1", name)
    names = (name, of_loyalty, of_feedback, of_campaigns, shared)
    return next((key for key in ((found, method) for found in names) if key in EXPECTED), None)


def shares_its_line(name: str) -> bool:
    """Whether the address is one of many alike in Django's admin, of which others are tried by everybody."""
    key = line_of(name, "GET")
    return key is not None and "*" in key[0] and not any(model in name for model in ADMIN_MODELS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One house for all of these tests, some thousand requests; what each of them changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a slow machine is no fault here
        yield World()
        transaction.set_rollback(True)


def headers(response):
    """Of the headers that keep a browser safe, those that an answer carries."""
    return {name: response.get(name) for name in HEADERS}


class Browsers:
    """A signed-in client for each role, and one for nobody; each request starts with the cookies of the sign-in."""

    def __init__(self, people):
        self.clients = {who: Client(raise_request_exception=False) for who in WHO}
        for role, person in people.items():
            self.clients[role].force_login(person)
            confirm(self.clients[role])
        self.cookies = {who: client.cookies.output() for who, client in self.clients.items()}

    def __getitem__(self, who):
        client = self.clients[who]
        client.cookies = SimpleCookie()
        client.cookies.load(self.cookies[who].replace("Set-Cookie: ", ""))
        return client


@pytest.fixture(scope="module")
def browsers(world):
    return Browsers(world.people)


def answers(browsers, path, method, who_asks=WHO):
    """Statuses of `method` for nobody and for each role, the headers of each answer checked on the way.

    What a request changes is taken back before the next.
    """
    found = []
    for who in who_asks:
        with transaction.atomic():
            response = getattr(browsers[who], method.lower())(path)
            found.append(str(response.status_code))
            is_framed = FRAMED.match(path) is not None and response.status_code == 200
            assert headers(response) == HEADERS | ({"X-Frame-Options": "SAMEORIGIN"} if is_framed else {})
            policy = {part.strip() for part in response["Content-Security-Policy"].split(";")}
            assert policy >= (FRAMED_POLICY if is_framed else POLICY)
            if who is None and response.status_code == 302:
                doors = GUESTS if path.startswith(GUESTS) else DOORS
                assert response["Location"].startswith(doors) or path in OPEN, (
                    f"nobody is sent to {response['Location']}"
                )
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_every_role_as_the_table_says(world, browsers, name, method):
    key = line_of(name, method)
    who_asks = OUTSIDE if shares_its_line(name) else WHO
    found = answers(browsers, world.path(ADDRESSES[name]), method, who_asks)

    assert key is not None, f"no line in {TABLE.name}; if this is right, add: {name} {method} {' '.join(found)}"
    expected = dict(zip(WHO, EXPECTED[key], strict=True))
    assert dict(zip(who_asks, found, strict=True)) == {who: expected[who] for who in who_asks}


def test_the_table_has_no_line_without_an_address(world):
    used = {line_of(name, method) for name in ADDRESSES for method in ("GET", "POST")}

    assert set(EXPECTED) - used == set()


OWNED = {"stay_id", "row_id", "contact_id", "document_id", "upload_id", "adjustment_id", "invitation_id", "survey_id"}
OWNED |= {"ticket_id", "attachment_id", "filter_id", "compensation_id", "review_id"}
OWNED |= {"export_id", "campaign_id"}
# Removing what is not there is done already: the card comes back as it is.
GONE_ALREADY = {f"guests:remove-{what}" for what in ("contact", "document", "date", "relationship")}
OWNED_ADDRESSES = [name for name, address in ADDRESSES.items() if address.arguments & OWNED]


@pytest.mark.parametrize("name", OWNED_ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_others_answers_exactly_like_what_does_not_exist(world, browsers, name, method):
    """A stay of another hotel, a row of another guest: for the role that may do most here."""
    address = ADDRESSES[name]
    client = browsers[Role.MANAGER]
    there, nowhere = world.path_there(address), world.path_nowhere(address)

    theirs, nobodys = getattr(client, method)(there), getattr(client, method)(nowhere)

    assert theirs.status_code == nobodys.status_code
    assert theirs.status_code in ({200} if method == "post" and name in GONE_ALREADY else {404, 405})
    assert [rows.count() for rows in world.rows_of_stranger()] == [2, 1, 1, 1, 1]
    assert TOKEN.sub("", theirs.content.decode()).replace(there, nowhere) == TOKEN.sub("", nobodys.content.decode())


# Who has no session with us that could be abused: providers, who prove themselves by a signature or a secret, and
# mailboxes, which unsubscribe by a click of their own (RFC 8058) at a signed address.
WITHOUT_TOKEN = {"outbox:reports", "outbox:reports-by-secret", "outbox:unsubscribe"}


def test_only_those_without_a_session_need_no_token():
    exempt = {name for name, address in ADDRESSES.items() if getattr(address.pattern.callback, "csrf_exempt", False)}
    assert exempt == WITHOUT_TOKEN


@pytest.mark.parametrize(
    "name", [name for name in ADDRESSES if not shares_its_line(name) and name not in WITHOUT_TOKEN]
)
def test_every_post_without_its_token_is_refused(world, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people[Role.MANAGER])

    response = client.post(world.path(ADDRESSES[name]))

    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/no/such/page/", "/static/no-such-file.css", "/accounts/login/"])
def test_answers_to_nobody_carry_them_too(client, path):
    response = client.get(path)

    assert headers(response) == HEADERS
