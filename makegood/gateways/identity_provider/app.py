"""The development provider as an ASGI application (OpenID Connect Core and Discovery 1.0)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, fields
from urllib.parse import unquote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from makegood.gateways.identity_provider.desk import Asked, NotAsked, SignInDesk
from makegood.gateways.identity_provider.page import Groups, choosing, refused

GUARD = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
}


def create_app(desk: SignInDesk, groups: Groups) -> FastAPI:
    """The provider; `groups` are the accounts as its page shows them."""
    app = FastAPI(title="Makegood development sign-in", openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        return JSONResponse({"status": "ok"})

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> Response:
        return JSONResponse(_configuration(desk.issuer))

    @app.get("/jwks.json")
    async def keys() -> Response:
        return JSONResponse(desk.signature.public())

    @app.get("/authorize")
    async def choose(request: Request) -> Response:
        asked = _asked(request.query_params)
        desk.check(asked)
        return HTMLResponse(choosing(groups, asdict(asked)), headers=GUARD)

    @app.post("/authorize")
    async def chosen(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return RedirectResponse(desk.give(_asked(form), form.get("account", "")), 303, GUARD)

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return _redeemed(desk, form, request.headers.get("authorization", ""))

    @app.exception_handler(NotAsked)
    async def not_asked(_: Request, error: NotAsked) -> Response:
        return HTMLResponse(refused(error.why), 400, GUARD)

    return app


def _configuration(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks.json",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": ["sub", "preferred_username", "email", "email_verified", "auth_time"],
        "authorization_response_iss_parameter_supported": True,
    }


def _asked(words: Mapping[str, str]) -> Asked:
    known = {each.name: words.get(each.name, "") for each in fields(Asked)}
    return Asked(**known)


def _redeemed(desk: SignInDesk, form: Mapping[str, str], authorization: str) -> Response:
    if not desk.knows(*_basic(authorization)):
        return JSONResponse({"error": "invalid_client"}, 401, {"www-authenticate": "Basic"})
    if form.get("grant_type") != "authorization_code":
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    told = (form.get(name, "") for name in ("code", "redirect_uri", "code_verifier"))
    try:
        token = desk.redeem(*told)
    except NotAsked as error:
        return JSONResponse({"error": error.code, "error_description": error.why}, 400)
    body = {"access_token": "none", "token_type": "Bearer", "expires_in": 0, "id_token": token}
    return JSONResponse(body, headers=GUARD)


def _basic(authorization: str) -> tuple[str, str]:
    kind, _, words = authorization.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(words, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(name), unquote(secret)
