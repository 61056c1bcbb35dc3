"""The environment: nothing to set in a demo, nothing forgotten in production."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import management
from django.core.exceptions import ImproperlyConfigured

import manage
from hotelcrm.running import environment


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("HOTELCRM_MODE", "production")
    for name, value in environment.fresh_secrets().items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_takes_fresh_secrets(production):
    secrets = environment.secrets()

    assert list(secrets.pii_keys) == ["1"]
    assert [len(key) for key in (secrets.index_key, *secrets.pii_keys.values(), *secrets.sensitive_keys.values())] == [
        32,
        32,
        32,
    ]


@pytest.mark.parametrize("name", ["SECRET_KEY", "PII_KEYS", "PII_SENSITIVE_KEYS", "PII_INDEX_KEY"])
def test_production_names_the_missing_secret(production, name):
    production.delenv(name)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set"):
        environment.secrets()


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SECRET_KEY", "changeme", "placeholder or shorter"),
        ("SECRET_KEY", "please-change-me-" * 6, "placeholder or shorter"),
        ("SECRET_KEY", "a" * 64, "placeholder or shorter"),
        ("SECRET_KEY", "django-insecure-8d1c%kz8q+d7m3w^x!j5l0h2g@r4v9b6n&f_s1t", "placeholder or shorter"),
        ("PII_KEYS", "1:c2hvcnQ=", "32 random bytes"),
        ("PII_KEYS", "1:" + "A" * 43 + "=", "32 random bytes"),
        ("PII_KEYS", "not base64", "must look like"),
        ("PII_SENSITIVE_KEYS", "1:###", "not base64"),
        ("PII_INDEX_KEY", "changeme", "32 random bytes"),
    ],
)
def test_production_refuses_placeholders(production, name, value, complaint):
    production.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=complaint):
        environment.secrets()


def test_keyring_keeps_the_order_newest_first(production):
    one, two = (environment.fresh_secrets()["PII_INDEX_KEY"] for _ in range(2))
    production.setenv("PII_KEYS", f"2:{two}, 1:{one}")

    assert list(environment.secrets().pii_keys) == ["2", "1"]


def test_keyring_refuses_one_id_twice(production):
    key = environment.fresh_secrets()["PII_INDEX_KEY"]
    production.setenv("PII_KEYS", f"1:{key},1:{key}")

    with pytest.raises(ImproperlyConfigured, match="each id once"):
        environment.secrets()


def test_demo_draws_secrets_once_and_keeps_them_closed(monkeypatch, tmp_path):
    monkeypatch.setenv("HOTELCRM_MODE", "demo")
    monkeypatch.setenv("HOTELCRM_DATA", str(tmp_path))

    first, second = environment.secrets(), environment.secrets()

    assert first == second
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_demo_with_damaged_secrets_says_so_instead_of_drawing_new_ones(monkeypatch, tmp_path):
    monkeypatch.setenv("HOTELCRM_MODE", "demo")
    monkeypatch.setenv("HOTELCRM_DATA", str(tmp_path))
    (tmp_path / "secrets.json").write_text(json.dumps(environment.fresh_secrets())[:20])

    with pytest.raises(ImproperlyConfigured, match="stored contacts stay unreadable"):
        environment.secrets()


def test_module_prints_a_set_that_production_takes(production):
    run = subprocess.run(
        [sys.executable, "-m", "hotelcrm.running.environment"],
        cwd=environment.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in run.stdout.splitlines():
        name, _, value = line.partition("=")
        production.setenv(name, value)

    assert len(environment.secrets().secret_key) >= 50


def test_database_url_replaces_the_embedded_server(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://cr%40m:p%3Aw@db.example:5433/hotel")

    assert environment.database() == environment.Database(
        name="hotel", user="cr@m", password="p:w", host="db.example", port="5433", embedded=False
    )
    assert environment.database().engine == "django.db.backends.postgresql"


@pytest.mark.parametrize("url", ["mysql://u@h/db", "postgresql://u@h", "nonsense"])
def test_database_url_of_another_kind_is_refused(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        environment.database()


def test_queue_url_must_be_one_that_celery_understands(monkeypatch):
    monkeypatch.setenv("HOTELCRM_MODE", "demo")
    monkeypatch.setenv("REDIS_URL", "valkey://localhost:6379/0")

    with pytest.raises(ImproperlyConfigured, match="REDIS_URL must begin with redis://"):
        environment.redis_url()


def test_sockets_of_a_deep_directory_are_elsewhere(monkeypatch, open_dir):
    monkeypatch.setenv("HOTELCRM_DATA", str(open_dir / ("long-" * 20)))

    assert environment.sockets_dir().parent == Path("/tmp")
    assert len(str(environment.sockets_dir())) < environment.LONGEST_SOCKET_DIR


def test_unknown_mode_is_refused(monkeypatch):
    monkeypatch.setenv("HOTELCRM_MODE", "staging")

    with pytest.raises(ImproperlyConfigured, match="demo, test or production"):
        environment.mode()


@pytest.mark.parametrize(("given", "read"), [("", ""), ("STARTTLS", "starttls"), ("tls", "tls")])
def test_mail_goes_as_the_environment_says(monkeypatch, given, read):
    monkeypatch.setenv("EMAIL_SECURITY", given)

    assert environment.mail_security() == read


def test_mail_without_a_known_protection_is_refused(monkeypatch):
    monkeypatch.setenv("EMAIL_SECURITY", "ssl3")

    with pytest.raises(ImproperlyConfigured, match="starttls"):
        environment.mail_security()


def test_number_refuses_words(monkeypatch):
    monkeypatch.setenv("PORT", "eighty")

    with pytest.raises(ImproperlyConfigured, match="PORT is 'eighty'; it must be a whole number"):
        environment.number("PORT", default=8000)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")
def test_servers_of_root_leave_a_closed_home(monkeypatch, open_dir):
    monkeypatch.setenv("HOTELCRM_DATA", str(open_dir / "data"))
    inside = environment.servers_dir()
    open_dir.chmod(0o700)

    assert inside == open_dir / "data" / "servers"
    assert environment.servers_dir().parent == Path("/var/lib/hotelcrm")


def test_a_full_disk_is_a_sentence_before_anything_could_look_at_the_disk(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOTELCRM_MODE", "demo")
    monkeypatch.setenv("HOTELCRM_DATA", str(tmp_path))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(management, "execute_from_command_line", lambda _words: environment.secrets())

    with pytest.raises(SystemExit, match=r"^The disk is full: .* Free some space and try again\.$"):
        manage.main()
    assert list(tmp_path.iterdir()) == []


def test_other_faults_of_files_keep_their_traceback(monkeypatch):
    def refused(_words: list[str]) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(management, "execute_from_command_line", refused)

    with pytest.raises(PermissionError):
        manage.main()
