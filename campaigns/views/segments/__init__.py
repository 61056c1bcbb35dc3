"""Segments beside Django's admin: counted and tried while a rule is written, compared, frozen to lists, exported.

``building`` answers the page that writes a rule, ``listing`` shows segments and their overlap, ``lists`` what was
frozen, ``exports`` what leaves as a file.
"""
