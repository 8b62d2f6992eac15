"""Opens, clicks, the way out, and mail that comes back."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP

import httpx
from tests.conftest import Api
from tests.outbox.mailbox import Mailbox, html_of
from tests.outbox.shop import Shop

from feilun.channels.email.reports import read_mail
from feilun.delivery import consent
from feilun.kernel import clock

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}
HTML = '<html><body><a class="x" href="https://shop.test/p?a=1&amp;b=2">Look</a></body></html>'


async def _mailed(shop: Shop, mailbox: Mailbox, **parts: object) -> EmailMessage:
    lin = await shop.customer("Lin", email="lin@shop.test", locale="zh-TW")
    await shop.queue(lin, content={"subject": "Look", "html": HTML, "text": ""}, **parts)
    await shop.drain()
    return mailbox.mails[-1]


async def test_opening_and_clicking_are_told_once_and_lead_on(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    html = html_of(await _mailed(shop, mailbox))
    pixel, click = re.findall(r"http://feilun\.test(/m/open/[^\"]+|/m/click/[^\"]+)", html)[::-1]
    assert html.index("/m/open/") < html.index("</body>")
    nobody = await api(None)
    with clock.shifted(timedelta(minutes=5)):
        for _ in range(2):
            assert (await nobody.get(pixel, headers=PERSON)).content.startswith(b"GIF89a")
            answer = await nobody.get(click, headers=PERSON)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.test/p?a=1&b=2")
    assert len(await shop.facts("message.opened")) == 1
    assert [fact["url"] for fact in await shop.facts("message.clicked")] == ["https://shop.test/p?a=1&b=2"]
    assert (await shop.outbox())[0]["state"] == "clicked"


async def test_a_machine_that_opens_is_flagged_and_moves_nothing(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    html = html_of(await _mailed(shop, mailbox))
    [click] = re.findall(r"http://feilun\.test(/m/click/[^\"]+)", html)
    nobody = await api(None)
    await nobody.get(click, headers={"User-Agent": "Barracuda Sentinel (EE)"})
    assert [fact["by_machine"] for fact in await shop.facts("message.clicked")] == [True]
    assert (await shop.outbox())[0]["state"] == "sent"


async def test_a_link_that_was_tampered_with_leads_nowhere(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    html = html_of(await _mailed(shop, mailbox))
    [click] = re.findall(r"http://feilun\.test(/m/click/[^\"]+)", html)
    [pixel] = re.findall(r"http://feilun\.test/m/open/([^\"]+)\.gif", html)
    nobody = await api(None)
    broken = click[:-3] + ("A" if click[-3] != "A" else "B") + click[-2:]
    assert (await nobody.get(broken)).status_code == 404
    assert (await nobody.get(f"/m/click/{pixel}")).status_code == 404
    assert (await nobody.get("/m/click/nonsense")).status_code == 404
    assert (await nobody.post(f"/m/unsubscribe/{pixel}")).status_code == 404


async def test_a_mail_program_unsubscribes_with_one_click(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    mail = await _mailed(shop, mailbox)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    nobody = await api(None)
    answer = await nobody.post(
        address, content="List-Unsubscribe=One-Click", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 200
    lin = await shop.id_of("Lin")
    async with shop.engines.tables.transaction() as tx:
        [said] = await consent.consents_of(tx, shop.workspace, lin)
    assert (said.channel, said.topic, said.state, said.source) == ("email", "news", "withdrawn", "unsubscribe")
    await shop.queue(lin)
    await shop.drain()
    assert len(mailbox.mails) == 1
    assert len(await shop.facts("consent.withdrawn")) == 1


async def test_looking_at_the_unsubscribe_page_changes_nothing(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    mail = await _mailed(shop, mailbox)
    nobody = await api(None)
    page = await nobody.get(mail["List-Unsubscribe"].strip("<>"))
    assert 'lang="zh-TW"' in page.text and "news" in page.text
    assert await shop.facts("consent.withdrawn") == []
    done = await nobody.post(mail["List-Unsubscribe"].strip("<>"), data={"choice": "all"})
    assert "已取消訂閱" in done.text
    assert [fact["topic"] for fact in await shop.facts("consent.withdrawn")] == ["*"]


async def test_a_receipt_has_no_way_out(shop: Shop, mailbox: Mailbox) -> None:
    mail = await _mailed(shop, mailbox, kind="transactional")
    assert mail["List-Unsubscribe"] is None


def report(mail: EmailMessage, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as Postfix writes it."""
    status_part = message_from_bytes(
        b"Content-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mail.test\r\n\r\n"
        b"Final-Recipient: rfc822; lin@shop.test\r\nOriginal-Recipient: rfc822;lin@shop.test\r\n"
        + f"Action: {action}\r\nStatus: {status}\r\n".encode()
        + b"Diagnostic-Code: smtp; 550 5.1.1 User unknown;\r\n    go away\r\n\r\n"
    )
    returned = MIMEPart(policy=SMTP)
    returned.set_content("".join(f"{name}: {value}\n" for name, value in mail.items()))
    returned.replace_header("Content-Type", "text/rfc822-headers")
    bounce = MIMEPart(policy=SMTP)
    bounce["From"], bounce["To"], bounce["Subject"] = "MAILER-DAEMON@mail.test", "shop@feilun.test", "Undelivered Mail"
    bounce["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="==b=="'
    words = MIMEPart(policy=SMTP)
    words.set_content("I'm sorry to have to inform you …")
    for part in (words, status_part, returned):
        bounce.attach(part)  # type: ignore[arg-type]
    return bounce.as_bytes()


async def test_a_bounce_ends_the_message_and_the_address(
    shop: Shop, mailbox: Mailbox, api: Api, stranger: httpx.AsyncClient
) -> None:
    mail = await _mailed(shop, mailbox)
    raw = report(mail)
    assert (await stranger.post("/api/v1/inbound-mail", content=raw)).json() == {"outcomes": []}
    assert (await (await api("agent")).post("/api/v1/inbound-mail", content=raw)).status_code == 403
    admin = await api("admin")
    for _ in range(2):
        assert (await admin.post("/api/v1/inbound-mail", content=raw)).json() == {"outcomes": ["bounced"]}
    [fact] = await shop.facts("message.bounced")
    assert fact["reason"] == "smtp; 550 5.1.1 User unknown; go away"
    await shop.queue(await shop.id_of("Lin"), kind="transactional")
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["bounced", "suppressed"]


async def test_a_mailbox_that_is_full_for_now_is_no_bounce(shop: Shop, mailbox: Mailbox) -> None:
    mail = await _mailed(shop, mailbox)
    assert [one.outcome for one in read_mail(report(mail, "4.2.2", "delayed"))] == ["delayed"]


def test_an_ordinary_mail_is_no_report() -> None:
    assert read_mail(b"From: lin@shop.test\r\nSubject: Hi\r\n\r\nHello") == []
