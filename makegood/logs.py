"""One event, one line: JSON for machines or columns for people, without personal data."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from makegood.settings import LogFormat, Settings

REDACTED = "[redacted]"

PERSONAL = frozenset(
    {
        *(
            "account",
            "account_name",
            "account_number",
            "address",
            "bank_account",
            "email",
            "evidence",
        ),
        *(
            "holder",
            "iban",
            "invoice_text",
            "note",
            "password",
            "payee",
            "phone",
            "recipient",
            "secret",
        ),
        *("sender", "signature", "snippet", "statement", "text", "token", "webhook_secret"),
    }
)
"""Names of fields whose values never reach a log, at any depth."""


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Return the event with the value of every personal field replaced."""
    return {key: _clean(key, value) for key, value in event.items()}


def set_up_logs(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Send every log line of this process, ours and the libraries', to `stream` in one form."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *_common()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_last(settings.log_format, stream),
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for chatty in ("httpx", "httpcore", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_common(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]


def _last(form: LogFormat, stream: TextIO) -> list[Processor]:
    if form is LogFormat.CONSOLE:
        return [structlog.dev.ConsoleRenderer(colors=stream.isatty())]
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]


def _clean(key: str, value: object) -> object:
    if key.lower() in PERSONAL:
        return REDACTED
    if isinstance(value, Mapping | MutableMapping):
        return {inner: _clean(str(inner), found) for inner, found in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", found) for found in value]
    return value
