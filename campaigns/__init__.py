"""Guest facts, segments, campaigns and occasions live here; nothing is built in it yet.

Next door: ``feedback`` (what guests said), ``stays`` (what they booked).
"""
