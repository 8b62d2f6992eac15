"""The OpenAPI document, and a page that shows it without a script or a foreign server."""

import html
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Server
from litestar.router import Router

from feilun import __version__, access

_ABOUT = (
    "Everything the console does. Send `Authorization: Bearer flt_…`; lists are paged by `limit` and `after`; "
    "errors are problem documents (RFC 9457); a POST may carry an `Idempotency-Key`."
)
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, `detail` is for people.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_REFUSED = {
    "description": "Refused, with the reason.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Feilun API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root{{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}}
main{{max-width:60rem;margin:2rem auto;padding:0 1rem}}
code,pre{{font:13px/1.45 ui-monospace,monospace}} pre{{overflow:auto;padding:.6rem;border:1px solid #8884}}
summary{{cursor:pointer;padding:.35rem 0}} b{{display:inline-block;min-width:4.2rem}}
</style><main><h1>Feilun API {version}</h1><p>{about}</p>
<p><a href="/api/v1/openapi.json">openapi.json</a></p>{operations}<h2>Shapes</h2>{shapes}</main></html>"""


def openapi_config() -> OpenAPIConfig:
    """Litestar makes the document; it is served by the routes below, so its own router lies aside."""
    bearer = SecurityScheme(type="http", scheme="bearer", description="An API token `flt_…`.")
    cookie = SecurityScheme(type="apiKey", name="feilun_session", security_scheme_in="cookie", description="Signed in.")
    return OpenAPIConfig(
        title="Feilun",
        version=__version__,
        description=_ABOUT,
        servers=[Server(url="/")],
        components=Components(security_schemes={"token": bearer, "session": cookie}),
        security=[{"token": []}, {"session": []}],
        openapi_router=Router(
            "/api/v1/openapi", route_handlers=[], include_in_schema=False, opt=access.public("a plain document")
        ),
    )


def document_of(framework: Litestar) -> dict[str, Any]:
    """The OpenAPI document, with what Litestar cannot know: rights and problem answers."""
    document = framework.openapi_schema.to_schema()
    document["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    rights = {
        handler.operation_id: handler.opt
        for route in framework.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation, rights.get(operation["operationId"], {}))
    # A default may be one of our structs; in the document it is plain JSON.
    plain: dict[str, Any] = msgspec.to_builtins(document, str_keys=True)
    return plain


def _complete(operation: dict[str, Any], opt: dict[str, Any]) -> None:
    operation.setdefault("responses", {})["4XX"] = _REFUSED
    operation["responses"].pop("400", None)
    if "public" in opt:
        operation["security"] = []
    elif opt.get("right"):
        operation["x-right"] = opt["right"]


@get(
    "/api/v1/openapi.json",
    operation_id="read_openapi",
    include_in_schema=False,
    **access.public("a plain document"),
)
async def read_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """This API, for generators of clients."""
    return Response(msgspec.json.encode(document_of(request.app)), media_type="application/json")


@get("/api/v1/docs", operation_id="read_docs", include_in_schema=False, **access.public("a plain document"))
async def read_docs(request: Request[Any, Any, Any]) -> Response[str]:
    """This API, for people."""
    return Response(page_of(document_of(request.app)), media_type=MediaType.HTML)


def page_of(document: dict[str, Any]) -> str:
    """One page: operations by path, then the shapes of bodies."""
    operations = [
        _operation(path, method, operation)
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]
    shapes = [
        _folded(html.escape(name), schema, f' id="{html.escape(name, quote=True)}"')
        for name, schema in sorted(document["components"]["schemas"].items())
    ]
    return _PAGE.format(
        version=__version__, about=html.escape(_ABOUT), operations="".join(operations), shapes="".join(shapes)
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    right = "open to everybody" if operation.get("security") == [] else operation.get("x-right", "any signed-in caller")
    head = f"<b>{method.upper()}</b> <code>{html.escape(path)}</code> · {html.escape(operation.get('description', ''))}"
    shown = {name: operation[name] for name in ("parameters", "requestBody", "responses") if operation.get(name)}
    return _folded(f"{head} <small>({html.escape(right)})</small>", {"operationId": operation["operationId"], **shown})


def _folded(head: str, body: Any, attributes: str = "") -> str:
    text = msgspec.json.format(msgspec.json.encode(body), indent=2).decode()
    return f"<details{attributes}><summary>{head}</summary><pre>{html.escape(text)}</pre></details>"


ROUTES = (read_openapi, read_docs)
