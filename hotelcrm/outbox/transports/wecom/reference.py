"""How a message to a customer is named."""

from hotelcrm.pii import blind


def reference(call: str, customer: str) -> str:
    """WeCom names the call only; the blind index of the customer tells the messages in it apart."""
    return f"{call}:{blind.index('wecom', customer).hex()}"
