"""A detector in shadow over HTTP: what it would have done is read."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from makegood.detector.model_file import SHIPPED as MODEL
from makegood.policy.crises import load_crises
from makegood.rules.detection.decisions import Act
from makegood.rules.detection.verdicts import Verdict
from makegood.store.watch_book import WatchBook
from makegood.store.watch_detectors import DetectorBook
from makegood.store.watch_verdicts import VerdictBook
from starters.watch_detectors import DetectorRoom, Said
from tests.http.at_hand import LOTUS, ApiAtHand
from tests.kit.watches import ACME, LATER, mild
from tests.store.watch_builders import ruled, write

PLACE = f"/v1/watches/{ACME}/shadow"
FIRST, SECOND = mild(1), mild(2)


@pytest.fixture
def shadowed(engine: Engine) -> str:
    """A shadow that would have opened a case for the first of two mentions; somebody agrees."""
    room = DetectorRoom(engine, load_crises().directory, lambda: LATER)
    room.start(ACME, Path(MODEL), None, Said("desk.ha", "fewer misses"))
    shadow = DetectorBook(engine).standing(ACME).shadow
    assert shadow is not None
    by = str(shadow.number)
    WatchBook(engine).take_in(ACME, "b", [FIRST, SECOND], LATER)
    write(
        engine,
        ruled(engine, Act.IGNORE, FIRST),
        ruled(engine, Act.OPEN, FIRST, FIRST.mention_id, by),
        ruled(engine, Act.IGNORE, SECOND),
        ruled(engine, Act.IGNORE, SECOND, by=by),
    )
    return by


async def test_without_a_shadow_only_what_rules_is_told(api: ApiAtHand) -> None:
    told = (await api.get(PLACE)).json()

    ruling = told["detectors"]["ruling"]
    assert (ruling["model"], ruling["policy"]) == ("as installed", "as installed")
    assert (ruling["model_sha256"], ruling["policy_sha256"]) == ("", "")
    assert (told["detectors"]["shadow"], told["comparison"]) == (None, None)


async def test_a_shadow_is_told_with_its_figures_and_where_it_differs(
    api: ApiAtHand, engine: Engine, shadowed: str
) -> None:
    VerdictBook(engine).say(ACME, FIRST.mention_id, Verdict.MISSED, "desk.an", LATER)
    told = (await api.get(PLACE)).json()
    short = (await api.get(f"{PLACE}?differences=0")).json()["comparison"]

    assert told["detectors"]["shadow_by"] == "desk.ha"
    compared = told["comparison"]
    assert (compared["mentions"], compared["differing"]) == (2, 1)
    assert (compared["ruling"]["alerts"], compared["shadow"]["alerts"]) == (0, 1)
    assert (compared["ruling"]["recall"], compared["shadow"]["recall"]) == (0.0, 1.0)
    [apart] = compared["differences"]
    assert (apart["mention_id"], apart["verdict"]) == (FIRST.mention_id, "missed")
    assert (apart["ruling"]["act"], apart["shadow"]["act"]) == ("ignore", "open")
    assert (short["differing"], short["differences"]) == (1, [])


@pytest.mark.parametrize("who", [LOTUS, "fin.mai"])
async def test_whoever_may_not_see_watches_sees_no_shadow(api: ApiAtHand, who: str) -> None:
    assert (await api.get(PLACE, who)).status_code == 403
