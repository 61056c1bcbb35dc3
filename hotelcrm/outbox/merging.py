"""What becomes of this room's rows when two guests become one."""

from guests.merging import Relation, register


def connect() -> None:
    """Enter the relations into the registry; called once, when the app is ready."""
    register(
        # Of two messages for one occasion the survivor's counts; the other waits with the absorbed guest, unsendable.
        Relation("outbox.Message", "guest", unique=("key",)),
        Relation("outbox.Click", "guest", unique=("message", "link")),
    )
