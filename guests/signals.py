"""What the rooms above are told about guests, inside the transaction; a test pins who listens."""

from django.dispatch import Signal

# survivor, absorbed: Guest (both locked, in id order), record: Merge, at: datetime, by: User. All rows are moved; who
# listens may keep under a name of its own in `record.moved` what its undo will need.
merged = Signal()

# survivor, parted: Guest (both locked), record: Merge. Nothing is written yet: who listens raises
# `guests.actions.CannotUndoError` if the two cannot be parted now.
unmerging = Signal()

# survivor, parted: Guest (both locked), record: Merge, at: datetime, by: User. Stays are back with whom they belong to.
unmerged = Signal()

# guest: Guest (locked), at: datetime, by: User | None. The guest refused or withdrew something, wants generic offers
# only, was restricted or erased: written already, so that who listens stops what has not left the house yet.
silenced = Signal()
