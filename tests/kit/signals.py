"""The pages and letters of a crisis in the order in which they go out, as stories expect them."""

FIRST_RUNG = "ladder > rota:service_desk:1 sent"
SECOND_RUNG = "ladder > rota:service_desk:2 sent"

WARNED = ["crisis_reminder > service_desk"] * 3
"""A clock of the desk at half, three quarters and nine tenths of its time."""

BREACHED = ["crisis_breach > service_desk.lead"]
ENDED = ["crisis_ended > desk.mai"]
LEADS = ["crisis_role > desk.mai"]


def begun(*teams: str) -> list[str]:
    """Tasks that can be begun, a letter to each team."""
    return [f"crisis_task > {team}" for team in teams]


TRIAGED = begun("service_desk", "service_desk", "pr")
"""The tasks of a viral post that wait for nothing."""

ALL_TASKS = [
    *TRIAGED,
    *begun(
        "pr", "pr", "legal", "service_desk", "operations", "key_account", "pr", "pr", "pr", "pr"
    ),
]
"""Every task of a viral post, in the order in which they are begun where each is done at once."""

ASKED = [f"statement_asked > {team}" for team in ("pr", "legal", "operations")]
DECIDED = ["statement_decided > pr.kim", "statement_decided > desk.mai"]


def called(*teams: str, state: str = "sent") -> list[str]:
    """Pages to teams that are asked to sign."""
    return [f"approval > rota:{team}:1 {state}" for team in teams]


SIGNERS = ("pr", "legal", "operations")
