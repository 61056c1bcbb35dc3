"""Segments: rules about guests, made into one condition of SQL, into a sentence, and into reasons for one guest.

``tree`` reads a rule, ``fields/`` knows what can be asked, ``compiling`` writes the condition, ``sizing`` counts,
``sentence`` says it in words, ``explaining`` tells why a guest is in or not, ``ready_made`` are the rules every house
begins with. Next door: ``campaigns.facts`` (the rows that are asked), ``campaigns.running`` (who gets what).
"""
