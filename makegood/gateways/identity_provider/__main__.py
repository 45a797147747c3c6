"""Starts the development provider of sign-in as a process of its own."""

import argparse
import os
import signal
import sys
from datetime import UTC, datetime

import uvicorn

from makegood.gateways.identity_provider.app import create_app
from makegood.gateways.identity_provider.desk import Relying, SignInDesk
from makegood.gateways.identity_provider.page import Groups
from makegood.gateways.identity_provider.signing import Algorithm, Signature
from makegood.policy.access import AccessBook, load_access
from makegood.rules.access import Role
from makegood.settings import PREFIX, Environment, Settings

USAGE = 2


def main() -> int:
    """Serves until it is told to stop; exit status 2 in production, where nobody may be anybody."""
    told = _parser().parse_args()
    if os.environ.get(f"{PREFIX}ENVIRONMENT") == Environment.PRODUCTION:
        print("identity provider: this one serves development only", file=sys.stderr)
        return USAGE
    settings = Settings()
    book = load_access(settings.policy_dir)
    secret = settings.oidc_client_secret.get_secret_value()
    desk = SignInDesk(
        issuer=f"http://{told.host}:{told.port}",
        relying=Relying(settings.oidc_client_id, secret, tuple(told.redirect_uri)),
        accounts=book.accounts,
        signature=Signature(told.algorithm),
        now=lambda: datetime.now(UTC),
    )
    for told_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told_to_stop, _leave)
    app = create_app(desk, groups_of(book))
    uvicorn.run(app, host=told.host, port=told.port, log_level="warning", access_log=False)
    return 0


def groups_of(book: AccessBook) -> Groups:
    """Every account under each role that it has."""
    return [
        (role.value.replace("_", " "), names)
        for role in Role
        if (names := [name for name in book.accounts if _has(book, name, role)])
    ]


def _has(book: AccessBook, name: str, role: Role) -> bool:
    actor = book.actor(name)
    return actor is not None and role in actor.roles


def _leave(*_: object) -> None:
    """What the server raises again, once it has shut down in order, is no failure."""
    raise SystemExit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m makegood.gateways.identity_provider",
        description="An OpenID provider with which everybody may be anybody, for development.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8750)
    parser.add_argument("--redirect-uri", action="append", required=True)
    parser.add_argument("--algorithm", type=Algorithm, choices=list(Algorithm), default="RS256")
    return parser


if __name__ == "__main__":
    sys.exit(main())
