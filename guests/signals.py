"""What the rooms above are told about guests, inside the transaction; a test pins who listens."""

from django.dispatch import Signal

# survivor, absorbed: Guest (both locked, in id order), at: datetime, by: User
merged = Signal()

# survivor, parted: Guest (both locked), at: datetime, by: User. Stays are back with whom they belong to.
unmerged = Signal()
