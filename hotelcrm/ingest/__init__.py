"""Files in: guests, stays, charges and reviews from CSV and XLSX, staged, checked, previewed, applied and undone.

The raw file is stored first (encrypted) and applied second, so an import can be looked at, repeated and undone.
``reading`` turns bytes into rows, ``mapping.py`` columns into ``fields``, ``kinds/`` holds one module per kind of row.
Next door: ``guests`` and ``stays`` (what is filled), ``hotelcrm.desk`` (where the result is used).
"""
