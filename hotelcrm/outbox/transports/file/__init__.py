"""Messages kept in this house instead of sent: every channel, encrypted, one file each.

For demonstrations and for trying templates: the page Outbox shows each exactly as the guest would receive it. Next
door: the transports that really send.
"""

from .keeping import FileTransport, Kept, forget, read

__all__ = ["FileTransport", "Kept", "forget", "read"]
