"""Crisis tables that leave somebody unpaged, or say what nobody approved, are refused by line."""

from datetime import date
from pathlib import Path

import pytest

from makegood.policy.checking import warnings
from makegood.policy.crises import crisis_faults, load_crises
from makegood.policy.crisis_folder import read_crisis_folder
from makegood.policy.crisis_sheets import LadderRow, PlaybookSheet
from makegood.policy.faults import PolicyError
from makegood.policy.folder import Folder, read_folder
from makegood.policy.ladder_checks import ladder_findings
from makegood.policy.loader import SHIPPED
from makegood.policy.playbook_checks import playbook_findings
from makegood.rules.durations import Term, Unit
from tests.policy.tables import Draft, a_draft

CRISES = "crises.yaml"
VIRAL, LEAK = "playbooks/viral-post.yaml", "playbooks/data-leak.yaml"
ENGLISH = "statements/en.yaml"


@pytest.fixture(scope="module")
def shared() -> Folder:
    """The shared tables that ship, which most mistakes leave alone: read once."""
    return read_folder(SHIPPED)


def crisis_faults_of(draft: Draft, shared: Folder) -> list[str]:
    """The faults of the crisis files of a copy, as they are shown."""
    return [fault.text() for fault in crisis_faults(read_crisis_folder(draft.folder, shared))]


