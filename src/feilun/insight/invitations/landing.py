"""Where the links of invitations lead: a page that shows the choice, and a button that keeps it.

Programs that look through mail open every link, so a GET changes nothing at all; only a pressed button opens a response
and keeps the first answer, and then she goes on with the rest at `/s/…`.
"""

from html import escape
from typing import Any
from urllib.parse import parse_qs, quote

from litestar import MediaType, Request, Response, get, post
from litestar.response import Redirect

from feilun.access import public
from feilun.insight import forms, surveys
from feilun.insight.invitations import mail, rules
from feilun.insight.invitations.asking import handles_of
from feilun.insight.invitations.keeper import queries
from feilun.kernel import clock
from feilun.kernel.errors import Error, NotFound
from feilun.store import Engines, Row, Transaction

AnyRequest = Request[Any, Any, Any]
_LARGEST_FORM = 10_000
_PATH = "/invitation/{token:str}"
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:10vh auto;padding:0 1rem;color:#1c1c1c;"
    "background:#fff}fieldset{border:0;padding:0;margin:0 0 1rem}legend{font-weight:600;padding:0;margin-bottom:.75rem}"
    "label{display:inline-flex;align-items:center;gap:.5rem;min-height:2.75rem;padding:0 .9rem;margin:.2rem;"
    "border:1px solid #767676;border-radius:.5rem}label:has(:checked){border-color:#1864ab;background:#e7f5ff}"
    "button{font:inherit;width:100%;min-height:3rem;border:0;border-radius:.5rem;background:#1864ab;color:#fff;"
    "cursor:pointer}.ends{color:#595959}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}label:has(:checked){background:#10324d}"
    ".ends{color:#b5b5b5}}"
)


class InvitationOver(Error):
    """This invitation is over."""

    status = 410


@get(_PATH, operation_id="show_invitation", include_in_schema=False, **public("the link is the secret"))
async def show_invitation(request: AnyRequest, engines: Engines, token: str, first: str = "") -> Response[str]:
    """Changes nothing. `first` is the code of the answer that was pressed in the mail."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.by_token, token=token)
        found = await _form(tx, row) if row else None
    if row is None or found is None:
        language = request.headers.get("accept-language", "")
        return _page(language, "", f"<p role=status>{mail.our(language)['gone']}</p>", 404)
    form, language = found
    title = mail.said(form.title, language)
    if row["state"] == "complete":
        return _page(language, title, f"<p role=status>{mail.our(language)['over']}</p>")
    if row["state"] in rules.FINAL:
        return _page(language, title, f"<p role=status>{mail.our(language)['gone']}</p>", 410)
    return _page(language, title, _question(mail.first_question(form, language), language, first))


@post(
    _PATH, operation_id="take_invitation", include_in_schema=False, status_code=303,
    **public("the link is the secret; a person pressed the button"),
)  # fmt: skip
async def take_invitation(request: AnyRequest, engines: Engines, token: str) -> Response[str] | Redirect:
    """Opens her response, keeps the first answer she confirmed, and leads on to the rest."""
    sent = parse_qs((await request.body())[:_LARGEST_FORM].decode("utf-8", "replace"))
    code = sent.get("first", [""])[0]
    try:
        async with engines.tables.transaction() as tx:
            row, opened, form = await open_by_token(tx, engines, token)
        is_kept = await _keep(engines, opened, form, row["language"], code)
    except (NotFound, InvitationOver, surveys.SurveyPaused, surveys.SurveyClosed) as error:
        language = request.headers.get("accept-language", "")
        return _page(language, "", f"<p role=status>{mail.our(language)['gone']}</p>", error.status)
    address = surveys.token_link(engines, opened.token)
    # The page takes it as a first choice that she may still change, not as an answer.
    more = f"?first={quote(code, safe='')}" if code and not is_kept else ""
    return Redirect(address + more, status_code=303, headers={"Cache-Control": "no-store"})


async def open_by_token(tx: Transaction, engines: Engines, token: str) -> tuple[Row, surveys.Opened, forms.Form]:
    """The response of this invitation, made at its first opening. Raises NotFound, InvitationOver, SurveyPaused…"""
    row = await tx.first(queries.lock_by_token, token=token)
    if row is None:
        raise NotFound(kind="invitation", id=token[:8])
    check_running(row)
    survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
    opened = await surveys.open_response(
        tx, engines, survey,
        customer=row["customer"], handles=handles_of(row), invitation=str(row["id"]), channel=row["channel"],
        language=row["language"],
    )  # fmt: skip
    await tx.run(queries.set_response, workspace=row["workspace"], id=row["id"], response=opened.id)
    return row, opened, await surveys.form_of(tx, row["workspace"], survey["id"], survey["version"])


def check_running(invitation: Row) -> None:
    """Raises InvitationOver."""
    expires_at = invitation["expires_at"]
    if invitation["state"] in ("refused", "expired") or (expires_at and expires_at <= clock.now()):
        raise InvitationOver()


async def _keep(engines: Engines, opened: surveys.Opened, form: forms.Form, language: str, code: str) -> bool:
    """Keeps the first answer of a response that has none yet; whether it is kept."""
    question = mail.first_question(form, language)
    value = question.value(code) if question else None
    if question is None or value is None or not opened.is_new:
        return False
    # Alone on its page it is done, else she finds it chosen and goes on herself.
    move: Any = "next" if len(form.pages[0].questions) == 1 else "stay"
    wish = surveys.SurveySave(seq=1, page=form.pages[0].id, answers={question.id: value}, move=move)
    try:
        await surveys.save_answers(engines, opened.token, wish, f"first:{code}".encode())
    except Error:
        return False  # The survey changed meanwhile; the page offers the choice instead.
    return True


async def _form(tx: Transaction, row: Row) -> tuple[forms.Form, str] | None:
    try:
        survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
    except NotFound:
        return None
    if survey["state"] not in ("open", "paused"):
        return None
    form = await surveys.form_of(tx, row["workspace"], survey["id"], survey["version"])
    return form, surveys.chosen_language(form, row["language"])


def _question(question: mail.FirstQuestion | None, language: str, first: str) -> str:
    button = f"<button>{escape(mail.our(language)['on'])}</button>"
    if question is None:
        return f"<form method=post>{button}</form>"
    options = "".join(
        f'<label><input type="radio" name="first" value="{escape(code)}"{" checked" if code == first else ""}>'
        f"{escape(label)}</label>"
        for code, label in question.options
    )
    ends = f'<p class="ends">{escape(question.low)} … {escape(question.high)}</p>' if question.low else ""
    return f"<form method=post><fieldset><legend>{escape(question.title)}</legend>{options}{ends}</fieldset>{button}</form>"


def _page(language: str, title: str, body: str, status: int = 200) -> Response[str]:
    tag = escape(language.split(",")[0][:10] or "en")
    text = (
        f'<!doctype html><html lang="{tag}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{escape(title or "Feilun")}</title><style>{_STYLE}</style>'
        f"<main>{f'<h1>{escape(title)}</h1>' if title else ''}{body}</main></html>"
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(text, media_type=MediaType.HTML, status_code=status, headers=headers)


ROUTES = [show_invitation, take_invitation]
