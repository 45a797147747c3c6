"""The seals of a case over HTTP: shown whole with a verdict, so that anybody verifies them."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from makegood.gateways.seal_keys import SEAL_KEYS, KeyFile, new_door_key, public_half
from makegood.gateways.seals import Sealer
from makegood.messages.commands import Remedy, Repair
from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.store.crises import CrisisRecords
from makegood.store.seals import SealBook
from tests.docs.pages import ROOT
from tests.http.at_hand import LOTUS, ApiAtHand
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPAIR = Repair(remedy=Remedy.RETRY, by="desk.ha", reason="bank is back")
CLAIM, CRISIS = "/v1/claims/C-1/seals", "/v1/crises/K-1/seals"
Takes = Callable[..., SealQuery]


@pytest.fixture
def takes(engine: Engine, folder: Path) -> Takes:
    """Lets a case be shown a repair under the seal of the desk, whose public key is known."""
    (folder / SEAL_KEYS).unlink(missing_ok=True)
    key = new_door_key("desk", MONDAY)
    KeyFile(folder / SEAL_KEYS).add(public_half(key, MONDAY))
    sealer = Sealer(key, now=lambda: MONDAY)

    def take(case: str = "claim-C-1", code: str = "") -> SealQuery:
        query = SealQuery(
            case=case,
            command="repair",
            by="desk.ha",
            message=REPAIR.canonical(),
            seal=sealer.seal(case, "repair", REPAIR),
        )
        answer = SealAnswer(number=query.number, key_id=key.kid, issuer="desk", code=code)
        SealBook(engine, now=lambda: MONDAY).keep(query, answer)
        return query

    return take


def verified(folder: Path, answer: str) -> tuple[int, str]:
    """What the script of the documentation says of an answer, with nothing of ours."""
    (folder / "seals.json").write_text(answer, "utf-8")
    script = ROOT / "docs/examples/verify_seals.py"
    ran = subprocess.run(
        [sys.executable, script, folder / "seals.json", folder / SEAL_KEYS],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ran.returncode, ran.stdout + ran.stderr


async def test_every_seal_is_shown_whole_with_a_verdict(api: ApiAtHand, takes: Takes) -> None:
    taken = takes()
    takes(code="seal_used")

    told = (await api.get(CLAIM)).json()

    assert (told["case"], told["hold"]) == ("claim-C-1", True)
    [seal] = told["seals"]
    assert (seal["seal"], seal["message"]) == (taken.seal, taken.message)
    assert (seal["door"], seal["by"], seal["verdict"]) == ("desk", "desk.ha", "holds")
    assert seal["key_id"].startswith("desk-")


async def test_what_is_answered_is_verified_elsewhere_by_the_public_keys(
    api: ApiAtHand, takes: Takes, folder: Path
) -> None:
    takes()
    answer = (await api.get(CLAIM)).text
    forged = json.loads(answer)
    forged["seals"][0]["message"] = forged["seals"][0]["message"].replace("retry", "skip")
    for_another = {**json.loads(answer), "case": "claim-C-2"}

    status, said = verified(folder, json.dumps(forged))
    assert (status, "made for something else" in said) == (1, True)
    assert verified(folder, answer)[0] == 0
    assert verified(folder, json.dumps(for_another))[0] == 1


async def test_a_kept_message_that_somebody_has_changed_is_found(
    api: ApiAtHand, takes: Takes, engine: Engine
) -> None:
    takes()
    with engine.begin() as connection:
        connection.execute(text("UPDATE seal SET message = replace(message, 'retry', 'skip')"))

    told = (await api.get(CLAIM)).json()

    assert told["hold"] is False
    assert told["seals"][0]["verdict"] == "seal_of_another"
    assert told["seals"][0]["detail"]


async def test_a_process_without_public_keys_says_so(
    api: ApiAtHand, takes: Takes, folder: Path
) -> None:
    none = await api.get(CLAIM)
    takes()
    (folder / SEAL_KEYS).unlink()
    blind = await api.get(CLAIM)

    assert none.json() == {"case": "claim-C-1", "hold": True, "seals": []}
    assert (blind.status_code, blind.json()["code"]) == (503, "no_keys")


async def test_seals_of_a_crisis_are_for_whoever_may_and_of_a_restricted_one_for_members(
    api: ApiAtHand, takes: Takes, engine: Engine
) -> None:
    kept = CrisisRecords(engine)
    kept.record(a_crisis_record(a_crisis_row("K-1")))
    kept.record(a_crisis_record(a_crisis_row("K-9", restricted=True, members=("desk.dung",))))
    takes("crisis-K-1")
    takes("crisis-K-9")

    plain = (await api.get(CRISIS)).json()
    outside = await api.get("/v1/crises/K-9/seals")
    member = await api.get("/v1/crises/K-9/seals", "desk.dung")

    assert [one["verdict"] for one in plain["seals"]] == ["holds"]
    assert (outside.status_code, outside.json()["code"]) == (403, "not_a_member")
    assert len(member.json()["seals"]) == 1


@pytest.mark.parametrize("who", [LOTUS, "fin.mai"])
async def test_whoever_does_not_audit_sees_no_seals(api: ApiAtHand, who: str) -> None:
    answers = [await api.get(path, who) for path in (CLAIM, CRISIS, "/v1/claims/C-9/seals")]

    assert {answer.status_code for answer in answers} == {403}


async def test_of_a_claim_that_is_not_there_there_are_none(api: ApiAtHand) -> None:
    assert (await api.get("/v1/claims/C-9/seals")).status_code == 404
