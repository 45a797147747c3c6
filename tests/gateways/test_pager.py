"""A page is handed to its provider once, or stays in the outbox; a link is ours or nobody's."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import sleep

import pytest
from typing_extensions import override

from makegood.gateways.ack_links import AckLinks, LinkExpired, LinkForged, Pointed
from makegood.gateways.pager import ChannelDown, ChannelSilent, ChannelUnusable, PagerLine
from makegood.messages.paging import PageText
from makegood.rules.crisis.words import Channel

LINK = "http://door/acknowledge/abc"
SECRET, OTHER = "a key of this test", "another key"
ADDRESSES = {Channel.SMS: "+84 000"}


class Provider(HTTPServer):
    """A provider of text messages on loopback, which answers as told and notes what it takes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.status, self.delay = 200, 0.0
        self.taken: list[tuple[str, str]] = []

    def url(self, query: str = "") -> str:
        """The apprise URL of a reader's address at this provider."""
        return f"json://127.0.0.1:{self.server_port}/{{address}}{query}"


class Desk(BaseHTTPRequestHandler):
    """Where the provider takes its messages in."""

    server: Provider

    def do_POST(self) -> None:
        """Note the message, and answer."""
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.taken.append((self.path, f"{message['title']}|{message['message']}"))
        sleep(self.server.delay)
        self.send_response(self.server.status)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that takes everything, until told otherwise."""
    with Provider() as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def a_text(channel: Channel = Channel.SMS, *, drill: bool = False, link: str = "") -> PageText:
    """A page to Mai."""
    return PageText(
        key="C-1:ladder:1.0.0:desk.mai:sms",
        person="desk.mai",
        channel=channel,
        title="SEV1 case C-1",
        body="Reply 12a to acknowledge.",
        drill=drill,
        link=link,
    )


def a_line(url: str, patience: timedelta = timedelta(seconds=5)) -> PagerLine:
    """A line that has text messages alone."""
    return PagerLine(
        {Channel.SMS: url}, lambda person, channel: ADDRESSES.get(channel, person), patience
    )


def test_a_page_reaches_the_readers_address_with_its_link(provider: Provider) -> None:
    receipt = a_line(provider.url()).deliver(a_text(link=LINK))
    assert provider.taken == [
        ("/+84%20000", f"SEV1 case C-1|Reply 12a to acknowledge.\n{LINK}"),
    ]
    assert receipt.startswith("JSON")


@pytest.mark.parametrize("query", ["", "?retry=3&wait=0"])
def test_a_provider_that_refuses_is_asked_once_whatever_its_url_says(
    provider: Provider, query: str
) -> None:
    provider.status = 500
    with pytest.raises(ChannelDown, match="channel sms did not take the page: failure"):
        a_line(provider.url(query)).deliver(a_text())
    assert len(provider.taken) == 1


def test_a_provider_that_does_not_answer_in_time_may_have_taken_it(provider: Provider) -> None:
    provider.delay = 1.0
    with pytest.raises(ChannelSilent, match="channel sms did not say in time"):
        a_line(provider.url(), timedelta(milliseconds=100)).deliver(a_text())


def test_a_drill_and_a_channel_without_a_url_stay_in_the_outbox(provider: Provider) -> None:
    line = a_line(provider.url())
    pages = (a_text(drill=True), a_text(Channel.MAIL), a_text(Channel.OUTBOX))
    assert [line.deliver(page) for page in pages] == ["outbox"] * 3
    assert [line.knows_keys(page) for page in (*pages, a_text())] == [True, True, True, False]
    assert provider.taken == []


def test_a_url_that_leads_nowhere_is_for_whoever_runs_the_system() -> None:
    with pytest.raises(ChannelUnusable, match="channel sms") as problem:
        a_line("pigeon://secret@loft/{person}").deliver(a_text())
    assert "secret" not in str(problem.value)


def links(secret: str = SECRET, life: timedelta = timedelta(hours=1)) -> AckLinks:
    """Links to a door of this test."""
    return AckLinks(secret, "http://door/", life)


def token(made: AckLinks) -> str:
    """The token of a link to page 12, for Mai."""
    address, _, found = made.link(12, "desk.mai").rpartition("/")
    assert address == "http://door/acknowledge"
    return found


def test_a_link_points_to_its_page_and_person() -> None:
    assert links().read(token(links())) == Pointed(12, "desk.mai")


def test_a_link_that_is_too_old_is_told_from_a_forged_one() -> None:
    with pytest.raises(LinkExpired):
        links(life=timedelta(seconds=-1)).read(token(links()))


@pytest.mark.parametrize(
    "forged",
    ["", "abc", token(links(OTHER)), token(links())[:-1], "a.b.c"],
    ids=["empty", "short", "of another key", "cut off", "of three parts"],
)
def test_a_link_that_is_not_ours_points_nowhere(forged: str) -> None:
    with pytest.raises(LinkForged):
        links().read(forged)
