"""What became of messages to customers: WeCom does not tell, but answers who asks (``get_groupmsg_send_result``)."""

from collections.abc import Iterator, Mapping
from typing import Any

from hotelcrm.outbox.models.answers import Callback
from hotelcrm.outbox.transports.contract import Fate
from hotelcrm.outbox.transports.reports import Asked, Report, UnansweredError, as_text, unix_time

from .interface import Interface, RefusedError
from .reference import reference

OF_MAILING, OF_MEMBER = "externalcontact/get_groupmsg_task", "externalcontact/get_groupmsg_send_result"
A_PAGE, PAGES = 1_000, 100
PASSED_ON = 2  # of a member of staff: sent it to the customers; 0: has not yet
# Of a customer; 0: not sent yet. Who is no customer any more can never be written to this way again.
KINDS = {1: Callback.Kind.DELIVERED, 2: Callback.Kind.BOUNCED, 3: Callback.Kind.FAILED}
# What is wrong with this question only; any other no would be said of the next one too.
OF_ONE_QUESTION = {Fate.REFUSED_ADDRESS, Fate.REFUSED_CONTENT, Fate.LATER}


def results(interface: Interface, member: str, asked: Asked) -> Iterator[Report]:
    """What is known of the customers of one call, for whom something is known; `member` is empty where WeCom chose.

    Raises `UnansweredError` where WeCom will not answer now, whatever is asked; and what the road raises.
    """
    try:
        for who in [member] if member else _members(interface, asked.call):
            for said in _pages(interface, OF_MEMBER, {"msgid": asked.call, "userid": who}, "send_list"):
                if said.get("status") in KINDS and said.get("external_userid"):
                    yield _report(said, asked)
    except RefusedError as fault:
        if fault.outcome.fate not in OF_ONE_QUESTION or fault.outcome.is_for_all:
            raise UnansweredError(fault.outcome.code) from fault


def _members(interface: Interface, call: str) -> list[str]:
    """The members of staff who have passed it on."""
    tasks = _pages(interface, OF_MAILING, {"msgid": call}, "task_list")
    return [str(task.get("userid")) for task in tasks if task.get("status") == PASSED_ON]


def _pages(interface: Interface, path: str, question: Mapping[str, str], name: str) -> Iterator[Mapping[str, Any]]:
    cursor = ""
    for _page in range(PAGES):
        said = interface.post(path, {**question, "limit": A_PAGE, "cursor": cursor})
        yield from said.get(name) or ()
        cursor = str(said.get("next_cursor") or "")
        if not cursor:
            return


def _report(said: Mapping[str, Any], asked: Asked) -> Report:
    ref, status = reference(asked.call, str(said["external_userid"])), int(said["status"])
    return Report(
        key=f"groupmsg:{ref}:{status}",
        kind=KINDS[status],
        happened_at=unix_time(said.get("send_time"), asked.at),
        raw=as_text(said),
        reference=ref,
        code=f"status {status}",
    )
