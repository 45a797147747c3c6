"""Crisis cases over HTTP: opened, steered, and discreet about what is restricted."""

import pytest
from sqlalchemy import Engine

from makegood.messages.crisis_commands import Acknowledge, StatementSignOff
from makegood.store.crises import CrisisRecords
from tests.http.at_hand import STAFF, ApiAtHand
from tests.starters.cli.crisis_hand import A_REVIEW, HASH, a_crisis
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

ALARM = {
    "case_id": "post-77",
    "source": {"type": "social_post", "reference": "chirp-991"},
    "headline": "A courier throws parcels, on film",
}


@pytest.fixture
def secret(engine: Engine) -> str:
    """A restricted case whose only member is somebody else."""
    row = a_crisis_row("K-9", restricted=True, headline="", members=("desk.dung",))
    CrisisRecords(engine).record(a_crisis_record(row))
    return "K-9"


async def test_a_case_is_opened_once(api: ApiAtHand) -> None:
    first, again = [await api.post("/v1/crises", ALARM) for _ in range(2)]

    assert (first.status_code, first.headers["location"]) == (201, "/v1/crises/post-77")
    assert first.json()["case_id"] == "post-77"
    assert again.json()["already"] in (True, False)
    assert {one.reported_by for one in api.crises.opened} == {STAFF}


async def test_who_reports_is_who_signs_in(api: ApiAtHand) -> None:
    answer = await api.post("/v1/crises", {**ALARM, "reported_by": "somebody"})

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/reported_by"]


async def test_a_case_is_shown_with_its_version(api: ApiAtHand) -> None:
    answer = await api.get("/v1/crises/K-1")

    assert answer.json() == a_crisis().model_dump(mode="json")
    assert answer.headers["etag"] == f'"{a_crisis().version}"'


async def test_a_command_is_said_in_the_name_of_who_signs_in(api: ApiAtHand) -> None:
    await api.post("/v1/crises/K-1/acknowledge", {"reason": "I look after it."})
    approval = {"statement_hash": HASH, "team": "legal", "decision": "approve"}
    signed = await api.post("/v1/crises/K-1/sign-off", approval)

    assert signed.status_code == 200
    heard, sign_off = [message for _, _, message, *_ in api.crises.said]
    assert heard == Acknowledge(by=STAFF, reason="I look after it.")
    assert isinstance(sign_off, StatementSignOff)
    assert sign_off.decision_id.startswith("http-")


async def test_a_stale_command_is_refused_with_the_hashes_that_stand(api: ApiAtHand) -> None:
    answer = await api.post("/v1/crises/K-1/contain", {}, if_match='"1"')

    assert answer.status_code == 412
    current = answer.json()["current"]
    assert current["statement_hashes"] == {"holding": HASH}
    assert current["severity"] == "SEV1"


async def test_of_a_restricted_case_others_learn_only_that_it_is_there(
    api: ApiAtHand, secret: str
) -> None:
    api.crises.statuses[secret] = a_crisis(secret, restricted=True, headline="")

    shown = await api.get(f"/v1/crises/{secret}")
    told = await api.get(f"/v1/crises/{secret}/briefing")
    touched = await api.post(f"/v1/crises/{secret}/contain", {})
    heard = await api.post(f"/v1/crises/{secret}/acknowledge", {})

    assert shown.status_code == 200
    for answer in (told, touched):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")
    assert heard.status_code == 200


async def test_cases_are_listed_without_rehearsals(api: ApiAtHand, engine: Engine) -> None:
    records = CrisisRecords(engine)
    records.record(a_crisis_record(a_crisis_row("K-1")))
    records.record(a_crisis_record(a_crisis_row("K-2", drill=True)))

    real = (await api.get("/v1/crises")).json()["cases"]
    rehearsed = (await api.get("/v1/crises?drill=true")).json()["cases"]

    assert [one["case_id"] for one in real] == ["K-1"]
    assert [one["case_id"] for one in rehearsed] == ["K-2"]


async def test_a_moment_that_no_calendar_reaches_is_refused(api: ApiAtHand) -> None:
    far = {
        "sha256": "a" * 64,
        "what": "The film",
        "captured_at": "9999-12-31T23:59:59-12:00",
    }
    answer = await api.post("/v1/crises/K-1/add-evidence", far)

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/captured_at"]
    assert api.crises.said == []


async def test_a_review_is_read_by_members_once_the_case_is_closed(api: ApiAtHand) -> None:
    early = await api.get("/v1/crises/K-1/review", "desk.dung")
    api.crises.review = A_REVIEW
    text = await api.get("/v1/crises/K-1/review", "desk.dung")
    html = await api.get("/v1/crises/K-1/review?form=html", "desk.dung")
    stranger = await api.get("/v1/crises/K-1/review", STAFF)

    assert (early.status_code, early.json()["code"]) == (409, "not_closed")
    assert "# Post-incident review: vans" in text.text
    assert "&lt;b&gt;Thrown&lt;/b&gt;" in html.text
    assert html.headers["content-security-policy"].startswith("sandbox;")
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_a_member")


async def test_every_playbook_says_when_it_was_rehearsed(api: ApiAtHand) -> None:
    found = (await api.get("/v1/playbooks")).json()["playbooks"]

    assert found
    assert all(one["due"] and one["rehearsed_at"] is None for one in found)
