"""What people decide about segments, lists, offers and campaigns: written, started, approved, paused, called off.

Each takes the row as it is now under a lock, refuses with a sentence (``refusal``), leaves a trail and does nothing
twice. Next door: ``campaigns.running`` (what the clock does with a campaign that runs).
"""
