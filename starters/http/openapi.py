"""The API described in OpenAPI 3.1: every route under `/v1` of the application that runs."""

from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from starters.http.declaring import CONDITIONAL

Schema: TypeAlias = dict[str, Any]

PREFIX = "/v1/"
BEARER, SESSION = "bearer_key", "session"

ABOUT = """The HTTP API of Makegood: compensation claims and crisis cases.

Amounts are strings with a currency, moments are ISO 8601 with their zone. A field that nobody knows
is refused by name. Problems are told as RFC 9457 says; `type` leads to a page that explains it.

Every POST has an `Idempotency-Key`: what is asked under a key is done once, however often it is
sent, and its answer is given again for thirty days, to whoever may still have it. A command may say
with `If-Match` which version of its case it is based on, as may what changes a rota or the
detectors of a watch; what has no version refuses that header. With `Prefer: respond-async` a
command may be given later where its case does not answer now."""

TAGS = [
    {"name": "claims", "description": "Compensation claims: filed, followed, decided, paid."},
    {"name": "crises", "description": "Crisis cases: opened, steered, spoken about, reviewed."},
    {"name": "documents", "description": "What claims and cases rest on, by its content."},
    {"name": "commands", "description": "Commands that were taken in, to be given later."},
    {"name": "watches", "description": "Watches of mentions: fed, asked, judged."},
    {"name": "work", "description": "What waits on whom."},
    {"name": "on call", "description": "Who is called, and who is called instead."},
    {"name": "policy", "description": "What the company works by."},
    {"name": "system", "description": "Figures, queues, and what lies with a person."},
    {"name": "webhooks", "description": "Who is told of what happens, and how that went."},
    {"name": "reference", "description": "This description, and what problems mean."},
]

PROBLEM: Schema = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The stable kind."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened this time."},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": "The stable code, finer than the kind."},
        "request_id": {"type": "string", "description": "Under which it is logged."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail", "code"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer into the body."},
                    "parameter": {"type": "string"},
                    "in": {"type": "string", "enum": ["query", "path", "header", "cookie"]},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
        "current": {
            "type": "object",
            "description": "How the case stands now, where a request was based on older.",
        },
    },
}

SECURITY: Schema = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, for systems: `Authorization: Bearer <key>`.",
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": "makegood_session",
        "description": "A session, for people who signed in. A POST carries X-CSRF-Token too.",
    },
}


def _header(name: str, description: str, pattern: str, *, required: bool = False) -> Schema:
    schema = {"type": "string", "pattern": pattern, "maxLength": 255}
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": schema,
    }


KEY = _header(
    "Idempotency-Key",
    "A random key for this one thing; the same whenever it is sent again.",
    '^"?[!#-~]{1,255}"?$',
    required=True,
)
IF_MATCH = _header(
    "If-Match",
    "The ETag of what this is based on; 412 where it has changed since.",
    '^("[0-9]{1,18}"|[*])$',
)
PREFER = _header("Prefer", "`respond-async`: it may be given later.", "^respond-async$")
IF_NONE_MATCH = _header(
    "If-None-Match", "The ETag that you have; 304 where it still is.", '^("[0-9]{1,18}"|[*])$'
)
UNKNOWN: Schema = {
    "description": "Nobody has said who asks",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
VERSIONED = frozenset({"get_claim", "get_crisis", "get_crisis_briefing"})


def describe(app: FastAPI) -> Schema:
    """Every route of the application under `/v1`, as an OpenAPI document."""
    found = get_openapi(
        title="Makegood",
        version="1",
        summary="Compensation claims and crisis cases over HTTP.",
        description=ABOUT,
        routes=[each for each in iter_route_contexts(app.routes) if _is_ours(each.path)],
        tags=TAGS,
    )
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    parts["securitySchemes"] = SECURITY
    for path in found["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    return found


def _is_ours(path: str | None) -> bool:
    return (path or "").startswith(PREFIX)


def _on_the_wire(schema: Schema) -> Schema:
    """What a parameter may be: it is left out, and never null, as an address knows only text."""
    kinds = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{name: said for name, said in schema.items() if name != "anyOf"}, **kinds[0]}


def _complete(method: str, operation: Schema) -> None:
    """Add what no signature says: who may ask, and the headers that the gate reads."""
    public = operation.get("x-action") == "public"
    conditional = operation.pop(CONDITIONAL, False)
    operation["security"] = [] if public else [{BEARER: []}, {SESSION: []}]
    operation.setdefault("description", operation["summary"])
    if not public:
        operation["responses"].setdefault("401", UNKNOWN)
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] = _on_the_wire(parameter["schema"])
    if method == "post":
        parameters.append(KEY)
        parameters.extend([PREFER] if "202" in operation["responses"] else [])
        parameters.extend([IF_MATCH] if conditional else [])
    elif operation["operationId"] in VERSIONED:
        parameters.append(IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "It still is what you have"}
    if not parameters:
        del operation["parameters"]
