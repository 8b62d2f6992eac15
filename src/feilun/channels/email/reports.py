"""Reads mail that comes back: delivery reports (RFC 3464) and complaints (RFC 5965)."""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from feilun.channels.email.letter import REFERENCE
from feilun.delivery import Receipt

_STATUS = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


def read_mail(raw: bytes) -> list[Receipt]:
    """The receipts in a raw mail; none when it is not a report about a mail of ours.

    The old parser on purpose: the new one refuses headers that mail servers do send.
    """
    mail = message_from_bytes(raw, policy=compat32)
    if mail.get_content_type() != "multipart/report":
        return []
    reference = _reference(mail)
    if not reference:
        return []
    kind = str(mail.get_param("report-type") or "").lower()
    if kind == "feedback-report":
        return [Receipt(reference, "complained", "the recipient marked it as unwanted")]
    return [
        receipt
        for part in mail.walk()
        if part.get_content_type().endswith("delivery-status")
        for receipt in _receipts(part, reference)
    ]


def _receipts(part: Message, reference: str) -> list[Receipt]:
    """One for each recipient block; the first block is about the mail as a whole."""
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and block.get("Final-Recipient"):
            found.append(_receipt(block, reference))
    return found


def _receipt(block: Message, reference: str) -> Receipt:
    action = str(block.get("Action", "")).strip().lower()
    status = _STATUS.match(str(block.get("Status", "")))
    is_final = action == "failed" and (status is None or status[1] == "5")
    words = " ".join(str(block.get("Diagnostic-Code") or block.get("Status") or "no reason given").split())
    address = str(block.get("Final-Recipient")).rpartition(";")[2].strip()
    outcome = "bounced" if is_final else "delivered" if action in ("delivered", "relayed", "expanded") else "delayed"
    return Receipt(reference, outcome, words[:500], address)


def _reference(mail: Message) -> str:
    """From the headers of our mail, which the report returns whole or in part."""
    for part in mail.walk():
        if part.get_content_type() in _RETURNED:
            for returned in _returned(part):
                if returned.get(REFERENCE):
                    return "".join(str(returned[REFERENCE]).split())
    return ""


def _returned(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [one for one in payload if isinstance(one, Message)]
    body = part.get_payload(decode=True)
    return [message_from_bytes(body, policy=compat32)] if isinstance(body, bytes) else []
