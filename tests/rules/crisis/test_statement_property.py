"""Whatever people do in whatever order, only signed texts go out, and each of them once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.statement_book import is_genuine
from makegood.rules.crisis.statements import (
    approval_due,
    ask_publish,
    draft,
    next_approval,
    publish_failed,
    published,
    to_publish,
    to_withdraw,
    withdraw,
    withdrawn,
)
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.terms import HoldingStatement
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, RoundState, state
from tests.rules.crisis.cases import BINH, CHI, MAI, START, a_declared_case, a_playbook, by
from tests.rules.crisis.saying import HOLDING, LEGAL, OPERATIONS, PR, SORRY, answered, drafted

DRAFTS = (
    SORRY,
    replace(SORRY, text="We are sorry, all of you."),
    replace(SORRY, key="other", corrects="sorry"),
    HOLDING,
    replace(HOLDING, text="We have seen it."),
)
SPEAKERS = (MAI, BINH, CHI)
PEOPLE = (MAI, BINH, CHI, LEGAL, PR, OPERATIONS)
DRAFT, SIGN, RELEASE, WITHDRAW, WAIT, PUBLISH = range(6)
OFTEN = (SIGN,) * 8 + (RELEASE,) * 4 + (PUBLISH,) * 4 + (DRAFT, WITHDRAW, WAIT)
"""Most drafts are signed and few are dropped, or hardly anything would ever go out."""

STEPS = st.lists(
    st.tuples(st.sampled_from(OFTEN), st.integers(0, 5), st.integers(0, 5)),
    min_size=20,
    max_size=60,
)


@dataclass
class World:
    """A case, the minute of the day, and what the public has seen: hash, and which signatures."""

    case: CrisisFile
    minute: int = 0
    seen: tuple[tuple[str, Statement], ...] = ()

    @property
    def now(self) -> timedelta:
        """How long after the case came in it is."""
        return timedelta(minutes=self.minute)

    def do(self, kind: int, who: int, which: int) -> None:
        """One step of anybody; what the rules refuse has not happened."""
        self.minute += 1 + which
        steps: tuple[Callable[[str, int], CrisisFile], ...] = (
            self._drafts,
            self._signs,
            self._releases,
            self._withdraws,
            self._waits,
            self._publishes,
        )
        try:
            self.case = steps[kind](PEOPLE[who], which)
        except Refused:
            return

    def _drafts(self, who: str, which: int) -> CrisisFile:
        return draft(self.case, by(who, self.now), DRAFTS[which % len(DRAFTS)])

    def _signs(self, who: str, which: int) -> CrisisFile:
        signer = (LEGAL, PR, OPERATIONS)[PEOPLE.index(who) % 3]
        what = Decide.SEND_BACK if which == 5 else Decide.APPROVE
        return answered(self.case, signer, what, self.now, self._one(which).key)

    def _releases(self, who: str, which: int) -> CrisisFile:
        return ask_publish(
            self.case, by(SPEAKERS[PEOPLE.index(who) % 3], self.now), self._one(which).sha256
        )

    def _withdraws(self, who: str, which: int) -> CrisisFile:
        case = withdraw(self.case, by(who, self.now), self._one(which).key)
        for one in to_withdraw(case):
            case = withdrawn(case, one.key, START + self.now)
        return case

    def _waits(self, _: str, which: int) -> CrisisFile:
        case, until = self.case, START + self.now + timedelta(hours=which)
        while (alarm := next_approval(case, START)) and alarm[0] <= until:
            case = approval_due(case, alarm[0])
        self.minute += 60 * which
        return case

    def _publishes(self, _: str, which: int) -> CrisisFile:
        case = self.case
        for one in to_publish(case):
            if which == 0:
                case = publish_failed(case, one.sha256, "away", START + self.now)
            else:
                self.seen = (*self.seen, (one.sha256, one))
                case = published(case, one.sha256, "post", START + self.now)
        return case

    def _one(self, which: int) -> Statement:
        if not self.case.statements:
            raise Refused("nothing_yet", "There is no statement.")
        return self.case.statements[which % len(self.case.statements)]


def is_as_approved(statement: Statement) -> bool:
    """Whether all three teams signed it, by hands that did not write it; or it is the library's."""
    if statement.preapproved:
        return statement.text in {one.text for one in a_playbook().statements if _is_intact(one)}
    round_ = statement.round
    if round_ is None or state(round_) is not RoundState.APPROVED:
        return False
    signed = {decision.by for decision in round_.decisions}
    fresh = all(decision.subject_hash == statement.sha256 for decision in round_.decisions)
    return fresh and len(signed) == 3 and not signed & set(statement.drafted_by)


def _is_intact(held: HoldingStatement) -> bool:
    return hashlib.sha256(held.text.encode()).hexdigest() == held.sha256


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_only_what_was_approved_by_others_goes_out_and_once(
    steps: list[tuple[int, int, int]],
) -> None:
    world = World(drafted(drafted(), HOLDING))

    for step in steps:
        world.do(*step)

    hashes = [sha256 for sha256, _ in world.seen]
    assert len(hashes) == len(set(hashes))
    assert all(is_as_approved(one) and is_genuine(one) for _, one in world.seen)
    assert all(one.publish_by for _, one in world.seen)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_what_is_out_was_seen_by_the_public_and_stays_as_it_was_said(
    steps: list[tuple[int, int, int]],
) -> None:
    world = World(drafted(drafted(), HOLDING))

    for step in steps:
        world.do(*step)

    said = dict(world.seen)
    out = [one for one in world.case.statements if one.state is StatementState.PUBLISHED]
    assert all(said[one.sha256].text == one.text for one in out)


def test_the_steps_of_the_property_do_reach_the_public() -> None:
    world = World(a_declared_case())

    for step in (
        (DRAFT, 1, 0),
        (SIGN, 0, 0),
        (SIGN, 1, 0),
        (SIGN, 2, 0),
        (RELEASE, 0, 0),
        (PUBLISH, 0, 1),
    ):
        world.do(*step)

    assert len(world.seen) == 1
