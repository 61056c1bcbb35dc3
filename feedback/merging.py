"""What becomes of this room's rows when two guests become one."""

from guests.merging import Relation, register


def connect() -> None:
    """Enter the relations into the registry; called once, when the app is ready."""
    register(
        Relation("feedback.Ticket", "guest"),
        Relation("feedback.Invitation", "guest"),
        Relation("feedback.Review", "guest"),
    )
