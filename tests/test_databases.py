"""Which process of the tests migrates its database and which ones copy it: also where one of them dies."""

import tempfile

import pytest
from django.db import connection

from tests import databases


class DiedError(Exception):
    """A process is gone."""


@pytest.fixture(autouse=True)
def kept(monkeypatch, tmp_path):
    """What becomes of the model, in turn; without a database, and with notes of its own."""
    found: list[str] = []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setitem(connection.settings_dict["TEST"], "TEMPLATE", None)
    words = {(True, False): "left", (False, True): "dropped", (False, False): "as it was"}
    monkeypatch.setattr(databases, "_keep", lambda _model, *, is_first, is_last: found.append(words[is_first, is_last]))
    return found


def copies(run: str, width: int = 3) -> bool:
    """Whether the next process of `run` copies a database."""
    with databases.migrated_once(run, width):
        return connection.settings_dict["TEST"]["TEMPLATE"] is not None


def test_the_first_migrates_the_others_copy_and_the_last_drops_the_model(kept):
    assert [copies("a") for _process in range(3)] == [False, True, True]
    assert kept == ["left", "as it was", "dropped"]


def test_nobody_copies_what_another_run_left():
    assert [copies(run) for run in ("a", "b", "a", "a", "b")] == [False, False, False, True, False]


def test_whoever_dies_with_its_database_half_made_leaves_none_to_copy():
    with pytest.raises(DiedError), databases.migrated_once("a", 3):
        raise DiedError

    assert [copies("a"), copies("a")] == [False, True]


def test_whoever_dies_while_it_changes_the_model_leaves_none_to_copy(monkeypatch):
    assert not copies("a")

    def dies(*_model, **_turn):
        raise DiedError

    with monkeypatch.context() as other:
        other.setattr(databases, "_keep", dies)
        with pytest.raises(DiedError):
            copies("b")

    assert not copies("a")  # the model may be that of the other run


def test_one_who_stands_in_for_a_dead_process_after_the_last_one_migrates(kept):
    assert [copies("a", width=2) for _process in range(4)] == [False, True, False, True]
    assert kept == ["left", "dropped"] * 2
