"""What staff, guests' stays and the night do to the programme's rows.

Next door: ``loyalty.ledger`` writes points, ``loyalty.rules`` decide.
"""
