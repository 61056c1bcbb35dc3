"""People and files for tests of tickets."""

from binascii import crc32

from django.test import Client

from guests.models import Contact, Guest
from hotelcrm.accounts.models import Hotel, Role, User
from tests.factories import ContactFactory, GuestFactory, HotelFactory, MembershipFactory, confirm, staff


def reachable(**fields) -> Guest:
    """A guest who can be written to by e-mail."""
    guest = GuestFactory(**fields)
    ContactFactory(guest=guest, kind=Contact.Kind.EMAIL, value=f"guest-{guest.pk}@example.com")
    return guest


def lesser_there(client: Client, role: Role = Role.MANAGER, department: str = "spa") -> tuple[User, Hotel, Hotel]:
    """Somebody who works as `role` at the first hotel, signed in there, and for a department at the second."""
    here, there = HotelFactory(), HotelFactory()
    user = staff(role, here)
    MembershipFactory(user=user, hotel=there, role=Role.DEPARTMENT, department=department)
    client.force_login(user)
    session = client.session
    session["hotel"] = here.code
    session.save()
    confirm(client)
    return user, here, there


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")


def png(text: bytes = b"") -> bytes:
    """A picture of one dot, and something to tell it from another one."""
    head = _chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    data = _chunk(b"IDAT", b"\x78\x9c\x63\0\0\0\2\0\1")
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"tEXt", b"note\0" + text) + data + _chunk(b"IEND", b"")


def jpeg() -> bytes:
    frame = b"\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0\x7f\xff\xd9"


def webp() -> bytes:
    body = b"WEBPVP8 \4\0\0\0\1\2\3\4"
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def heic() -> bytes:
    kind = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    return kind + b"\0\0\0\x0cmeta\0\0\0\0" + b"\0\0\0\x0bmdat\1\2\3"


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n26\n%%EOF\n"
