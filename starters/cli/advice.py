"""What to do next, for each thing that can go wrong."""

from starters.errors import DoorError
from starters.exits import Exit

BY_CODE = {
    "invalid_input": "Mend the fields named; what is expected says: makegood schema",
    "bad_settings": "Mend the MAKEGOOD_ variables named: docs/reference/configuration.md",
    "unknown_merchant": "Name a merchant that has a contract: makegood policy show",
    "policy_faults": "See every fault by file and line: makegood policy check",
    "unavailable": "Nothing is lost. Check the database with: makegood doctor",
    "needs_person": "Do what the message says, then try again; `makegood doctor` finds the rest.",
    "id_reused": "Give it an id of its own, or repeat exactly what was said under this one.",
    "stale_subject": "See what is to be signed now, then sign that: makegood claim show ID",
    "nothing_to_sign": "See whom the claim waits on: makegood claim show ID",
    "team_not_asked": "See which teams are asked: makegood claim show ID",
    "reason_missing": "Say why, with --reason TEXT.",
    "closed": "A closed claim takes no commands; see how it ended: makegood claim show ID",
    "not_parked": "See which claims are parked: makegood claim parked",
    "duplicate_reported": "Use `makegood claim count-as-paid` or `makegood claim pay-again`.",
    "nothing_doubted": "Use `makegood claim retry` or `makegood claim compensate`.",
    "cannot_skip": "Use `makegood claim retry` or `makegood claim compensate`.",
    "opening": "Ask again in a moment; a worker must be running: makegood doctor",
    "port_taken": "Give another port with --port, or stop what listens there.",
    "open_offer": "See the offers: makegood claim show ID",
    "shadow_running": "See what it says: makegood watch shadow show NAME",
    "no_shadow": "Start one: makegood watch shadow start NAME --model FILE --by WHO",
    "folder_taken": "Leave the folder to that process, or stop it first.",
    "no_offer": "See whom the claim waits on: makegood claim show ID",
    **dict.fromkeys(
        ("rota_clash", "rota_idle", "rota_gap", "rota_window"),
        "See who is on call, and what is changed: makegood oncall show --team TEAM",
    ),
    "rota_over": "See what is still to come: makegood oncall show --team TEAM",
    "rota_stranger": "See the people of the policy: makegood policy show",
    "no_rota": "See which teams have one: makegood oncall who",
}
"""The next step for what has a name of its own."""

BY_EXIT = {
    Exit.FAILED: "Find out more with: makegood doctor",
    Exit.USAGE: "See what is expected by adding --help to the command.",
    Exit.NOT_FOUND: "See which claims there are: makegood claim list",
    Exit.DENIED: "Ask somebody who may; the policy's people and authority: makegood policy show",
    Exit.REFUSED: "See where the claim stands, and why: makegood claim explain ID",
    Exit.UNREACHABLE: "Nothing is lost. Start it with `make up`, then check: makegood doctor",
}
"""The next step for all else, by exit status."""


OF_A_CASE = {
    Exit.NOT_FOUND: "See which cases there are: makegood crisis list",
    Exit.REFUSED: "See where the case stands, and why: makegood crisis explain ID",
}
"""The next step with a crisis case."""

OF_A_WATCH = "See which watches there are: makegood watch list"


def following(error: DoorError, group: str = "") -> str:
    """What the user does next; `group` is the command's, which says what it was about."""
    if group == "crisis" and error.exit in OF_A_CASE:
        return OF_A_CASE[error.exit]
    if group == "watch" and error.exit is Exit.NOT_FOUND:
        return OF_A_WATCH
    return BY_CODE.get(error.code) or BY_EXIT[error.exit]
