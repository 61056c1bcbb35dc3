"""What Tencent's codes mean for a message."""

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports.contract import Fate

OK = "Ok"

FATES = {
    "InvalidParameterValue.IncorrectPhoneNumber": Fate.REFUSED_ADDRESS,
    "FailedOperation.PhoneNumberInBlacklist": Fate.OPTED_OUT,  # answered TD to Tencent itself
    "UnsupportedOperation.UnsupportedRegion": Fate.REFUSED_ADDRESS,
    "FailedOperation.ContainSensitiveWord": Fate.REFUSED_CONTENT,
    "FailedOperation.TemplateIncorrectOrUnapproved": Fate.REFUSED_CONTENT,
    "FailedOperation.TemplateUnapprovedOrNotExist": Fate.REFUSED_CONTENT,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Fate.REFUSED_CONTENT,
    "FailedOperation.ProhibitedUseUrlInTemplateParameter": Fate.REFUSED_CONTENT,
    "InvalidParameterValue.ContentLengthLimit": Fate.REFUSED_CONTENT,
    "InvalidParameterValue.TemplateParameterFormatError": Fate.REFUSED_CONTENT,
    "InvalidParameterValue.TemplateParameterLengthLimit": Fate.REFUSED_CONTENT,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": Fate.REFUSED_CONTENT,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": Fate.REFUSED_CONTENT,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": Fate.REFUSED_CONTENT,
    "FailedOperation.MarketingSendTimeConstraint": Fate.LATER,  # by day only
    "FailedOperation.SignatureIncorrectOrUnapproved": Fate.REFUSED_SENDER,
    "FailedOperation.InsufficientBalanceInSmsPackage": Fate.REFUSED_SENDER,
    "FailedOperation.ForbidAddMarketingTemplates": Fate.REFUSED_SENDER,
    "InvalidParameterValue.SdkAppIdNotExist": Fate.REFUSED_SENDER,
}
FAMILIES = {
    "AuthFailure": Fate.REFUSED_SENDER,
    "UnauthorizedOperation": Fate.REFUSED_SENDER,
    "InternalError": Fate.NO_REPLY,  # it broke while it had the message
}
# Said to everybody: too many calls, or as many as the application may send
FOR_ALL = {"RequestLimitExceeded", "LimitExceeded.DeliveryFrequencyLimit", "LimitExceeded.AppDailyLimit"}
EMPTY_NUMBER = "空号"


def fate(code: str) -> Fate:
    """What `code` means; an unknown no is tried again, since Tencent sent nothing."""
    if code == OK:
        return Fate.ACCEPTED
    return FATES.get(code) or FAMILIES.get(code.partition(".")[0]) or Fate.LATER


def is_for_all(code: str) -> bool:
    """Whether `code` would have been said of any message."""
    return code in FOR_ALL or code.partition(".")[0] in FOR_ALL


def kind(status: str, description: str) -> Callback.Kind:
    """What a report says; the codes of a no are each carrier's own, so that Tencent's words count."""
    if status == "SUCCESS":
        return Callback.Kind.DELIVERED
    return Callback.Kind.BOUNCED if EMPTY_NUMBER in description else Callback.Kind.FAILED
