"""The first minute of an installation: a one-time link makes the first workspace and its owner."""

import html
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response, get, post

from feilun.access.people import add_person, add_workspace
from feilun.kernel import clock
from feilun.kernel.caller import public
from feilun.kernel.errors import Error
from feilun.kernel.ids import fingerprint, new_secret
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
_LIFE = timedelta(days=1)
# Reading a form of megabytes takes seconds, and anybody may send one.
_LARGEST_FORM = 10_000

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Feilun · 飞轮</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
main {{ max-width: 24rem; margin: 10vh auto; padding: 0 1rem }}
label {{ display: block; margin-top: 1rem }}
input {{ display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit }}
button {{ margin-top: 1.5rem; padding: .6rem 1.2rem; font: inherit }}
[role=alert] {{ color: light-dark(#b00020, #ff8a80) }}
</style>
<main><h1>Feilun · 飞轮</h1>{body}</main></html>"""

_FORM = """<p>Make the first workspace and its owner. · 创建第一个工作区和所有者。</p>{problem}
<form method="post">
<label>Company or shop · 公司或店铺<input name="shop" required maxlength="200" value="{shop}"></label>
<label>Your name · 姓名<input name="name" required maxlength="200" autocomplete="name" value="{name}"></label>
<label>E-mail · 邮箱<input name="email" type="email" required autocomplete="username" value="{email}"></label>
<label>Password · 密码 (≥ 8)<input name="password" type="password" required minlength="8" maxlength="256"
 autocomplete="new-password"></label>
<button>Start · 开始</button></form>"""

_GONE = "<p>This link was used or is too old. Start Feilun again for a new one. · 链接已失效。</p>"


async def new_setup_link(tx: Transaction) -> str | None:
    """The secret of a link that lasts a day, or None when somebody can sign in already. Older links end."""
    if await tx.value(_queries.any_person):
        return None
    secret = new_secret()
    now = clock.now()
    await tx.run(_queries.forget_setup_links)
    await tx.run(_queries.add_setup_link, fingerprint=fingerprint(secret), now=now, expires_at=now + _LIFE)
    return secret


@get("/setup/{secret:str}", operation_id="show_setup", include_in_schema=False, **public("the link is the secret"))
async def show_setup(secret: str, engines: Engines) -> Response[str]:
    """The form, as long as the link is good."""
    async with engines.tables.transaction() as tx:
        good = await tx.value(_queries.setup_link, fingerprint=fingerprint(secret), now=clock.now())
    return _page(_form({}), 200) if good else _page(_GONE, 410)


@post("/setup/{secret:str}", operation_id="set_up", include_in_schema=False, **public("the link is the secret"))
async def set_up(secret: str, request: Request[Any, Any, Any], engines: Engines) -> Response[str]:
    """Makes workspace and owner and uses up the link, all or nothing."""
    text = (await request.body())[:_LARGEST_FORM].decode("utf-8", "replace")
    written = {name: values[0] for name, values in parse_qs(text).items()}
    try:
        async with engines.tables.transaction() as tx:
            if not await tx.value(_queries.use_setup_link, fingerprint=fingerprint(secret), now=clock.now()):
                return _page(_GONE, 410)
            workspace = await add_workspace(tx, written.get("shop", ""))
            password = written.get("password", "")
            await add_person(tx, workspace, written.get("email", ""), written.get("name", ""), "owner", password)
    except Error as error:
        return _page(_form(written, str(error)), error.status)
    return Response("", status_code=303, headers={"Location": "/"}, media_type="text/html")


def _form(written: dict[str, str], problem: str = "") -> str:
    shown = {name: html.escape(written.get(name, ""), quote=True) for name in ("shop", "name", "email")}
    return _FORM.format(problem=f'<p role="alert">{html.escape(problem)}</p>' if problem else "", **shown)


def _page(body: str, status: int) -> Response[str]:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}  # The address is the secret.
    page = _PAGE.format(body=body)
    return Response(page, status_code=status, media_type="text/html; charset=utf-8", headers=headers)
