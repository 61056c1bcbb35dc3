"""What the settings are in production: one start of Python with a production environment, then looked at."""

import json
import os
import subprocess
import sys

import pytest

from hotelcrm.running import environment
from tests.guards import ROOT

ASKED = (
    *("DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"),
    *("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_CONTENT_TYPE_NOSNIFF", "X_FRAME_OPTIONS", "ALLOWED_HOSTS", "DEMO"),
    *("SESSION_COOKIE_SAMESITE", "EMAIL_BACKEND", "CONTENT_SECURITY_POLICY"),
)
SCRIPT = f"""
import json, django
from django.conf import settings
django.setup()
print(json.dumps({{name: getattr(settings, name) for name in {ASKED!r}}}, default=str))
"""


def production(**changes):
    """The environment of a house in production; a change to None leaves the variable out."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HOTELCRM", "DJANGO"))}
    given |= environment.fresh_secrets() | {"HOTELCRM_MODE": "production", "ALLOWED_HOSTS": "crm.example.com"}
    given |= {"DJANGO_SETTINGS_MODULE": "hotelcrm.settings", "HOTELCRM_DATA": os.environ.get("HOTELCRM_DATA", "")}
    return {name: value for name, value in (given | changes).items() if value is not None}


def start(**changes):
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=production(**changes), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def settings():
    run = start()
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_nothing_of_a_demo_is_left(settings):
    assert (settings["DEBUG"], settings["DEMO"], settings["ALLOWED_HOSTS"]) == (False, False, ["crm.example.com"])
    assert settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend")


def test_cookies_travel_by_tls_only_and_scripts_cannot_read_them(settings):
    assert (settings["SESSION_COOKIE_NAME"], settings["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["CSRF_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_browsers_are_told_to_come_by_tls_for_a_year(settings):
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_pages_stand_in_no_frame_and_load_only_from_here(settings):
    directives = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert (settings["X_FRAME_OPTIONS"], settings["SECURE_CONTENT_TYPE_NOSNIFF"]) == ("DENY", True)
    assert {name: directives[name] for name in ("default-src", "script-src", "style-src", "frame-ancestors")} == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


@pytest.mark.parametrize("name", ["SECRET_KEY", "PII_KEYS", "PII_INDEX_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without_what_it_must_be_given(name):
    run = start(**{name: None})

    assert run.returncode != 0
    assert name in run.stderr
