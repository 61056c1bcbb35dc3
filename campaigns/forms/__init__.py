"""What people type in this room, read and checked; one module per subject.

Next door: ``campaigns.views`` (who may, and what becomes of it), ``campaigns.admin`` (what is set up there).
"""
