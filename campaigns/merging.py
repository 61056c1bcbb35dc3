"""What becomes of this room's rows when two guests become one."""

from guests.merging import Fate, Relation, register


def connect() -> None:
    """Enter the relations into the registry; called once, when the app is ready."""
    register(
        Relation("campaigns.GuestFacts", "guest", Fate.STAYS, why="derived; counted again from what moved"),
        Relation("campaigns.ListedGuest", "guest", unique=("list",)),
        # Of two in a campaign for one occasion the survivor's goes on; see actions.leaving for the other.
        Relation("campaigns.Enrolment", "guest", unique=("campaign", "key")),
        Relation("campaigns.Sent", "guest"),
        Relation("campaigns.Conversion", "guest"),
    )
