"""Personal data at rest: encrypted fields and blind indexes, so that no app knows a cipher.

``keyring.py`` encrypts (AES-256-GCM, key id in front, the table and column as associated data) and rotates,
``blind.py`` makes values findable without being readable (HMAC), ``fields.py`` is the model field. Next door:
``hotelcrm.audit`` (who looked at what).
"""
