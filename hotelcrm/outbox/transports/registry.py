"""Which transports there are."""

from .contract import Transport

_TRANSPORTS: dict[str, Transport] = {}


def register(transport: Transport) -> None:
    """Make `transport` known by its name; called when the app is ready."""
    _TRANSPORTS[transport.name] = transport


def transport_called(name: str) -> Transport:
    """The transport of that name. Raises `KeyError` where none is."""
    return _TRANSPORTS[name]


def all_transports() -> list[Transport]:
    """Every one, by name."""
    return [_TRANSPORTS[name] for name in sorted(_TRANSPORTS)]


def transports_for(channel: str) -> list[Transport]:
    """Those that serve `channel`, by name."""
    return [_TRANSPORTS[name] for name in sorted(_TRANSPORTS) if _TRANSPORTS[name].channel in {channel, ""}]
