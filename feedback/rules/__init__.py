"""What is reckoned without a database and without a clock: open hours, and what they leave of a promised time.

Next door: ``feedback.models`` (a hotel's shifts, special days and service levels, the events of a ticket).
"""
