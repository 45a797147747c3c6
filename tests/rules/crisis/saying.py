"""Statements, signers and readings of letters that the tests of what is said share."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.authority import Signer
from makegood.rules.claim import Team
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.learning import (
    NewAction,
    NewLearning,
    add_action,
    complete_action,
    decide_proposal,
    record_learning,
)
from makegood.rules.crisis.reviewing import ReviewText, complete_review, open_review
from makegood.rules.crisis.statements import Draft, ask_publish, draft, published, sign
from makegood.rules.crisis.stating import Statement
from makegood.rules.crisis.updates import Told, promise_first
from makegood.rules.crisis.words import Audience, CrisisStage
from makegood.rules.rounds import Decide, Decision
from tests.rules.crisis.cases import BINH, CHI, DAY, HOUR, MAI, MINUTE, START, a_declared_case, by

LEGAL, PR, OPERATIONS = "legal.khanh", "pr.lan", "ops.tuan"
SIGNERS = {
    LEGAL: Signer(LEGAL, (Team.LEGAL,), 1),
    PR: Signer(PR, (Team.PR,), 1),
    OPERATIONS: Signer(OPERATIONS, (Team.OPERATIONS,), 1),
    BINH: Signer(BINH, (Team.PR, Team.LEGAL), 1),
}
TEAMS = {LEGAL: Team.LEGAL, PR: Team.PR, OPERATIONS: Team.OPERATIONS}

SORRY = Draft("sorry", "We are sorry, and are finding out what happened.", "en", "website")
REPORT = Told(Audience.MANAGEMENT, "The post spreads", "We answer", "None")
REVIEW = ReviewText("A courier was filmed", "Legal was quick", "Nobody checks the gates")
HOLDING = Draft("holding", "", "en", "website", template="viral.en")


def drafted(case: CrisisFile | None = None, said: Draft = SORRY, who: str = BINH) -> CrisisFile:
    """A declared crisis in which Binh has drafted a statement, a minute after it came in."""
    return draft(case or a_declared_case(), by(who, MINUTE), said)


def the_statement(case: CrisisFile, key: str = "sorry") -> Statement:
    """The statement of that key."""
    return next(one for one in case.statements if one.key == key)


def answered(
    case: CrisisFile,
    who: str,
    what: Decide = Decide.APPROVE,
    after: timedelta = 2 * MINUTE,
    key: str = "sorry",
) -> CrisisFile:
    """The case after somebody has decided on the current version, with a reason."""
    statement = the_statement(case, key)
    decision = Decision(
        decision_id=f"{who}-{statement.version}-{key}",
        team=TEAMS.get(who, Team.PR),
        decision=what,
        by=who,
        at=START + after,
        subject_hash=statement.sha256,
        reason="" if what is Decide.APPROVE else "too early to say so",
    )
    return sign(case, decision, SIGNERS[who])


def approved(case: CrisisFile | None = None, key: str = "sorry") -> CrisisFile:
    """A case whose statement all three teams have approved."""
    case = case or drafted()
    for who in (LEGAL, PR, OPERATIONS):
        case = answered(case, who, key=key)
    return case


def out(case: CrisisFile | None = None, key: str = "sorry", minute: int = 5) -> CrisisFile:
    """A case whose statement has been published, so many minutes after it came in."""
    case = case or approved()
    sha256 = the_statement(case, key).sha256
    case = ask_publish(case, by(MAI, minute * MINUTE), sha256)
    return published(case, sha256, f"post-{key}", START + minute * MINUTE)


def reviewed() -> CrisisFile:
    """A case with everything in it that a review tells of."""
    case = out(approved(drafted(promise_first(a_declared_case(), START))))
    case = replace(case, stage=CrisisStage.CLOSED, closed_at=START + HOUR, resolution="Replaced")
    case = record_learning(case, by(CHI), NewLearning("Too late", "viral_post", "Add PR at night"))
    case = record_learning(case, by(CHI), NewLearning("Ask twice", "viral_post", "Two checks"))
    case = record_learning(case, by(CHI), NewLearning("No sensors", "viral_post", "Sensors"))
    case = record_learning(case, by(CHI), NewLearning("Speak plainly"))
    case = decide_proposal(case, by(MAI), 1, approve=True)
    case = decide_proposal(case, by(MAI), 2, approve=False)
    case = add_action(case, by(MAI), NewAction("Train the couriers", BINH))
    case = add_action(case, by(MAI), NewAction("Buy sensors", BINH))
    case = complete_action(case, by(BINH, DAY), 1, "done in May")
    return complete_review(open_review(case, START + HOUR), by(MAI, DAY), REVIEW)


def quiet(case: CrisisFile) -> CrisisFile:
    """The case with nothing to send, call or record: what comes next is all that comes."""
    return replace(case, calls=(), unrecorded=replace(case.unrecorded, letters=(), events=()))


def letters(case: CrisisFile) -> list[tuple[str, str]]:
    """To whom which letters go, in order."""
    return [(letter.to, letter.template) for letter in case.unrecorded.letters]


def calls(case: CrisisFile) -> list[tuple[str, ...]]:
    """Whom the process is to page, in order."""
    return [call.contacts for call in case.calls]


def happened(case: CrisisFile) -> list[str]:
    """What the timeline says, in order."""
    return [event.what for event in case.events]
