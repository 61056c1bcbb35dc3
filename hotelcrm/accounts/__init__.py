"""Hotels, staff and what each role may do.

``access.py`` holds the one table of roles and permissions and the decorator that every view begins with;
``middleware.py`` puts the current hotel on the request. Next door: ``hotelcrm.audit`` (what staff did and looked at).
"""
