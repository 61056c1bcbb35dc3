"""``/healthz`` and ``/readyz``: what a load balancer and whoever is on call are told."""

from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.core.management import call_command
from django.db import InterfaceError, connection
from django.db.models.signals import pre_migrate
from django.utils import timezone
from kombu.connection import Connection

from hotelcrm.running import health, heartbeat
from hotelcrm.running.models import Heartbeat
from hotelcrm.running.receivers import PATIENT
from hotelcrm.running.tasks import beat_tick


@pytest.fixture
def _beating(db: None) -> None:
    heartbeat.beat("worker")
    heartbeat.beat("beat")


def test_healthz_answers_without_database_host_or_sign_in(client):
    response = client.get("/healthz", headers={"host": "10.1.2.3"})

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.usefixtures("_beating")
def test_readyz_says_yes_when_everything_works(client):
    response = client.get("/readyz", headers={"host": "10.1.2.3"})

    assert response.json() == {
        "ready": True,
        "parts": {"database": "ok", "queue": "ok", "migrations": "ok", "worker": "ok", "beat": "ok"},
    }
    assert response.status_code == 200


@pytest.mark.usefixtures("_beating")
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_readyz_names_the_part_that_fell_silent(client, name):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(seconds=90))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert {part for part, state in response.json()["parts"].items() if state != "ok"} == {name}
    assert response.json()["parts"][name].startswith("silent for 90")


def test_readyz_names_parts_that_never_beat(client, db):
    parts = client.get("/readyz").json()["parts"]

    assert (parts["worker"], parts["beat"]) == ("never heard of", "never heard of")


@pytest.mark.usefixtures("_beating")
def test_readyz_counts_missing_migrations(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'running'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["migrations"] == "1 to apply: run `manage.py migrate`"


@pytest.mark.usefixtures("_beating")
def test_readyz_without_queue_keeps_its_address_to_itself(client, monkeypatch):
    nobody_there = Connection("redis://:hidden@127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: nobody_there)

    response = client.get("/readyz")

    assert response.json()["parts"]["queue"] == "does not answer"
    assert "hidden" not in response.content.decode()


def test_readyz_answers_when_the_connection_broke(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(connection, "cursor", broken)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "does not answer"


def test_migrations_take_the_time_they_need(db):
    def limits():
        with connection.cursor() as cursor:
            return [cursor.execute(f"SHOW {name}") or cursor.fetchone()[0] for name in (*PATIENT, "lock_timeout")]

    usual, seen = limits(), []
    look = lambda **_: seen.append(limits())  # noqa: E731
    pre_migrate.connect(look, sender=apps.get_app_config("guests"))
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(look, sender=apps.get_app_config("guests"))

    assert seen == [["0", "0", "5s"]]
    assert limits() == usual == ["30s", "1min", "5s"]


def test_tick_leaves_the_worker_s_heartbeat(db):
    before = timezone.now() - timedelta(seconds=1)

    beat_tick()

    assert heartbeat.has_beaten("worker", since=before)
    assert not heartbeat.has_beaten("beat", since=before)


def test_publishing_a_tick_leaves_the_beat_s_heartbeat(db, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)  # it would end the test's transaction
    before = timezone.now() - timedelta(seconds=1)

    beat_tick.delay()

    assert heartbeat.has_beaten("beat", since=before)
