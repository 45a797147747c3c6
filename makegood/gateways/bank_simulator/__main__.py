"""Starts the bank simulator as a process of its own."""

import argparse
import os
import signal
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from pydantic import ValidationError
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from makegood.gateways.bank_simulator import magic
from makegood.gateways.bank_simulator.app import create_app
from makegood.gateways.bank_simulator.bank_days import (
    LOW_VALUE_CUT_OFF,
    REAL_DAY,
    BankDays,
    day_numbers,
)
from makegood.gateways.bank_simulator.desk import BankSettings, Desk
from makegood.gateways.bank_simulator.mailbag import BackOff
from makegood.gateways.bank_simulator.postman import Mailbox
from makegood.gateways.bank_simulator.script import SCRIPT
from makegood.gateways.bank_simulator.serving import AnnouncingServer, listen

USAGE = 2
SHORTEST_BACK_OFF = timedelta(milliseconds=200)


def main() -> int:
    """Serves until it is told to stop; exit status 0, or 1 (port taken), or 2 (usage)."""
    told = _parser().parse_args()
    try:
        settings = _settings(told)
        app = create_app(settings)
        _tell(app.state.desk, told.script)
    except (ValueError, OSError) as error:
        print(f"bank simulator: {error}", file=sys.stderr)
        return USAGE
    try:
        listener = listen(told.host, told.port)
    except OSError as error:
        print(f"bank simulator: port {told.port} cannot be used ({error.strerror}); "
              "give another with --port, or 0 for any", file=sys.stderr)  # fmt: skip
        return 1
    for told_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told_to_stop, _leave)
    AnnouncingServer(app, listener).run(sockets=[listener])
    return 0


def _leave(*_: object) -> None:
    """What the server raises again, once it has shut down in order, is no failure."""
    raise SystemExit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m makegood.gateways.bank_simulator",
        description="A bank that behaves like a real one, with days as short as you like.",
        epilog=magic.ACCOUNTS_THAT_MISBEHAVE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file of the bank")
    parser.add_argument("--webhook-url", help="where notices go; none are sent without")
    parser.add_argument("--webhook-secret-env", help="variable that holds the whsec_... secret")
    parser.add_argument("--day-seconds", type=float, default=REAL_DAY.total_seconds())
    parser.add_argument(
        "--open-days", type=int, choices=range(1, 8), help="of seven; 5 in real time, else 7"
    )
    parser.add_argument(
        "--cut-off", type=Decimal, default=LOW_VALUE_CUT_OFF, help="part of the day, 0 to 1"
    )
    parser.add_argument(
        "--holiday",
        type=date.fromisoformat,
        action="append",
        default=[],
        help="closed, in real time",
    )
    parser.add_argument("--script", type=Path, help="JSON file of rules, told at every start")
    return parser


def _settings(told: argparse.Namespace) -> BankSettings:
    day = timedelta(seconds=told.day_seconds)
    if day <= timedelta(0) or not 0 < told.cut_off < 1:
        raise ValueError("--day-seconds is more than 0, --cut-off lies between 0 and 1")
    open_days = told.open_days or (5 if day >= REAL_DAY else 7)
    longest = max(SHORTEST_BACK_OFF, min(timedelta(minutes=5), day))
    return BankSettings(
        state=told.state,
        days=BankDays(day, told.cut_off, open_days, day_numbers(told.holiday)),
        mailbox=_mailbox(told.webhook_url, told.webhook_secret_env),
        back_off=BackOff(SHORTEST_BACK_OFF, longest),
    )


def _mailbox(url: str | None, variable: str | None) -> Mailbox | None:
    if url is None:
        return None
    secret = os.environ.get(variable or "", "")
    if not secret:
        raise ValueError(
            "--webhook-url needs --webhook-secret-env, the name of a variable that is set"
        )
    if httpx.URL(url).scheme not in ("http", "https"):
        raise ValueError(f"--webhook-url {url}: starts with http:// or https://")
    try:
        Webhook(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError(f"{variable}: not a secret of the form whsec_<base64>") from error
    return Mailbox(url, secret)


def _tell(desk: Desk, script: Path | None) -> None:
    if script is None:
        return
    try:
        rules = SCRIPT.validate_json(script.read_bytes())
    except ValidationError as error:
        raise ValueError(f"{script}: {error}") from error
    desk.bank.forget_script()
    desk.bank.tell(rules)


if __name__ == "__main__":
    sys.exit(main())
