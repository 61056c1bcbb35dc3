"""The trail: who changed what, and who looked at whose personal data.

Changes are recorded by database triggers (django-pghistory, `history` below names what is tracked and keeps personal
data out of it); looks are rows of the append-only `ReadLog`. Next door: ``hotelcrm.pii`` (ciphers),
``hotelcrm.accounts`` (the staff whose actions are recorded).
"""
