"""A sample crisis in public: a post that spreads."""

from makegood.messages.crises import CrisisFiling
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Audience, Cluster, CrisisStage
from starters.samples.crisis_afterwards import delivers, learns, promises, reviews
from starters.samples.crisis_moves import (
    SERIOUS,
    acknowledges,
    closes,
    contains,
    declares,
    stabilises,
    triages,
)
from starters.samples.crisis_sample import CrisisExpected, CrisisSample
from starters.samples.crisis_tasks import doing, skips
from starters.samples.crisis_turn import CrisisMove
from starters.samples.crisis_words import (
    drafts,
    publishes,
    redrafts,
    sends_back,
    signs,
    tells,
)

FILING = CrisisFiling.model_validate(
    {
        "case_id": "viral-post",
        "source": {
            "type": "social_post",
            "reference": "post-7301",
            "url": "https://social.example/post-7301",
        },
        "headline": "A courier throws parcels over a fence",
        "description": "A film of eleven seconds.",
        "reported_by": "desk.an",
        "reach": 250_000,
        "customer": {"id": "merchant-lotus", "tier": "gold"},
    }
)

TOLD = (Audience.MANAGEMENT, Audience.CUSTOMER, Audience.INTERNAL)
"""Who hears by an update; the public hears by the statement."""


def viral_post() -> CrisisSample:
    """Nobody on the first rung answers; Legal sends the statement back once; all hear in time."""
    ends = CrisisExpected(CrisisStage.REVIEWED, Severity.SEV2, rung=2, published=1, sent_back=1)
    title = "viral post, acknowledged on the second rung"
    return CrisisSample(title, FILING.case_id, FILING, _script(), ends)


def _script() -> tuple[CrisisMove, ...]:
    first = "The courier was wrong, and we have paid everybody at once."
    second = "We have seen the film. We are sorry, have found the parcel's owner and made it good."
    approvers = ((Team.PR, "pr.hanh"), (Team.LEGAL, "legal.vinh"), (Team.OPERATIONS, "ops.minh"))
    return (
        acknowledges(rung=2),
        triages(*SERIOUS, Cluster.PREVENTABLE),
        declares(),
        *(tells(one, "found, being looked into") for one in TOLD),
        *doing("capture", "facts"),
        drafts("pr.kim", "answer", first),
        signs("pr.hanh", Team.PR, "answer"),
        sends_back("legal.vinh", Team.LEGAL, "answer", "it admits what we do not know yet"),
        redrafts("pr.kim", "answer", second),
        *(signs(who, team, "answer") for team, who in approvers),
        contains(),
        stabilises(),
        publishes("answer"),
        *doing("pause_campaigns", "baseline", "cluster", "holding", "contact", "brief_desk"),
        *doing("fix_cause", "make_good", "statement", "correct"),
        skips("watch", "the post has been taken down by its author"),
        *(tells(one, "solved") for one in TOLD),
        closes("The courier apologised, the parcel was replaced."),
        learns("pr.kim", "Two people must be able to film-check a hub at night."),
        promises("ops.minh", "Put cameras over the gate of the hub"),
        reviews("A film went round.", "One answer, once.", "No supervisor on the night shift."),
        delivers("ops.minh", 1),
    )
