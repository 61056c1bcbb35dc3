"""What staff, guests' stays and the night do to the programme's rows. Next door: ``ledger`` writes points, ``rules`` decide."""
