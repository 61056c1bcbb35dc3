"""What is read about one guest for the cards of the guest page, each in a number of queries that rows do not change.

``contacts`` (masked), ``preferences`` (with their sources, and suggestions while noting), ``people`` (relations and
days), ``consents`` (the answers that hold), ``asking`` (what can be agreed to), ``duplicates`` (who may be the same
person), and ``names``, by whose beginnings every search finds people.
"""
