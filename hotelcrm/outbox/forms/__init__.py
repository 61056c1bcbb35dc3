"""What staff and guests type into the pages of the outbox."""
