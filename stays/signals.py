"""What the rooms above are told about stays, inside the transaction; a test pins who listens."""

from django.dispatch import Signal

# stay_id: int, at: datetime, by: User | None. Whether, by whom or for how much a stay was completed may have changed.
stay_reckoned = Signal()
