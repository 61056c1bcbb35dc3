"""The site in test mode: fixed secrets, a database of its own, and templates that fail on an undefined variable."""

import os

os.environ["HOTELCRM_MODE"] = "test"
# pytest-playwright keeps an event loop in the thread of the tests; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from hotelcrm.settings import *  # noqa: F403 - settings are read as module attributes
from hotelcrm.settings import TEMPLATES
from tests.guards import UndefinedVariable

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined variable")
# Argon2 is slow on purpose; tests of sign-in do not test it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files are looked up when asked for: no collecting before, no directory walk per test client.
STATIC_ROOT = ""  # type: ignore[assignment]
WHITENOISE_AUTOREFRESH = True
