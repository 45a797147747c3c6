"""A command that is given later is its sender's: as they were known, for what they might do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from makegood.gateways.seals import DOOR
from makegood.messages.records import Amounts
from makegood.rules.access import Actor, Role
from makegood.rules.claim import Team
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.crises import CrisisRecords
from makegood.store.request_tables import COMMAND_OUTBOX
from starters.http.relay import Relay
from tests.http.at_hand import PEOPLE, STAFF, TABLE, ApiAtHand
from tests.starters.cli.world import HASH
from tests.store.builders import a_record, a_row, vnd
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

ASYNC = "respond-async"
METHODS = ("oidc", "pwd", "otp")
STRICT = replace(
    TABLE, step_up_actions=frozenset({"claim.sign_off"}), step_up_over=(vnd(50_000_000),)
)
SIGNED = {"team": "finance", "decision": "approve", "subject_hash": HASH}
SIGN_OFF = "/v1/claims/C-1/sign-off"
LARGE = a_row(version=2, amounts=Amounts(claimed=vnd(90_000_000)))


def signed_in(ago: timedelta) -> Actor:
    """Mai of Finance, who has signed in with a code so long ago."""
    return Actor(
        "fin.mai",
        frozenset({Role.FINANCE}),
        frozenset({Team.FINANCE}),
        signed_in_at=utc_now() - ago,
        recognised=METHODS,
    )


@pytest.fixture
def relay(api: ApiAtHand) -> Relay:
    """The relay of a house that minds large amounts."""
    return Relay(replace(api.house, access=STRICT))


async def left(api: ApiAtHand, ago: timedelta, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where to follow a sign-off that Mai has left while Temporal is away."""
    monkeypatch.setitem(PEOPLE, "fin.mai", signed_in(ago))
    api.claims.away = True
    taken = await api.post(SIGN_OFF, SIGNED, "fin.mai", prefer=ASYNC)
    api.claims.away = False
    assert taken.status_code == 202, taken.text
    return taken.headers["location"]


async def test_its_seal_tells_how_its_sender_was_recognised(
    api: ApiAtHand, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await left(api, timedelta(minutes=1), monkeypatch)
    monkeypatch.setitem(PEOPLE, "fin.mai", replace(PEOPLE["fin.mai"], recognised=("oidc",)))
    await relay.carry()

    assert (await api.get(where, "fin.mai")).json()["state"] == "done"
    assert api.claims.told_how == [METHODS]


async def test_a_sign_in_that_was_too_old_does_not_serve_an_amount_that_has_grown(
    api: ApiAtHand, relay: Relay, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await left(api, timedelta(hours=1), monkeypatch)
    ClaimRecords(engine).record(a_record(LARGE))
    await relay.carry()

    told = (await api.get(where, "fin.mai")).json()
    assert (told["state"], told["problem"]["code"]) == ("refused", "sign_in_again")
    assert api.claims.said == []


async def test_a_fresh_sign_in_counts_at_the_time_when_the_command_was_taken_in(
    api: ApiAtHand, relay: Relay, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await left(api, timedelta(minutes=1), monkeypatch)
    ClaimRecords(engine).record(a_record(LARGE))
    later = utc_now() + timedelta(hours=3)
    await Relay(replace(api.house, access=STRICT, now=lambda: later)).carry()

    assert (await api.get(where, "fin.mai")).json()["state"] == "done"
    assert len(api.claims.said) == 1


async def test_who_has_left_a_restricted_case_says_nothing_to_it_later(
    api: ApiAtHand, engine: Engine
) -> None:
    kept = CrisisRecords(engine)
    kept.record(a_crisis_record(a_crisis_row("K-9", restricted=True, members=(STAFF,))))
    api.crises.away = True
    taken = await api.post("/v1/crises/K-9/contain", {"reason": "The film is gone."}, prefer=ASYNC)
    api.crises.away = False
    kept.record(
        a_crisis_record(a_crisis_row("K-9", restricted=True, members=("desk.dung",), version=2))
    )
    await Relay(api.house).carry()

    told = (await api.get(taken.headers["location"])).json()
    assert (told["state"], told["problem"]["code"]) == ("refused", "not_a_member")
    assert api.crises.said == []


async def test_a_command_of_before_that_was_kept_is_vouched_for_by_the_door(
    api: ApiAtHand, relay: Relay, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await left(api, timedelta(minutes=1), monkeypatch)
    with engine.begin() as connection:
        connection.execute(update(COMMAND_OUTBOX).values(standing=""))
    await relay.carry()

    assert (await api.get(where, "fin.mai")).json()["state"] == "done"
    assert api.claims.told_how == [DOOR]


async def test_who_it_was_is_forgotten_with_what_was_said(
    api: ApiAtHand, relay: Relay, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left(api, timedelta(minutes=1), monkeypatch)
    await relay.carry()

    with engine.connect() as connection:
        [row] = connection.execute(COMMAND_OUTBOX.select()).all()
    assert (row.message, row.standing) == ("", "")
