"""A piece of work as a list shows it: what is asked, about which case, until when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import Awaited, CaseRow
from makegood.rules.money import Money
from makegood.store.crisis_desk import CrisisInboxItem
from makegood.store.inbox import InboxItem
from starters.desk.asking import SIGN, asked
from starters.desk.tongues import Tongue

NEVER = datetime.max.replace(tzinfo=UTC)
NO_CRISIS = "SEV9"


@dataclass(frozen=True)
class Work:
    """One thing to do; `signs` where a decision is asked, `claim_id` where it is a claim's."""

    key: str
    path: str
    what: str
    who: str
    subject: str
    about: tuple[str, ...]
    due_at: datetime | None
    claim_id: str = ""
    signs: bool = False
    acknowledges: bool = False
    amount: Money | None = None
    severity: str = ""

    @property
    def urgency(self) -> tuple[datetime, str, int]:
        """Nearest deadline first, then the worst crisis, then the largest amount."""
        amount = self.amount.minor if self.amount else 0
        return (self.due_at or NEVER, self.severity or NO_CRISIS, -amount)


def work_of_claim(item: InboxItem, speaks: Tongue) -> Work:
    """What a claim waits for."""
    row, awaited = item.row, item.awaited
    owner = speaks.text("owner %(name)s", name=row.assignee) if row.assignee else ""
    return Work(
        key=_key(row.claim_id, awaited),
        path=f"/claims/{row.claim_id}",
        what=asked(speaks, awaited.what),
        who=awaited.who,
        subject=f"{speaks.word(row.kind)}, {row.merchant_id}",
        about=tuple(filter(None, (row.claim_id, owner))),
        due_at=awaited.due_at,
        claim_id=row.claim_id,
        signs=awaited.what.startswith(SIGN),
        amount=_at_stake(row),
    )


def work_of_crisis(item: CrisisInboxItem, speaks: Tongue) -> Work:
    """What a crisis case waits for; of a restricted one nothing that it is about."""
    row, awaited = item.row, item.awaited
    return Work(
        key=_key(row.case_id, awaited),
        path=f"/crises/{row.case_id}",
        what=asked(speaks, awaited.what),
        who=awaited.who,
        subject=_headline(row, speaks),
        about=(row.case_id,),
        due_at=awaited.due_at,
        acknowledges=awaited.what == "acknowledge",
        severity=row.severity or "SEV?",
    )


def urgent_first(work: list[Work]) -> tuple[Work, ...]:
    """The work in the order in which it should be done."""
    return tuple(sorted(work, key=lambda one: (one.urgency, one.key)))


def _headline(row: CrisisRow, speaks: Tongue) -> str:
    return speaks.text("restricted case") if row.restricted else row.headline


def _at_stake(row: CaseRow) -> Money:
    sums = row.amounts
    return sums.approved or sums.offered or sums.claimed


def _key(case_id: str, awaited: Awaited) -> str:
    what = "".join(sign if sign.isalnum() else "-" for sign in f"{awaited.who}-{awaited.what}")
    return f"{case_id}-{what}".replace(".", "-")
