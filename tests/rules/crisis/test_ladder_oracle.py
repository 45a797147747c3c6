"""Whatever the ladder and whoever acknowledges: the same people at the same minutes as by hand."""

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import acknowledge, begin, next_rung, rung_due
from makegood.rules.crisis.terms import Contact, ContactKind, Ladder, Rung
from tests.rules.crisis.calls import called_out
from tests.rules.crisis.cases import MINUTE, START, a_case, by, minutes

PEOPLE = ("an", "binh", "chi", "dung")
FALLBACK = "service_desk.0"
MINUTES = 40

Paged = list[tuple[int, str]]
Word = tuple[int, str]
"""Somebody acknowledges, so many minutes after the case came in."""


@dataclass
class Watch:
    """The oracle: a person with a list of rungs, who looks at the clock every minute."""

    ladder: Ladder
    dead: frozenset[str]
    paged: Paged = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    on_rung: set[str] = field(default_factory=set)
    place: int = 0
    since: int = 0
    stopped: bool = False
    last_word: int = 0

    def keep(self, words: list[Word]) -> Paged:
        """Who was reached, minute by minute."""
        self.call(0)
        for minute in range(1, MINUTES):
            self.look(minute)
            for at, person in words:
                if at == minute:
                    self.hear(minute, person)
        return self.paged

    def look(self, minute: int) -> None:
        """Call the next rung when its time has come, or begin anew after a silence."""
        silence = self.ladder.silence
        if self.stopped and silence and minute >= self.last_word + silence.count:
            self.stopped, self.seen, self.place = False, set(), 0
            self.call(minute)
        elif not self.stopped and minute >= self.since + self.rung().wait.count:
            self.place += 1
            self.call(minute)

    def rung(self) -> Rung:
        """The rung of this place: all rungs in every round, and then the last one's for ever."""
        all_places = self.ladder.rungs * (self.ladder.repeats + 1)
        return all_places[min(self.place, len(all_places) - 1)]

    def call(self, minute: int) -> None:
        """Page whoever has not acknowledged; where none of them can be reached go on at once."""
        self.since, self.on_rung = minute, set()
        for_ever = self.is_for_ever()
        names = [FALLBACK] if for_ever else [one.name for one in self.rung().contacts]
        asked = [name for name in dict.fromkeys(names) if name not in self.seen]
        reached = [name for name in asked if name not in self.dead]
        self.paged += [(minute, name) for name in reached]
        if asked and not reached and not for_ever:
            self.place += 1
            self.call(minute)

    def is_for_ever(self) -> bool:
        """Whether all rungs have been called in all rounds."""
        return self.place >= len(self.ladder.rungs) * (self.ladder.repeats + 1)

    def hear(self, minute: int, person: str) -> None:
        """Stop once as many have acknowledged here as this rung asks for."""
        self.last_word = minute
        if self.stopped:
            return
        self.seen.add(person)
        self.on_rung.add(person)
        asked = 1 if self.is_for_ever() else self.rung().acks_needed
        self.stopped = len(self.on_rung) >= asked


def by_the_rules(ladder: Ladder, dead: frozenset[str], words: list[Word]) -> list[CrisisFile]:
    """The same case, by the rules, as it stands at every minute."""
    terms = replace(a_case().current, ladder=ladder)
    case = a_case()
    case = replace(case, terms=replace(case.terms, by_severity=(terms,)))
    case = called_out(begin(case, START, "came in"), START, dead=dead)
    stood = [case]
    for minute in range(1, MINUTES):
        now = START + minute * MINUTE
        while (moment := next_rung(case)) and moment[0] <= now:
            case = called_out(rung_due(case, now), now, dead=dead)
        for at, person in words:
            if at == minute:
                case = acknowledge(case, by(person, minute * MINUTE))
        stood.append(case)
    return stood


def reached(stood: list[CrisisFile]) -> Paged:
    """Whom the ladder has reached, and when; a case forgets its oldest pages."""
    pages = {page.key: page for case in stood for page in case.pages}
    return [
        (int((page.at - START) / MINUTE), page.person)
        for page in pages.values()
        if page.reason is PageReason.LADDER and page.state is PageState.SENT
    ]


def someone() -> st.SearchStrategy[Contact]:
    """Anybody, by name."""
    return st.sampled_from(PEOPLE).map(lambda name: Contact(ContactKind.PERSON, name))


def rungs() -> st.SearchStrategy[tuple[Rung, ...]]:
    """One to three rungs of one to three people, who are given one to four minutes."""
    contacts = st.lists(someone(), min_size=1, max_size=3).map(tuple)
    waits = st.integers(1, 4).map(minutes)
    some = st.builds(Rung, contacts=contacts, wait=waits, acks_needed=st.integers(1, 2))
    return st.lists(some, min_size=1, max_size=3).map(tuple)


def ladders() -> st.SearchStrategy[Ladder]:
    """Ladders of all shapes."""
    silences = st.none() | st.integers(1, 9).map(minutes)
    return st.builds(Ladder, st.just("any"), rungs(), st.integers(0, 2), silences)


def words() -> st.SearchStrategy[list[Word]]:
    """Up to four acknowledgements, each at a minute of its own."""
    said = st.tuples(st.integers(1, MINUTES - 1), st.sampled_from(PEOPLE))
    return st.lists(said, max_size=4, unique_by=lambda word: word[0])


def the_dead() -> st.SearchStrategy[frozenset[str]]:
    """People who cannot be reached by any channel."""
    return st.frozensets(st.sampled_from((*PEOPLE, FALLBACK)), max_size=3)


@settings(deadline=None)
@given(ladders(), the_dead(), words())
def test_the_rules_call_whom_a_person_with_a_list_and_a_clock_would_call(
    ladder: Ladder, dead: frozenset[str], said: list[Word]
) -> None:
    assert reached(by_the_rules(ladder, dead, said)) == Watch(ladder, dead).keep(said)


@settings(deadline=None)
@given(ladders(), the_dead(), words())
def test_no_page_has_the_key_of_another_and_none_follows_the_acknowledgement(
    ladder: Ladder, dead: frozenset[str], said: list[Word]
) -> None:
    case = by_the_rules(replace(ladder, silence=None), dead, said)[-1]
    keys = [page.key for page in case.pages]
    stopped = case.ladder.stopped_at if case.ladder else None

    assert len(keys) == len(set(keys))
    assert stopped is None or all(page.at <= stopped for page in case.pages)
    assert (case.acknowledged_at is None) == (stopped is None)
