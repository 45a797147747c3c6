"""The parties of a sample act on what its claim says, and on nothing else."""

from collections.abc import Callable

import pytest

from makegood.messages.commands import AnswerOffer, MakeOffer, SignOff
from makegood.messages.status import Status
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.rounds import RoundSubject
from starters.errors import Denied, RefusedByRule, Unreachable
from starters.samples import moves
from starters.samples.merchants import LOTUS
from starters.samples.parties import WentElsewhere
from starters.samples.player import Player
from tests.starters.demo.stand_ins import OneClaim, a_sample, a_status, asked, offered

BOTH = ("service_desk", "operations")


async def at_once(_: str) -> None:
    """Do not wait."""


def player(claim: OneClaim) -> Player:
    """Parties in a hurry."""
    return Player(claim, at_once)


async def test_a_team_signs_when_it_is_asked_and_what_it_has_seen() -> None:
    claim = OneClaim(a_status(Stage.VERIFYING), asked("recommendation", *BOTH))

    result = await player(claim).play(a_sample(moves.signs("ops.binh")))

    [(command, message, _)] = claim.said
    assert command == "sign_off"
    assert isinstance(message, SignOff)
    assert (message.by, message.team, message.decision) == ("ops.binh", "operations", "approve")
    assert message.subject_hash == "0123456789abcdef"
    assert claim.filed == ["within-contract"]
    assert result.outcome == Outcome.PAID


async def test_what_has_moved_since_is_looked_at_again() -> None:
    stale = RefusedByRule("look again", "stale_subject")
    claim = OneClaim(asked("recommendation", *BOTH), answers=(stale, None))

    await player(claim).say_all(a_sample(moves.signs("ops.binh")))

    assert [command for command, _, _ in claim.said] == ["sign_off", "sign_off"]


async def test_what_nobody_answered_is_said_again_as_the_same_command() -> None:
    claim = OneClaim(offered(LOTUS.money(5)), answers=(Unreachable("away"), None))

    await player(claim).say_all(a_sample(moves.accepts()))

    [first, second] = claim.said
    assert first == second
    assert first[2] != ""


async def test_a_refusal_that_the_script_wants_is_part_of_the_show() -> None:
    low = Denied("ask a manager", "level_too_low")
    claim = OneClaim(asked("recommendation", *BOTH), answers=(low,))

    await player(claim).say_all(a_sample(moves.may_not_sign("ops.lan", "level_too_low")))

    assert len(claim.said) == 1


async def test_a_refusal_that_does_not_come_is_told() -> None:
    claim = OneClaim(asked("recommendation", *BOTH))

    with pytest.raises(WentElsewhere, match="against level_too_low"):
        await player(claim).say_all(a_sample(moves.may_not_sign("ops.lan", "level_too_low")))


async def test_a_refusal_that_nobody_wants_is_told_with_its_reason() -> None:
    claim = OneClaim(asked("payment", "finance"), answers=(Denied("not yours", "own_work"),))

    with pytest.raises(
        WentElsewhere, match=r"fin\.oanh: approves the payment: own_work: not yours"
    ):
        await player(claim).say_all(a_sample(moves.releases("fin.oanh")))


async def test_a_claim_that_closed_before_its_script_is_told() -> None:
    claim = OneClaim(a_status(Stage.CLOSED, outcome="lapsed"))

    with pytest.raises(WentElsewhere, match="closed as lapsed, before merchant: accepts the offer"):
        await player(claim).say_all(a_sample(moves.accepts()))


async def test_a_parked_claim_is_told_with_its_reason() -> None:
    claim = OneClaim(a_status(Stage.VERIFYING, parked="read documents: no disk"))

    with pytest.raises(WentElsewhere, match=r"parked before .*: read documents: no disk"):
        await player(claim).say_all(a_sample(moves.accepts()))


async def test_a_claim_that_follows_another_is_filed_once_that_is_read() -> None:
    opening = Unreachable("being opened", "opening")
    claim = OneClaim(opening, a_status(Stage.VERIFYING), a_status(Stage.SIGNING_OFF))

    await player(claim).file(a_sample(after="earlier"))

    assert claim.looked_at == ["earlier"] * 3
    assert claim.filed == ["within-contract"]


def test_an_offer_is_accepted_by_its_version_for_its_parcels() -> None:
    message = moves.accepts().message(offered(LOTUS.money(5)))

    assert isinstance(message, AnswerOffer)
    assert (message.version, message.release) == (1, ("GHN1",))


def test_a_new_offer_has_an_id_of_its_own() -> None:
    move = moves.offers("desk.an", LOTUS.money(6), "a good reason")
    message = move.message(offered(LOTUS.money(5), "countered"))

    assert isinstance(message, MakeOffer)
    assert (message.offer_id, message.total) == ("desk.an-2", LOTUS.money(6))


@pytest.mark.parametrize(
    ("move", "too_early", "due"),
    [
        (moves.signs("ops.binh"), asked("payment", "operations"), asked("recommendation", *BOTH)),
        (
            moves.signs("fin.oanh"),
            asked("recommendation", *BOTH),
            asked("recommendation", "finance"),
        ),
        (
            moves.signs("kam.dao", RoundSubject.OFFER),
            asked("recommendation", "key_account"),
            asked("offer", "key_account"),
        ),
        (moves.accepts(), offered(LOTUS.money(5), "waiting_approval"), offered(LOTUS.money(5))),
        (
            moves.offers("desk.an", LOTUS.money(6), "why"),
            offered(LOTUS.money(5)),
            offered(LOTUS.money(5), "countered"),
        ),
        (
            moves.corrects_account(LOTUS.payee()),
            a_status(Stage.AWAITING_PAYOUT),
            a_status(Stage.AWAITING_PAYEE),
        ),
        (moves.finds("carrier", ("GHN1",)), a_status(Stage.SUBMITTING), a_status(Stage.AFTERCARE)),
    ],
)
def test_a_move_waits_for_its_moment(move: moves.Move, too_early: Status, due: Status) -> None:
    is_due: Callable[[Status], bool] = move.due

    assert not is_due(too_early)
    assert is_due(due)
