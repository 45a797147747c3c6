"""What people decide reaches the claim as they meant it, bound to what they saw, once."""

import pytest

from makegood.messages.commands import Answer, AnswerOffer, MakeOffer, Recommend, SignOff
from makegood.rules.claim import Team
from makegood.rules.rounds import Decide
from starters.exits import Exit
from tests.starters.cli.world import HASH, World, a_status, an_offer
from tests.store.builders import vnd

MINH = ("--team", "operations", "--by", "ops.minh")


def signed(world: World, *words: str) -> SignOff:
    """What a sign-off of C-1 says to the claim."""
    assert world.makegood("claim", "sign-off", "C-1", *MINH, *words).exit_code == Exit.OK
    message = world.claims.last
    assert isinstance(message, SignOff)
    return message


@pytest.mark.parametrize(
    ("word", "decision"),
    [
        ("--approve", Decide.APPROVE),
        ("--reject", Decide.REJECT),
        ("--send-back", Decide.SEND_BACK),
    ],
)
def test_a_team_decides_on_what_stands_now(world: World, word: str, decision: Decide) -> None:
    message = signed(world, word, "--reason", "scans end in June")

    assert (message.team, message.decision, message.by) == (Team.OPERATIONS, decision, "ops.minh")
    assert (message.subject_hash, message.reason) == (HASH, "scans end in June")


def test_who_signs_is_shown_what_is_signed(world: World) -> None:
    ended = world.makegood("claim", "sign-off", "C-1", *MINH, "--approve")

    assert "recommendation: claimed 1,250,000 VND, entitled 128,000 VND" in ended.stdout
    assert HASH in ended.stdout


def test_what_was_seen_earlier_is_signed_as_it_was_seen(world: World) -> None:
    assert signed(world, "--approve", "--subject", "0123456789abcdef").subject_hash == (
        "0123456789abcdef"
    )


def test_the_same_sign_off_given_again_is_the_same_decision(world: World) -> None:
    first, again = signed(world, "--approve"), signed(world, "--approve")
    other = signed(world, "--approve", "--reason", "on second thoughts")

    assert first.decision_id == again.decision_id != other.decision_id
    assert [once for *_, once in world.claims.said[:2]] == [first.decision_id] * 2
    assert signed(world, "--approve", "--decision-id", "d-9").decision_id == "d-9"


def test_nothing_is_signed_where_nothing_is_asked(world: World) -> None:
    world.claims.statuses["C-1"] = a_status(subject="", subject_hash="")

    ended = world.makegood("claim", "sign-off", "C-1", *MINH, "--approve")

    assert (ended.exit_code, world.claims.said) == (Exit.REFUSED, [])
    assert "Nothing of claim C-1 is to be signed" in ended.stderr


@pytest.mark.parametrize("words", [(), ("--approve", "--reject")])
def test_a_sign_off_is_exactly_one_decision(world: World, words: tuple[str, ...]) -> None:
    ended = world.makegood("claim", "sign-off", "C-1", *MINH, *words)

    assert (ended.exit_code, world.claims.said) == (Exit.USAGE, [])
    assert "exactly one of --approve, --reject, --send-back" in ended.stderr


def test_a_recommendation_names_what_is_approved_for_each_parcel(world: World) -> None:
    lines = ("--line", "GHN001=900,000 VND", "--line", "GHN=2=1 VND")

    world.makegood(
        *("claim", "recommend", "C-1", "--by", "desk.chi", "--reason", "invoice", "--legal-risk"),
        *lines,
    )

    message = world.claims.last
    assert isinstance(message, Recommend)
    assert [(each.tracking_number, each.amount) for each in message.lines] == [
        ("GHN001", vnd(900_000)),
        ("GHN=2", vnd(1)),
    ]
    assert (message.deny, message.legal_risk) == (False, True)


@pytest.mark.parametrize("line", ["GHN001", "GHN001=lots"])
def test_a_line_that_is_no_amount_is_refused(world: World, line: str) -> None:
    words = ("--by", "desk.chi", "--reason", "invoice", "--line", line)

    assert world.makegood("claim", "recommend", "C-1", *words).exit_code == Exit.USAGE
    assert world.claims.said == []


def test_an_offer_is_made_once_by_its_id(world: World) -> None:
    words = ("--total", "600,000 VND", "--by", "desk.chi", "--reason", "half", "--offer-id", "o-2")

    world.makegood("claim", "offer", "C-1", *words)

    (said,) = world.claims.said
    assert isinstance(said[2], MakeOffer)
    assert (said[2].offer_id, said[2].total, said[3]) == ("o-2", vnd(600_000), "o-2")


def answered(world: World, *words: str) -> AnswerOffer:
    """What an answer to the offers of C-1 says to the claim."""
    offers = (an_offer(1, vnd(500_000), "superseded"), an_offer(2, vnd(600_000)))
    world.claims.statuses["C-1"] = a_status(offers=offers)
    ended = world.makegood("claim", "answer", "C-1", *words)
    assert ended.exit_code == Exit.OK, ended.stderr
    message = world.claims.last
    assert isinstance(message, AnswerOffer)
    return message


def test_an_acceptance_is_of_the_last_offer_and_releases_its_parcels(world: World) -> None:
    message = answered(world, "--accept", "--release", "all")

    assert (message.version, message.answer) == (2, Answer.ACCEPT)
    assert message.release == ("GHN001", "GHN002")


def test_only_the_parcels_named_are_released_and_none_by_default(world: World) -> None:
    assert answered(world, "--accept", "--release", "GHN002,").release == ("GHN002",)
    assert answered(world, "--reject", "--reason", "too little").release == ()


def test_a_counter_offer_names_its_amount(world: World) -> None:
    message = answered(world, "--counter", "700,000 VND", "--version", "1")

    assert (message.version, message.answer, message.amount) == (1, Answer.COUNTER, vnd(700_000))


@pytest.mark.parametrize("words", [("--accept",), ("--accept", "--version", "3")])
def test_an_offer_that_was_never_made_cannot_be_answered(
    world: World, words: tuple[str, ...]
) -> None:
    ended = world.makegood("claim", "answer", "C-1", *words)

    assert (ended.exit_code, world.claims.said) == (Exit.REFUSED, [])
    assert "has no offer" in ended.stderr
