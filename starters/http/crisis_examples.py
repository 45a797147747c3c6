"""Examples of what is said to crisis cases, as the reference shows them."""

from fastapi.openapi.models import Example

from starters.http.claim_examples import HASH, SHA256, example

ALARM = example(
    "A post about a courier",
    {
        "case_id": "post-77",
        "source": {
            "type": "social_post",
            "reference": "chirp-991",
            "url": "https://social.example/991",
        },
        "headline": "A courier throws parcels, on film",
        "description": "The film is shared by two newspapers.",
        "reach": 180000,
        "triggers": ["press"],
    },
)

BECAUSE = "Confirmed by the hub."

EXAMPLES: dict[str, dict[str, Example]] = {
    "triage": example(
        "Much harm, growing fast",
        {"impact": "extensive", "urgency": "high", "cluster": "preventable", "reason": BECAUSE},
    ),
    "sign_off": example(
        "Legal approves a text", {"statement_hash": HASH, "team": "legal", "decision": "approve"}
    ),
    "draft_statement": example(
        "A first word", {"key": "holding", "text": "We have seen the film and look into it."}
    ),
    "merge_into": example("The same film", {"case_id": "post-76", "reason": "The same film."}),
    "repair": example("Try again", {"reason": "The pager is back."}),
    "declare": example("It is one", {"crisis_class": "reputation", "reason": BECAUSE}),
    "acknowledge": example("I have it", {"reason": "I look after it."}),
    "change_severity": example("Worse", {"severity": "SEV1", "reason": "Television."}),
    "assign_role": example("A scribe", {"role": "scribe", "person": "desk.chi"}),
    "hand_over": example("The lead", {"role": "lead", "to": "desk.dung", "reason": "Night."}),
    "accept_role": example("I take it", {"role": "lead"}),
    "add_task": example(
        "Find the courier",
        {"key": "find", "title": "Find the courier", "owner": "operations", "within_minutes": 60},
    ),
    "complete_task": example("Found", {"key": "find", "note": "Tour 12."}),
    "skip_task": example("Not needed", {"key": "find", "reason": "He has come forward."}),
    "publish_statement": example("Out with it", {"statement_hash": HASH}),
    "withdraw_statement": example("It was wrong", {"key": "holding", "reason": "Wrong city."}),
    "post_update": example(
        "To management",
        {"audience": "management", "condition": "The courier is found.", "needs": "None."},
    ),
    "record_decision": example("A refund", {"what": "Refund the sender.", "reason": BECAUSE}),
    "add_evidence": example(
        "The film",
        {"sha256": SHA256, "what": "The film", "captured_at": "2026-11-22T14:00:00+07:00"},
    ),
    "link": example("Its claim", {"kind": "claim", "reference": "2026-0412-7"}),
    "mention": example(
        "Shared again",
        {
            "source": {"type": "social_post", "reference": "chirp-992"},
            "at": "2026-11-22T14:05:00+07:00",
            "reach": 40000,
        },
    ),
    "reject": example("A false alarm", {"reason": "It is another company."}),
    "contain": example("It no longer grows", {"reason": "The film was taken down."}),
    "stabilise": example("Nearly over", {"reason": "No new mention for six hours."}),
    "close": example("Over", {"resolution": "The sender was refunded."}),
    "reopen": example("Again", {"reason": "A second film."}),
    "record_learning": example("Cameras", {"text": "Hubs need cameras at the ramp."}),
    "decide_proposal": example("Taken", {"number": 1, "approve": True}),
    "add_action": example("Cameras", {"title": "Cameras at the ramp", "owner": "ops.minh"}),
    "complete_action": example("They hang", {"number": 1, "note": "All four."}),
    "complete_review": example("Written", {"summary": "A courier threw parcels; we refunded."}),
    "record_csat": example("Content", {"score": 4}),
    "pause_clocks": example("A holiday", {"reason": "The customer is away."}),
    "resume_clocks": example("Back", {"reason": "The customer is back."}),
}
"""By the name of the command."""
