"""What Twilio's codes mean for a message."""

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports.contract import Fate

# Of the answer to a call
FATES = {
    "21211": Fate.REFUSED_ADDRESS,  # no valid number
    "21214": Fate.REFUSED_ADDRESS,
    "21217": Fate.REFUSED_ADDRESS,
    "21265": Fate.REFUSED_ADDRESS,  # a short code
    "21610": Fate.OPTED_OUT,  # answered STOP to Twilio itself
    "21614": Fate.REFUSED_ADDRESS,  # not a mobile
    "21635": Fate.REFUSED_ADDRESS,  # a landline
    "21602": Fate.REFUSED_CONTENT,  # no text
    "21617": Fate.REFUSED_CONTENT,  # more than 1,600 signs
    "30007": Fate.REFUSED_CONTENT,  # filtered
    "20003": Fate.REFUSED_SENDER,  # credentials
    "20005": Fate.REFUSED_SENDER,
    "20404": Fate.REFUSED_SENDER,
    "21212": Fate.REFUSED_SENDER,  # no valid sender
    "21408": Fate.UNWELCOME,  # country not switched on: others are written to
    "21603": Fate.REFUSED_SENDER,
    "21606": Fate.REFUSED_SENDER,
    "21608": Fate.UNWELCOME,  # a trial account, which writes to verified numbers only
    "21609": Fate.REFUSED_SENDER,  # the address for reports cannot be reached
    "21659": Fate.REFUSED_SENDER,
    "21660": Fate.REFUSED_SENDER,
    "21705": Fate.REFUSED_SENDER,  # no such messaging service
    "30002": Fate.REFUSED_SENDER,  # account suspended
    "20500": Fate.NO_REPLY,  # it broke while it had the message
    "20429": Fate.LATER,
    "14107": Fate.LATER,
    "21611": Fate.LATER,  # its queue is full
    "30001": Fate.LATER,
}

# Said to everybody: too many calls, or its queue is full
FOR_ALL = {"20429", "14107", "21611", "30001"}

# Of a report
NO_SUCH_NUMBER = {"30005", "30006", "21211", "21614", "21635"}
FILTERED = "30007"
STOPPED = "21610"
KINDS = {
    "delivered": Callback.Kind.DELIVERED,
    "read": Callback.Kind.DELIVERED,
    "undelivered": Callback.Kind.FAILED,
    "failed": Callback.Kind.FAILED,
}


def kind(status: str, code: str) -> Callback.Kind:
    """What a report says; that a message is on its way (queued, sending, sent) changes nothing."""
    found = KINDS.get(status, Callback.Kind.OTHER)
    if found != Callback.Kind.FAILED:
        return found
    if code in NO_SUCH_NUMBER:
        return Callback.Kind.BOUNCED
    return {FILTERED: Callback.Kind.BLOCKED, STOPPED: Callback.Kind.UNSUBSCRIBED}.get(code, found)
