"""The memory of a server process."""

import gc


def keep_what_is_loaded() -> None:
    """Leave what is in memory now, the program itself, out of all later searches for garbage.

    A search through all of it takes a tenth of a second or two, and some request would wait for it.
    """
    gc.collect()
    gc.freeze()
