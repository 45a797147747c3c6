"""The watch: what is done with each mention, from what is open and what came before."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from makegood.rules.crisis.severity import Severity, Trigger, one_worse, worst
from makegood.rules.detection.decisions import Act, Decision, Seen, ignored, reason
from makegood.rules.detection.memory import OpenCase, Pace, Shelf, Texts
from makegood.rules.detection.terms import DetectionTerms
from makegood.rules.detection.velocity import Velocity, velocity

MOST_KEYS = 50_000
"""Authors, threads and addresses that are remembered."""
MOST_TAKEN = 200_000
"""Mentions known to have been taken; the database knows the others."""
MOST_CASES = 5_000
MOST_AUTHORS = 10_000
"""Distinct authors counted of one case."""
HOUR = timedelta(hours=1)
STORM = "a storm"


class Watch:
    """Everything a watch must remember: bounded, and the same whenever it is rebuilt.

    The same mentions in the same order give the same decisions. Time is that of the latest
    mention, not of a clock; mentions may be a little out of order. `same_hour` are the counts of
    concerning mentions at this hour on days before.
    """

    def __init__(self, terms: DetectionTerms, same_hour: tuple[int, ...] = ()) -> None:
        self.terms = terms
        self.same_hour = same_hour
        self._now: datetime | None = None
        self._pace = Pace()
        self._texts = Texts()
        self._taken: Shelf[str] = Shelf(MOST_TAKEN)
        self._signs: Shelf[tuple[str, datetime]] = Shelf(MOST_KEYS)
        self._cases: Shelf[OpenCase] = Shelf(MOST_CASES)
        self._opened: deque[datetime] = deque()
        self._storm = ""

    def take(self, seen: Seen) -> Decision:
        """Decide on a mention and remember it; one that was taken before is ignored."""
        decision = self.decide(seen)
        self.remember(seen, decision)
        return decision

    def rebuild(self, rows: Iterable[tuple[Seen, Decision]]) -> None:
        """Remember what was decided, from the rows of the longest window, in their order."""
        for seen, decision in rows:
            self.remember(seen, decision)

    def close(self, case: str) -> None:
        """Forget a case that has been closed: nothing joins it any more."""
        self._cases.drop(case)

    @property
    def open_cases(self) -> tuple[str, ...]:
        """The cases that mentions may join."""
        return tuple(self._cases)

    def velocity(self, at: datetime) -> Velocity:
        """How fast concerning mentions come in, at a moment."""
        self._move_to(at)
        pace = self._pace
        return velocity(pace.mentions, pace.authors, self.same_hour, self.terms.velocity)

    def decide(self, seen: Seen) -> Decision:
        """What is to be done with a mention; nothing of it is remembered."""
        mention, severity = seen.mention, seen.found.severity
        if mention.mention_id in self._taken:
            return ignored(mention, "taken already")
        near = next(self._near(seen), None)
        if near:
            return self._joining(seen, *near)
        if severity is None:
            return ignored(mention, "below every band of policy, and no trigger")
        speed = self.velocity(mention.at)
        if speed.is_burst or self._full():
            return self._stormy(seen, severity, speed)
        if severity.rank > self.terms.opens_from.rank:
            return ignored(mention, f"{severity} opens no case by itself")
        return Decision(Act.OPEN, mention.mention_id, mention.mention_id, severity, reason(seen))

    def remember(self, seen: Seen, decision: Decision) -> None:
        """Take note of a mention and of what was decided on it, once."""
        mention = seen.mention
        if mention.mention_id in self._taken:
            return
        self._taken.put(mention.mention_id, decision.case)
        self._move_to(mention.at)
        if seen.found.concerns:
            self._pace.count(mention.at, mention.author)
        if decision.act is Act.OPEN and decision.severity:
            self._open(mention.at, decision, decision.severity)
        case = self._cases.get(decision.case)
        if case:
            self._tie(seen, decision, case)

    def _near(self, seen: Seen) -> Iterator[tuple[OpenCase, str]]:
        """The open cases that a mention belongs to, the surest sign first."""
        mention, joining = seen.mention, self.terms.joining
        thread = self._at(_named("thread", mention.thread), mention.at - joining.thread)
        if thread:
            yield thread, "same thread"
        address = self._at(_named("address", mention.address), mention.at - joining.address)
        if address:
            yield address, "same address"
        alike = self._alike(seen)
        if alike:
            yield alike, "near-duplicate text"
        author = self._at(_named("author", mention.author), mention.at - joining.author)
        if author and seen.found.severity:
            yield author, "same author"

    def _at(self, sign: str, since: datetime) -> OpenCase | None:
        case, at = self._signs.get(sign) or ("", since)
        return self._cases.get(case) if at >= since else None

    def _alike(self, seen: Seen) -> OpenCase | None:
        joining = self.terms.joining
        case, share = self._texts.closest(seen.sketch, seen.mention.at - joining.copy)
        return self._cases.get(case) if share >= joining.likeness else None

    def _joining(self, seen: Seen, case: OpenCase, sign: str) -> Decision:
        grown = self._grown(case, seen.mention.author)
        severity = worst(case.severity, seen.found.severity, grown)
        mention_id = seen.mention.mention_id
        if severity is case.severity:
            return Decision(Act.JOIN, mention_id, case.case, severity, sign)
        by_crowd = f"{len(case.authors | {seen.mention.author})} authors by now"
        why = f"{sign}; {by_crowd if grown is severity else reason(seen)}"
        return Decision(Act.RAISE, mention_id, case.case, severity, why)

    def _grown(self, case: OpenCase, author: str) -> Severity | None:
        """One degree worse, where the case's crowd has reached the next of policy's figures."""
        crowds = self.terms.storm.crowds
        authors = len(case.authors) + (author not in case.authors)
        due = case.raised < len(crowds) and authors >= crowds[case.raised]
        return one_worse(case.severity) if due else None

    def _full(self) -> bool:
        return len(self._opened) >= self.terms.storm.cases_an_hour

    def _stormy(self, seen: Seen, severity: Severity, speed: Velocity) -> Decision:
        """In a storm a trigger has one case, and everything else has one together."""
        mention_id = seen.mention.mention_id
        since = seen.mention.at - self.terms.storm.window
        for trigger in seen.found.triggers:
            case = self._at(_sign(trigger), since)
            if case:
                return self._joining(seen, case, f"the same trigger in {STORM}: {trigger}")
        if seen.found.triggers and not self._full():
            return Decision(Act.OPEN, mention_id, mention_id, severity, reason(seen))
        why, storm = _storm_reason(speed), self._cases.get(self._storm)
        if storm:
            return self._joining(seen, storm, why)
        grave = worst(severity, self.terms.storm.severity)
        return Decision(Act.OPEN, mention_id, mention_id, grave, why)

    def _open(self, at: datetime, decision: Decision, severity: Severity) -> None:
        self._cases.put(decision.case, OpenCase(decision.case, severity))
        self._opened.append(at)
        if decision.why.startswith(STORM):
            self._storm = decision.case

    def _tie(self, seen: Seen, decision: Decision, case: OpenCase) -> None:
        """Let what comes after find the case by this mention too."""
        mention = seen.mention
        if len(case.authors) < MOST_AUTHORS:
            case.authors.add(mention.author)
        case.severity = decision.severity or case.severity
        crowds = self.terms.storm.crowds
        while case.raised < len(crowds) and len(case.authors) >= crowds[case.raised]:
            case.raised += 1
        for sign in (
            _named("author", mention.author),
            _named("thread", mention.thread),
            _named("address", mention.address),
            *map(_sign, seen.found.triggers),
        ):
            if sign:
                self._signs.put(sign, (case.case, mention.at))
        if seen.sketch and not self._alike(seen):
            self._texts.learn((mention.at, case.case, seen.sketch))

    def _move_to(self, at: datetime) -> None:
        """Let go of what is older than the window of a burst, and of the last hour's openings."""
        self._now = max(self._now or at, at)
        self._pace.forget(self._now - self.terms.storm.window)
        while self._opened and self._opened[0] <= self._now - HOUR:
            self._opened.popleft()


def _storm_reason(speed: Velocity) -> str:
    if not speed.is_burst:
        return f"{STORM} of cases: more were opened this hour than people can take"
    usual = f"{speed.expected:.1f} are usual"
    return f"{STORM}: {speed.count} mentions by {speed.authors} authors, {usual}"


def _sign(trigger: Trigger) -> str:
    return f"trigger {trigger}"


def _named(kind: str, value: str) -> str:
    """The key of a sign; one that is not known is nobody's."""
    return f"{kind} {value}" if value else ""
