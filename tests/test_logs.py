"""A log line is one JSON object that says what happened, and never to whom."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from makegood.logs import set_up_logs
from makegood.settings import LogFormat, LogLevel, Settings


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go; logging is put back as it was afterwards."""
    before = (logging.root.handlers, logging.root.level)
    yield io.StringIO()
    logging.root.handlers, level = before[0], before[1]
    logging.root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """The lines that were logged, each read as JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_event_is_one_json_line_with_its_moment(stream: io.StringIO) -> None:
    set_up_logs(Settings(), stream)

    structlog.get_logger("claims").info("payout.submitted", claim="c-1", reference="P1")

    (line,) = lines(stream)
    assert line["event"] == "payout.submitted"
    assert (line["claim"], line["level"], line["logger"]) == ("c-1", "info", "claims")
    assert str(line["timestamp"]).endswith("Z")


def test_personal_values_are_redacted_at_any_depth(stream: io.StringIO) -> None:
    set_up_logs(Settings(), stream)

    structlog.get_logger().info(
        "payee.corrected",
        account="0071000123456",
        payee={"holder": "Nguyen Thi An"},
        lines=[{"statement": "it fell", "Holder": "An", "amount": "10"}],
    )

    said = stream.getvalue()
    assert not any(secret in said for secret in ("0071000123456", "Nguyen", "it fell", '"An"'))
    assert '"amount": "10"' in said


def test_lines_of_libraries_look_like_ours_and_are_redacted_too(stream: io.StringIO) -> None:
    set_up_logs(Settings(), stream)

    logging.getLogger("temporalio.worker").warning("poll %s", "failed", extra={"account": "007"})

    (line,) = lines(stream)
    assert (line["event"], line["level"]) == ("poll failed", "warning")
    assert line["account"] == "[redacted]"


def test_an_error_keeps_its_traceback_on_the_same_line(stream: io.StringIO) -> None:
    set_up_logs(Settings(), stream)

    try:
        raise RuntimeError("the bank is shut")
    except RuntimeError:
        structlog.get_logger().exception("payout.failed")

    (line,) = lines(stream)
    assert "RuntimeError: the bank is shut" in str(line["exception"])


def test_events_below_the_level_are_not_logged(stream: io.StringIO) -> None:
    set_up_logs(Settings(log_level=LogLevel.WARNING), stream)

    structlog.get_logger().info("claim.seen")
    logging.getLogger("any").info("claim.seen")

    assert stream.getvalue() == ""


def test_people_may_have_columns_instead(stream: io.StringIO) -> None:
    set_up_logs(Settings(log_format=LogFormat.CONSOLE), stream)

    structlog.get_logger().info("payout.submitted", claim="c-1", account="007")

    said = stream.getvalue()
    assert "payout.submitted" in said
    assert "claim=c-1" in said
    assert "007" not in said
