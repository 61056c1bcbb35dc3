"""What becomes of this room's rows when two guests become one."""

from guests.merging import Fate, Relation, register

OWN_HAND = "moved, or its points transferred, by loyalty.actions.joining, which listens to the merge"


def connect() -> None:
    """Enter the relations into the registry; called once, when the app is ready."""
    register(
        Relation("loyalty.Member", "guest", Fate.STAYS, why=OWN_HAND),
        Relation("loyalty.PromotionGuest", "guest", unique=("promotion",)),
        Relation("loyalty.Voucher", "guest"),
        Relation("loyalty.BenefitUse", "guest", unique=("key",)),
    )
