"""Tests: one folder per room, one file per page or verb; ``browser/`` drives a Chromium.

``settings.py`` is the site in test mode, ``conftest.py`` what holds in every test, ``factories.py`` makes rows.
"""
