"""What pages show of campaigns: the plan in words, how far it is, and what waits for a second person.

Read-only. Next door: ``campaigns.running.dry_run`` (what would happen), ``campaigns.results`` (what came of it).
"""
