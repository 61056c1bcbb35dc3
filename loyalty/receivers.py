"""Who listens in this room; each receiver makes one call."""


def connect() -> None:
    """Listen; called once, when the app is ready."""
