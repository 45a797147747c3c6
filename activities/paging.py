"""Looking people up and paging them."""

from datetime import datetime

from temporalio import activity

from activities.crisis_ports import AckLinks, Contacts, OnCallBook, PageBook, PageRail
from makegood.messages.paging import CallQuery, Digest, PageEntry, PageOrder, PageText
from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Retryable
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReport, PageState, Reachable
from makegood.rules.crisis.canary import is_canary
from makegood.rules.crisis.contacting import contact_of
from makegood.rules.crisis.page_text import (
    how_to_acknowledge,
    may_be_a_repeat,
    page_text,
    page_title,
)
from makegood.rules.crisis.terms import Contact, ContactKind
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.refusals import Refused

DIGESTS_A_ROUND = 50
NOBODY_KNOWS = "handed in, and nobody can say whether it went"
PERHAPS_TWICE = "may have gone twice"


class Pager:
    """Idempotent by the page's key: the book knows what has gone out, and says so again.

    Where a worker died between handing a page in and noting it, or the provider gave no answer,
    nobody knows whether it went. A rail that knows keys is asked again. Of any other nothing is
    asked twice: the person's next channel is tried; only the last is, and its text says so.
    """

    def __init__(
        self, rotas: OnCallBook, contacts: Contacts, book: PageBook, rail: PageRail, links: AckLinks
    ) -> None:
        self._rotas = rotas
        self._contacts = contacts
        self._book = book
        self._rail = rail
        self._links = links

    @activity.defn
    def who_to_call(self, query: CallQuery) -> tuple[Reachable, ...]:
        """Everybody whom the contacts name at that moment, each once, with their channels.

        A contact that names nobody is left out: the case goes on to whom it can reach.
        """
        found: dict[str, Reachable] = {}
        for text in query.contacts:
            person = self._known_person(text, query.at)
            if person:
                channels = self._contacts.channels(person)
                found.setdefault(person, Reachable(person, text, channels))
        return tuple(found.values())

    def _known_person(self, text: str, at: datetime) -> str:
        try:
            return self._person(contact_of(text), at)
        except (Refused, NeedsPerson, ValueError, LookupError):
            activity.logger.error("contact.unknown: %s", text)
            return ""

    def _person(self, contact: Contact, at: datetime) -> str:
        """Layer 1 is the first on call; where there are fewer, and for layer 0, the fallback."""
        if contact.kind is ContactKind.PERSON:
            return contact.name
        called = self._rotas.who(Team(contact.name), at)
        return called[min(contact.layer or len(called), len(called)) - 1].person

    @activity.defn
    def page(self, order: PageOrder) -> PageReport:
        """Send the page, or say why it is not sent now; SENT means that the provider took it.

        A channel that does not work is told as FAILED, so that the next is tried at once; where
        there is no next, Retryable: it is tried again until the page is stale. SENT_UNKNOWN means
        that it may have gone, and the next is tried as well.
        """
        request, now = order.request, now_of_server()
        wishes = self._contacts.preferences(request.person, request.channel, now)
        entry = self._book.admit(request, wishes, now)
        if entry.state is not PageState.SENDING:
            return PageReport(entry.key, entry.state, entry.state_at, entry.detail)
        text = self._text(request, entry)
        if not entry.in_doubt or self._rail.knows_keys(text):
            return self._sent(request, text, now)
        if not request.last_channel:
            return self._told(text, PageState.SENT_UNKNOWN, now, NOBODY_KNOWS)
        repeated = text.model_copy(update={"body": may_be_a_repeat(text.body)})
        return self._sent(request, repeated, now, PERHAPS_TWICE)

    def _sent(
        self, request: PageRequest, text: PageText, now: datetime, note: str = ""
    ) -> PageReport:
        try:
            receipt = self._rail.deliver(text)
        except OutcomeUnknown as problem:
            if request.last_channel:
                raise Retryable(str(problem)) from problem
            return self._told(text, PageState.SENT_UNKNOWN, now, str(problem))
        except Retryable as problem:
            if not request.last_channel:
                return self._told(text, PageState.FAILED, now, str(problem))
            if not note:
                self._book.not_taken((text.key,))
            raise
        except NeedsPerson as problem:
            return self._told(text, PageState.FAILED, now, str(problem))
        return self._told(text, PageState.SENT, now, ", ".join(filter(None, (receipt, note))))

    def _told(self, text: PageText, state: PageState, now: datetime, detail: str) -> PageReport:
        return self._book.settle(PageReport(text.key, state, now, detail))

    def _text(self, request: PageRequest, entry: PageEntry) -> PageText:
        plain = PageText(
            key=entry.key,
            person=entry.person,
            channel=entry.channel,
            title=page_title(request),
            body=page_text(request),
            drill=entry.drill,
        )
        if is_canary(request.case_id):
            return plain
        body = f"{plain.body} {how_to_acknowledge(entry.number)}"
        link = self._links.link(entry.number, entry.person)
        return plain.model_copy(update={"body": body, "link": link})

    @activity.defn
    def recall(self, keys: tuple[str, ...]) -> None:
        """Call off pages that nobody needs any more: no digest has them, no retry sends them."""
        self._book.recall(keys, now_of_server())

    @activity.defn
    def carry_digests(self) -> tuple[PageReport, ...]:
        """Send the digests that are due, each person's pages of a channel in one message.

        Returns what became of each page, for its case. A channel that does not work now is tried
        again in a minute; one that cannot work fails.
        """
        now = now_of_server()
        return tuple(
            report
            for digest in self._book.due_digests(DIGESTS_A_ROUND, now)
            for report in self._carried(digest, now)
        )

    def _carried(self, digest: Digest, now: datetime) -> tuple[PageReport, ...]:
        text = digest_text(digest)
        repeats = digest.in_doubt and not self._rail.knows_keys(text)
        if repeats:
            text = text.model_copy(update={"body": may_be_a_repeat(text.body)})
        try:
            receipt = self._rail.deliver(text)
        except (Retryable, OutcomeUnknown) as problem:
            activity.logger.warning("digest.failed: %s", type(problem).__name__)
            if isinstance(problem, Retryable) and not repeats:
                self._book.not_taken(tuple(page.key for page in digest.pages))
            return ()
        except NeedsPerson as problem:
            return self._settled(digest, PageState.FAILED, now, str(problem))
        note = PERHAPS_TWICE if repeats else ""
        return self._settled(digest, PageState.SENT, now, ", ".join(filter(None, (receipt, note))))

    def _settled(
        self, digest: Digest, state: PageState, now: datetime, detail: str
    ) -> tuple[PageReport, ...]:
        reports = (PageReport(page.key, state, now, detail) for page in digest.pages)
        return tuple(map(self._book.settle, reports))


def digest_text(digest: Digest) -> PageText:
    """One message for all pages of a digest, a line a page."""
    lines = [f"{page.text} {how_to_acknowledge(page.number)}" for page in digest.pages]
    count = f"{len(lines)} pages" if len(lines) > 1 else "1 page"
    return PageText(
        key=f"digest:{digest.pages[0].key}",
        person=digest.person,
        channel=digest.channel,
        title=f"{'DRILL: ' if digest.drill else ''}{count} while it was quiet or busy",
        body="\n".join(lines),
        drill=digest.drill,
    )


def now_of_server() -> datetime:
    """What time it is for the case: the server's clock, whatever this machine's says."""
    return activity.info().started_time
