"""What Aliyun's codes mean for a message."""

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports.contract import Fate

OK = "OK"

# Of the answer to a call
FATES = {
    "isv.MOBILE_NUMBER_ILLEGAL": Fate.REFUSED_ADDRESS,
    "isv.BUSINESS_LIMIT_CONTROL": Fate.LATER,
    "isv.DAY_LIMIT_CONTROL": Fate.LATER,
    "isv.MONTH_LIMIT_CONTROL": Fate.LATER,
    "SignatureNonceUsed": Fate.LATER,
    "isp.SYSTEM_ERROR": Fate.NO_REPLY,  # it broke while it had the message
    "isv.SMS_TEMPLATE_ILLEGAL": Fate.REFUSED_CONTENT,
    "isv.TEMPLATE_MISSING_PARAMETERS": Fate.REFUSED_CONTENT,
    "isv.TEMPLATE_PARAMS_ILLEGAL": Fate.REFUSED_CONTENT,
    "isv.INVALID_PARAMETERS": Fate.REFUSED_CONTENT,
    "isv.INVALID_JSON_PARAM": Fate.REFUSED_CONTENT,
    "isv.PARAM_LENGTH_LIMIT": Fate.REFUSED_CONTENT,
    "isv.PARAM_NOT_SUPPORT_URL": Fate.REFUSED_CONTENT,
    "isv.BLACK_KEY_CONTROL_LIMIT": Fate.REFUSED_CONTENT,
    "isv.SMS_CONTENT_ILLEGAL": Fate.REFUSED_CONTENT,
    "isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE": Fate.REFUSED_CONTENT,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": Fate.REFUSED_CONTENT,
    "isv.SMS_SIGNATURE_ILLEGAL": Fate.REFUSED_SENDER,
    "isv.SMS_SIGN_ILLEGAL": Fate.REFUSED_SENDER,
    "isv.ACCOUNT_NOT_EXISTS": Fate.REFUSED_SENDER,
    "isv.ACCOUNT_ABNORMAL": Fate.REFUSED_SENDER,
    "isv.AMOUNT_NOT_ENOUGH": Fate.REFUSED_SENDER,
    "isv.OUT_OF_SERVICE": Fate.REFUSED_SENDER,
    "isv.PRODUCT_UN_SUBSCRIPT": Fate.REFUSED_SENDER,
    "isv.PRODUCT_UNSUBSCRIBE": Fate.REFUSED_SENDER,
    "isv.DENY_IP_RANGE": Fate.REFUSED_SENDER,
    "isp.RAM_PERMISSION_DENY": Fate.REFUSED_SENDER,
    "SignatureDoesNotMatch": Fate.REFUSED_SENDER,
    "InvalidTimeStamp.Expired": Fate.REFUSED_SENDER,
}
FAMILIES = {
    "InvalidAccessKeyId": Fate.REFUSED_SENDER,
    "Forbidden": Fate.REFUSED_SENDER,
    "NoPermission": Fate.REFUSED_SENDER,
    "InternalError": Fate.NO_REPLY,
    "UnknownError": Fate.NO_REPLY,
}
# Said to everybody: too many calls, or it is overloaded
FOR_ALL = {"Throttling", "ServiceUnavailable"}
# One number among many is refused together with all the others: who it was shows when the call is split.
OF_ONE_NUMBER = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL"}

# Of a report
NO_SUCH_NUMBER = {"INVALID_NUMBER"}  # what is out of service may come back
IN_BLACKLIST = {"MOBILE_IN_BLACK", "USER_REJECT"}
FILTERED = {"CONTENT_KEYWORD", "CONTENT_ERROR"}


def fate(code: str) -> Fate:
    """What `code` means; an unknown no is tried again, since Aliyun sent nothing."""
    if code == OK:
        return Fate.ACCEPTED
    return FATES.get(code) or FAMILIES.get(code.partition(".")[0]) or Fate.LATER


def is_for_all(code: str) -> bool:
    """Whether `code` would have been said of any message."""
    return code.partition(".")[0] in FOR_ALL


def kind(code: str, *, is_delivered: bool) -> Callback.Kind:
    """What a report with the carrier's `code` says."""
    if is_delivered:
        return Callback.Kind.DELIVERED
    if code in NO_SUCH_NUMBER:
        return Callback.Kind.BOUNCED
    if code in FILTERED:
        return Callback.Kind.BLOCKED
    return Callback.Kind.COMPLAINED if code in IN_BLACKLIST else Callback.Kind.FAILED
