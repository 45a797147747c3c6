"""The review of a case as a document: every part of it in words, before it has a form."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from makegood.rules.case_words import Event
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.review_figures import ReviewFigures, figures, total_costs

NONE = "not reached"

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of the review: a heading, then prose, or a table with its column heads."""

    heading: str
    prose: str = ""
    columns: Row = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Report:
    """A review ready to be put on a page; `marks` stand on top of it, a drill's before all."""

    title: str
    subtitle: str
    marks: tuple[str, ...]
    sections: tuple[Section, ...]


def report(case: CrisisFile, events: tuple[Event, ...] = ()) -> Report:
    """The review of a case from its history.

    `events` is the whole timeline from the records, where the case itself carries only the newest
    lines. Whether the reader may see a restricted case is for the door to say, before it asks.
    """
    return Report(
        title=f"Post-incident review: {case.alert.headline}",
        subtitle=_subtitle(case),
        marks=_marks(case),
        sections=(
            *_told(case),
            _times(figures(case)),
            _counts(figures(case)),
            _costs(figures(case)),
            _timeline(events or case.events),
            _statements(case),
            _promises(case),
            _learnings(case),
            _actions(case),
        ),
    )


def _subtitle(case: CrisisFile) -> str:
    playbook = case.playbook
    taken = f", playbook {playbook.name} {playbook.version}" if playbook else ""
    opened = moment_text(case.opened_at)
    return f"Case {case.case_id}, {case.severity}, opened {opened}, now {case.stage}{taken}"


def _marks(case: CrisisFile) -> tuple[str, ...]:
    drill = ("DRILL: a rehearsal, none of this happened",) if case.drill else ()
    kept = ("RESTRICTED: for the members of the case only",) if case.restricted else ()
    done = case.review is not None and case.review.completed_at is not None
    return (*drill, *kept, *(() if done else ("DRAFT: generated from the history of the case",)))


def _told(case: CrisisFile) -> tuple[Section, ...]:
    review = case.review
    summary = review.summary if review else ""
    went_well = review.went_well if review else ""
    causes = review.causes if review else ""
    return (
        Section("Summary", summary or case.alert.description or case.alert.headline),
        Section("Resolution", case.resolution or "Not closed yet."),
        Section("What went well", went_well or "To be written by the review."),
        Section("Causes", causes or "To be written by the review."),
    )


def _times(counted: ReviewFigures) -> Section:
    rows = (
        ("Detect", counted.detect),
        ("Triage", counted.triage),
        ("Acknowledge", counted.acknowledge),
        ("Declare", counted.declare),
        ("First response", counted.respond),
        ("Contain", counted.contain),
        ("Resolve", counted.resolve),
    )
    return Section(
        "Times",
        "Detection counts from the earliest evidence; all else from the opening of the case.",
        ("Until", "Time"),
        tuple((name, span_text(span)) for name, span in rows),
    )


def _counts(counted: ReviewFigures) -> Section:
    rows = (
        ("Promised updates kept", counted.promises_kept),
        ("Promised updates missed", counted.promises_missed),
        ("Updates", counted.updates),
        ("Pages", counted.pages),
        ("Mentions", counted.mentions),
        ("Greatest reach", counted.reach),
        ("Tasks done", counted.tasks_done),
        ("Tasks skipped", counted.tasks_skipped),
    )
    return Section("Figures", "", ("What", "Count"), tuple((n, f"{c:,}") for n, c in rows))


def _costs(counted: ReviewFigures) -> Section:
    rows = tuple((c.role, c.person, f"{c.hours}", c.cost or "no rate") for c in counted.costs)
    total = ", ".join(total_costs(counted.costs))
    return Section(
        "Cost by role",
        f"In all {total}." if total else "Policy rates none of the parts that were played.",
        ("Role", "Person", "Hours", "Cost"),
        tuple((role.replace("_", " "), *rest) for role, *rest in rows),
    )


def _timeline(events: tuple[Event, ...]) -> Section:
    return Section(
        "Timeline",
        "",
        ("When", "Who", "What", "Why"),
        tuple(
            (moment_text(e.at), e.by, e.what.replace("_", " "), _why(e.why, e.evidence))
            for e in events
        ),
    )


def _statements(case: CrisisFile) -> Section:
    rows = tuple(
        (s.key, f"{s.version}", s.state, s.channel, _published(s.published_at), s.text)
        for s in case.statements
    )
    columns = ("Key", "Version", "State", "Channel", "Published", "Text")
    return Section("Statements", "", columns, rows)


def _promises(case: CrisisFile) -> Section:
    rows = tuple((p.audience, moment_text(p.due_at), p.state) for p in case.promises)
    return Section("Promised updates", "", ("Audience", "Due", "Became"), rows)


def _learnings(case: CrisisFile) -> Section:
    rows = tuple(
        (f"{one.number}", one.by, one.text, _proposal(one.playbook, one.proposal), decided)
        for one in case.learnings
        for decided in (_decided(one.approved_by, one.refused_by) if one.proposal else "",)
    )
    return Section("Learnings", "", ("No.", "By", "Learning", "Proposal", "Decision"), rows)


def _actions(case: CrisisFile) -> Section:
    rows = tuple(
        (f"{a.number}", a.title, a.owner, moment_text(a.due_at), _done(a.done_at, a.note))
        for a in case.actions
    )
    return Section("Actions", "", ("No.", "Action", "Owner", "Due", "Done"), rows)


def moment_text(at: datetime) -> str:
    """A moment as the review shows it, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def span_text(span: timedelta | None) -> str:
    """A span in days, hours, minutes and seconds, those that are not zero: `2 h 5 min`."""
    if span is None:
        return NONE
    left, parts = span // timedelta(seconds=1), []
    for name, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, length)
        parts += [f"{count} {name}"] if count else []
    return " ".join(parts) or "0 s"


def _why(why: str, evidence: str) -> str:
    return f"{why} ({evidence})" if why and evidence else why or evidence


def _published(at: datetime | None) -> str:
    return moment_text(at) if at else ""


def _proposal(playbook: str, proposal: str) -> str:
    return f"{playbook}: {proposal}" if proposal else ""


def _decided(approved_by: str, refused_by: str) -> str:
    if approved_by:
        return f"approved by {approved_by}"
    return f"refused by {refused_by}" if refused_by else "open"


def _done(at: datetime | None, note: str) -> str:
    return _why(moment_text(at), note) if at else "open"
