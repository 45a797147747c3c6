"""What is said to the outside of a crisis case: statements and updates."""

from collections.abc import Callable

from makegood.messages import crisis_commands as say
from makegood.messages.crisis_status import CrisisStatus, StatementStatus
from makegood.rules.claim import Team
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.words import Audience
from makegood.rules.rounds import Decide
from starters.samples.crisis_turn import CrisisMove, in_charge


def drafts(who: str, key: str, text: str, channel: str = "social") -> CrisisMove:
    """Somebody writes a statement."""
    message = say.DraftStatement(by=who, key=key, text=text, channel=channel)
    what = f"drafts statement {key}"
    return CrisisMove(who, what, "draft_statement", _has_playbook, lambda _: message)


def takes_template(who: str, key: str, template: str) -> CrisisMove:
    """Somebody takes a text that was approved beforehand, as it stands."""
    message = say.DraftStatement(by=who, key=key, template=template, channel="status page")
    what = f"takes the approved text {template}"
    return CrisisMove(who, what, "draft_statement", _has_playbook, lambda _: message)


def redrafts(who: str, key: str, text: str, channel: str = "social") -> CrisisMove:
    """Somebody writes a statement anew that was sent back; all who signed sign again."""
    message = say.DraftStatement(by=who, key=key, text=text, channel=channel)
    due = _stands(key, StatementState.SENT_BACK)
    return CrisisMove(who, f"redrafts statement {key}", "draft_statement", due, lambda _: message)


def signs(who: str, team: Team, key: str) -> CrisisMove:
    """A person approves exactly the text that is asked for now."""
    return _decides(who, team, key, (Decide.APPROVE, ""))


def sends_back(who: str, team: Team, key: str, why: str) -> CrisisMove:
    """A person sends the statement back to whoever wrote it."""
    return _decides(who, team, key, (Decide.SEND_BACK, why))


def _decides(who: str, team: Team, key: str, said: tuple[Decide, str]) -> CrisisMove:
    decision, why = said

    def is_asked(status: CrisisStatus) -> bool:
        one = _statement(status, key)
        if one is None or one.state != StatementState.IN_APPROVAL:
            return False
        return any(each.team == team and not each.decision for each in one.approvals)

    def decided(status: CrisisStatus) -> say.StatementSignOff:
        return say.StatementSignOff(
            statement_hash=_hash(status, key), team=team, decision=decision, by=who, reason=why
        )

    what = "approves" if decision is Decide.APPROVE else f"sends back ({why})"
    return CrisisMove(who, f"{what} statement {key}", "sign_off", is_asked, decided)


def publishes(key: str) -> CrisisMove:
    """The lead gives the word to publish what was approved."""
    return CrisisMove(
        "lead",
        f"gives the word for statement {key}",
        "publish_statement",
        _stands(key, StatementState.APPROVED),
        lambda status: say.PublishStatement(
            by=in_charge(status), statement_hash=_hash(status, key)
        ),
    )


def tells(audience: Audience, condition: str) -> CrisisMove:
    """The lead tells an audience where it stands, as it was promised or is owed after a miss."""

    def told(status: CrisisStatus) -> say.PostUpdate:
        return say.PostUpdate(
            by=in_charge(status),
            audience=audience,
            condition=condition,
            actions="under way, as the playbook has it",
            needs="none",
        )

    def is_owed(status: CrisisStatus) -> bool:
        return f"{audience} is promised an update" in status.checklist

    return CrisisMove("lead", f"tells {audience}", "post_update", is_owed, told)


def _has_playbook(status: CrisisStatus) -> bool:
    return bool(status.playbook)


def _stands(key: str, state: StatementState) -> Callable[[CrisisStatus], bool]:
    def stands(status: CrisisStatus) -> bool:
        statement = _statement(status, key)
        return statement is not None and statement.state == state

    return stands


def _statement(status: CrisisStatus, key: str) -> StatementStatus | None:
    return next((one for one in status.statements if one.key == key), None)


def _hash(status: CrisisStatus, key: str) -> str:
    statement = _statement(status, key)
    return statement.statement_hash if statement else ""
