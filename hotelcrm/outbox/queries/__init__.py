"""Reads across the tables of the outbox, for its pages and those above."""
