"""Makes the mail: plain text always, HTML when there is some, and the headers of RFC 2369 and RFC 8058."""

import re
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from html import unescape

from feilun.delivery import Outbound
from feilun.kernel import clock

# A bounce returns our headers, and with them this reference; the address in it may be a forwarder's.
REFERENCE = "Feilun-Reference"
# None of these starts over in a text that is all "<", nor looks for one closing tag again and again.
_BREAKS = re.compile(r"<(?:br|/p|/h\d|/li|/tr|/div)\b[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(style|script|head)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]+>")


def letter(sender: str, message: Outbound) -> EmailMessage:
    """The mail of a rendered message. The same message makes the same Message-ID, whatever try it is."""
    mail = EmailMessage(policy=SMTP_POLICY)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = _one_line(str(message.content.get("subject", "")))
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    mail[REFERENCE] = message.reference
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    html, text = str(message.content.get("html", "")), str(message.content.get("text", ""))
    mail.set_content(text or plain(html))
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def plain(html: str) -> str:
    """The words of an HTML mail for programs that show none."""
    text = _TAGS.sub("", _BREAKS.sub("\n", _HIDDEN.sub("", html)))
    lines = [line.strip() for line in unescape(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _one_line(text: str) -> str:
    # A line break in a subject would let a trait add headers to the mail.
    return " ".join(text.split())