@pytest.mark.parametrize(
    ("old", "new", "table", "message"),
    [
        ("extensive:   {critical: SEV1, ", "extensive:   {", "matrix.extensive.critical",
         "no severity for extensive impact, critical urgency"),
        ("{critical: SEV2, high: SEV3", "{critical: SEV4, high: SEV3",
         "matrix.moderate.critical", "milder than high urgency"),
        ("extensive:   {critical: SEV1", "extensive:   {critical: SEV2",
         "matrix.extensive.critical", "milder than significant impact"),
        ("  vip: SEV3\n", "", "floors", "vip sets no floor"),
        ("wait: 15 minutes, hierarchic: true}", "wait: 15 minutes}",
         "ladders.crisis.rungs[4]", "the last rung is hierarchic"),
        ('"person:desk.ha"], wait: 10', '"person:desk.noone"], wait: 10',
         "ladders.crisis.rungs[3].contacts[1]", "nobody in the directory is desk.noone"),
        ('["rota:service_desk"], wait: 5', '["rota:help_desk"], wait: 5',
         "ladders.crisis.rungs[0].contacts[0]", "not help_desk"),
        ('["rota:service_desk"], wait: 5', '["role:captain"], wait: 5',
         "ladders.crisis.rungs[0].contacts[0]", "not captain"),
        ('["rota:service_desk"], wait: 5', '["role:lead"], wait: 5',
         "ladders.crisis.rungs[0]", "nobody holds a role yet"),
        ('["rota:service_desk"], wait: 5', "[], wait: 5",
         "ladders.crisis.rungs[0].acks_needed", "1 of 0 contacts"),
        ("acks_needed: 2", "acks_needed: 3", "ladders.crisis.rungs[2].acks_needed",
         "3 of 2 contacts"),
        ('["rota:legal", "rota:pr"], wait: 10', '["rota:pr", "rota:pr"], wait: 10',
         "ladders.crisis.rungs[2].contacts", "somebody is called twice"),
        ('["rota:service_desk"], wait: 5', '["rota:service_desk"], wait: 0',
         "ladders.crisis.rungs[0].wait", "a term of no time at all"),
        ('["rota:service_desk"], wait: 5', '["person:desk.an:2"], wait: 5',
         "ladders.crisis.rungs[0].contacts[0]", "expected a contact such as rota:pr:2"),
        ("repeats: 2", "repeats: -2", "ladders.crisis.repeats", "not fewer than none"),
        ("    ladder: crisis\n", "    ladder: rope\n", "severities.SEV1.ladder",
         "rope is not among"),
        ("{name: containment, kind: ola", "{name: contained, kind: ola",
         "severities.SEV1.targets", "no target for containment"),
        ("{name: ola.pr, kind: ola", "{name: ola.press, kind: ola",
         "severities.SEV1.targets", "no target for ola.pr"),
        ("party: pr, target: 20 minutes", "party: public, target: 20 minutes",
         "severities.SEV1.targets[1].party", "public is not among"),
        ("party: pr, target: 20 minutes", "party: pr, target: 20 minutes, calendar: moon",
         "severities.SEV1.targets[1].calendar", "moon is not among"),
        ("{name: acknowledge, kind: ola", "{name: acknowledge, kind: hope",
         "severities.SEV1.targets[0].kind", "hope is not among"),
        ("    review_within: 3 calendar_days\n", "", "severities.SEV1",
         "every case of SEV1 is reviewed"),
        ("    review_within: 3 calendar_days\n", "    quiet_allowed: true\n",
         "severities.SEV1.quiet_allowed", "waits for the end of quiet hours"),
        ("severity: SEV1, audience: management", "severity: SEV1, audience: customer",
         "cadences", "SEV1 promises nothing to management"),
        ("severity: SEV1, audience: internal", "severity: SEV1, audience: management",
         "cadences[3]", "SEV1 for management comes twice"),
        ("first: 30 minutes, every: 30 minutes}", "first: 30 minutes, every: 1 calendar_days}",
         "cadences[2].every", "SEV2 tells management more often"),
        ("promise_warning: 5 minutes", "promise_warning: 20 minutes", "cadences[0]",
         "not longer than promise_warning"),
        ("reminders_percent: [50, 90]", "reminders_percent: [90, 50]",
         "actions.reminders_percent", "ascending"),
        ("business_days, reminders: 1", "business_days, reminders: -1", "csat.reminders",
         "not fewer than none"),
        ("  scribe: 12 USD\n", "", "rates_per_hour", "an hour of the scribe has no price"),
        ("scribe: 12 USD", "scribe: 12 EUR", "rates_per_hour", "in one currency"),
        ("members: [legal.vinh", "members: [legal.zoe", "members[0]", "legal.zoe is not among"),
        ("calendar: desk-crisis", "calendar: desk-mars", "calendar", "desk-mars is not among"),
        ("[decision, payout]", "[decision, statutory]", "held_claim_clocks[1]",
         "statutory is not among"),
        ("languages: [en, vi, id]", "languages: [en, vi, id, th]", "languages[3]",
         "there is no statements/th.yaml"),
        ("languages: [en, vi, id]", "languages: [en, vi]", "languages",
         "there are statements in id"),
        ("  - viral-post\n", "", "playbooks", "viral-post has a file, and no place"),
        ("  - viral-post\n", "  - flood\n", "playbooks[6]", "flood is not among"),
        ("silence: 30 minutes", "silense: 30 minutes", "ladders.crisis.silense",
         "did you mean silence?"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_crisis_tables_is_named(
    tmp_path: Path, shared: Folder, old: str, new: str, table: str, message: str
) -> None:  # fmt: skip
    draft = a_draft(tmp_path)
    draft.change(CRISES, old, new)

    found = crisis_faults_of(draft, shared)

    assert any(f" {table}: " in fault and message in fault for fault in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "table", "message"),
    [
        (VIRAL, "owner: pr.hanh", "owner: pr.zoe", "owner", "pr.zoe is not among"),
        (VIRAL, "after: [facts, cluster]", "after: [facts, clutter]", "tasks[9].after[1]",
         "clutter is not among"),
        (VIRAL, "key: baseline", "key: capture", "tasks[3].key", "capture comes twice"),
        (VIRAL, "    within: 10 minutes\n", "    within: 10 minutes\n    after: [watch]\n",
         "tasks[0].after", "tasks wait in a circle"),
        (VIRAL, "mandate: pr 1", "mandate: sales 1", "approvers[0].backup",
         "sales level 1: the backup cannot sign in its place"),
        (VIRAL, "mandate: pr 1", "mandate: legal 1", "approvers[1].mandate",
         "legal comes twice"),
        (VIRAL, "mandate: pr 1", "mandate: pr 4", "approvers[0].mandate",
         "2 people must be able to sign, found nobody"),
        (VIRAL, '"person:pr.duy"', '"person:pr.zoe"', "approvers[0].backup",
         "nobody in the directory is pr.zoe"),
        (LEAK, '"person:pr.duy"', '"rota:pr:2"', "approvers[1].backup",
         "pr level 2: the backup cannot sign in its place"),
        (VIRAL, "rehearse_every: 182", "rehearse_every: 0", "rehearse_every",
         "a term of no time at all"),
        (ENGLISH, "We have seen the post", "We have not seen the post",
         "statements.viral-post[0].sha256", "the text has changed since its approval"),
        (ENGLISH, "We have seen the post", "We have seen {post}",
         "statements.viral-post[0].text", "it has no fields to fill in"),
        (ENGLISH, "  viral-post:", "  vital-post:", "statements.vital-post",
         "vital-post is not among"),
        (ENGLISH, "  viral-post:", "  vital-post:", "statements",
         "viral-post has no holding statement in en"),
        (ENGLISH, "  viral-post:\n    - key: public", "  viral-post:\n    - key: publik",
         "statements.viral-post", "public of viral-post is not said in en"),
        (ENGLISH, "  viral-post:\n    - key: public", "  viral-post:\n    - key: reply",
         "statements.viral-post[1].key", "reply comes twice"),
        (ENGLISH, "[pr.duy, legal.vinh, ops.minh]", "[pr.duy, legal.vinh]",
         "statements.viral-post[0].approved_by", "nobody of operations level 1 has approved"),
        (ENGLISH, "[pr.duy, legal.vinh, ops.minh]", "[pr.duy, legal.vinh, ops.minh, pr.zoe]",
         "statements.viral-post[0].approved_by[3]", "pr.zoe is not among"),
        (ENGLISH, "language: en", "language: th", "language", "is called th.yaml"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_playbook_or_a_statement_is_named(
    tmp_path: Path, shared: Folder, file: str, old: str, new: str, table: str, message: str
) -> None:  # fmt: skip
    draft = a_draft(tmp_path)
    draft.change(file, old, new)

    found = crisis_faults_of(draft, shared)

    assert any(
        fault.startswith(f"{file}:") and f" {table}: " in fault and message in fault
        for fault in found
    ), found


def test_a_crisis_policy_with_a_mistake_is_not_loaded(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(CRISES, "calendar: desk-crisis", "calendar: desk-mars")
    line = draft.change(ENGLISH, "We have seen the post", "We have not seen the post") + 3

    with pytest.raises(PolicyError) as refused:
        load_crises(draft.folder)

    assert [(fault.file, fault.cell) for fault in refused.value.faults] == [
        (CRISES, "calendar"),
        (ENGLISH, "sha256"),
    ]
    assert refused.value.faults[1].line == line


def test_a_task_of_a_team_without_people_is_named(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    for name in ("oanh", "phuc", "quyen", "son"):
        people = draft.folder / "people.yaml"
        people.write_text(people.read_text("utf-8").replace(
            f"fin.{name}, teams: [finance]", f"fin.{name}, teams: [sales]"), "utf-8")  # fmt: skip
    draft.change("people.yaml", "teams: [finance]\n", "teams: [sales]\n")

    assert any(
        fault.startswith("playbooks/data-leak.yaml:")
        and "tasks[11].owner: nobody in the directory is of finance" in fault
        for fault in draft.faults()
    )


def test_a_severity_that_is_left_out_is_missed_by_its_cadence_too(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    crises = draft.folder / CRISES
    text = crises.read_text("utf-8")
    begins, ends = text.index("  SEV4:\n"), text.index("\n# How often who hears")
    crises.write_text(text[:begins] + text[ends:], "utf-8")

    found = draft.faults()

    assert any("severities: nothing is said on SEV4" in fault for fault in found)
    assert any("cadences[10].severity: SEV4 is not among severities" in fault for fault in found)


def test_a_ladder_without_rungs_and_a_playbook_without_tasks_or_approvers_are_no_use() -> None:
    empty = PlaybookSheet(
        version="1",
        title="Flood",
        owner="pr.duy",
        review_by=date(2027, 1, 1),
        rehearse_every=Term(1, Unit.calendar_days),
        triggers=(),
        sources=(),
        approvers=(),
        tasks=(),
    )

    said = [message for _, message in playbook_findings(empty, None)]

    assert said == ["a playbook has one task at least", "nobody signs statements"]
    assert list(ladder_findings(LadderRow(()), None, "ladders.none")) == [
        ("ladders.none.rungs", "a ladder has one rung at least")
    ]


def test_whoever_is_called_by_name_has_a_channel(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    line = draft.change(VIRAL, '"person:pr.duy"', '"person:desk.ha"')
    contacts = draft.folder / "contacts.yaml"
    rows = contacts.read_text("utf-8").splitlines(keepends=True)
    contacts.write_text("".join(row for row in rows if "desk.ha" not in row), "utf-8")

    found = draft.faults()

    message = "desk.ha has no channel in contacts.yaml"
    assert f"{VIRAL}:{line} approvers[0].backup: {message}" in found
    assert [fault for fault in found if f"ladders.crisis.rungs[3].contacts[1]: {message}" in fault]


def test_without_readable_contacts_nobody_is_said_to_be_unreachable(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / "contacts.yaml").unlink()

    assert draft.faults() == ["contacts.yaml:1: cannot be read: No such file or directory"]


def test_every_trigger_and_source_leads_to_a_playbook(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(VIRAL, "triggers: [press]", "triggers: []")
    draft.change(
        VIRAL, "sources: [social_post, press, risk_watch]", "sources: [social_post, press]"
    )

    found = draft.faults()

    assert any("playbooks: no playbook is for the trigger press" in fault for fault in found)
    assert any("playbooks: no playbook is for the source risk_watch" in fault for fault in found)


def test_a_playbook_that_cannot_be_read_is_the_only_thing_said_about_the_shelf(
    tmp_path: Path,
) -> None:
    draft = a_draft(tmp_path)
    line = draft.change(VIRAL, "owner: pr.hanh", "owner: []")

    assert draft.faults() == [f"{VIRAL}:{line} owner: expected text"]


def test_a_policy_without_crisis_tables_says_which_file_it_needs(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    (draft.folder / CRISES).unlink()

    assert draft.faults() == ["crises.yaml:1: cannot be read: No such file or directory"]


def test_a_playbook_past_its_date_of_review_is_a_warning_to_its_owner() -> None:
    assert warnings(SHIPPED, date(2027, 2, 15)) == []

    late = [warning.text() for warning in warnings(SHIPPED, date(2027, 2, 16))]

    assert late == [
        "playbooks/data-leak.yaml:8 review_by: legal.thao was to look through it by 2027-02-15"
    ]
