"""The frame around every page: rail, top bar, language, icons, chips, formats, toasts, translations, vendored files.

Knows nothing of guests or stays: pages live in the rooms above (``hotelcrm.desk`` and its neighbours), who works here
and what they may do next door in ``hotelcrm.accounts``. docs/frontend.md shows what pages are made of.
"""
