"""What a server process does with its memory."""

import gc

from hotelcrm.running.memory import keep_what_is_loaded


def test_what_is_loaded_is_left_out_of_later_searches() -> None:
    before = gc.get_freeze_count()
    try:
        keep_what_is_loaded()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
        gc.freeze()  # as the tests had it
