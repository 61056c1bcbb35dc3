"""Who the guest is: profile, contacts, documents, companies, tags, relations, dates, consents, touchpoints, merges.

``search.py`` answers the desk's one box about guests, ``names.py`` knows scripts and pinyin, ``merging.py`` is the
registry of what moves when two profiles become one. Next door: ``stays`` (visits and what was spent),
``hotelcrm.desk`` (the pages that show a guest together with everything else).
"""
