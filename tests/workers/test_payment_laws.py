"""A payment is judged by the policy that its claim is pinned to, however old that is."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import NeedsPerson, Unproven
from makegood.messages.steps import PaymentGrounds
from makegood.policy.loader import SHIPPED, load_policy
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.terms import Mandate
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.policy_shelf import PolicyShelf
from starters.editions import keep_edition
from tests.builders import MERCHANT
from workers.payment_laws import PinnedLaws
from workers.toolbox import policy_in_force, prover


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    url = f"sqlite:///{tmp_path / 'laws.sqlite'}"
    migrate(url)
    return make_engine(url)


def grounds(sha256: str, kind: ClaimKind = ClaimKind.LOST) -> PaymentGrounds:
    return PaymentGrounds(merchant_id=MERCHANT, kind=kind, policy_sha256=sha256)


def an_older_policy(folder: Path) -> Path:
    """The tables that ship, but another level of Finance releases."""
    old = folder / "old"
    shutil.copytree(SHIPPED, old)
    table = old / "authority.yaml"
    table.write_text(
        table.read_text().replace("release: &release [finance 1]", "release: &release [finance 2]")
    )
    return old


def test_the_policy_in_force_needs_no_shelf(engine: Engine) -> None:
    current = load_policy()

    law = PinnedLaws(current, PolicyShelf(engine)).law_for(grounds(current.sha256))

    assert law.version == current.version
    assert law.authority.release == (Mandate(Team.FINANCE, 1),)
    assert not law.owed


def test_a_claim_that_is_older_than_the_policy_is_judged_by_its_own(
    engine: Engine, tmp_path: Path
) -> None:
    old = an_older_policy(tmp_path)
    keep_edition(engine, old)
    laws = PinnedLaws(load_policy(), PolicyShelf(engine))

    law = laws.law_for(grounds(load_policy(old).sha256, ClaimKind.COD_MISMATCH))

    assert law.authority.release == (Mandate(Team.FINANCE, 2),)
    assert law.owed


def test_an_edition_is_read_at_the_pace_of_the_demonstration(
    engine: Engine, tmp_path: Path
) -> None:
    old = an_older_policy(tmp_path)
    keep_edition(engine, old)
    settings = Settings(policy_pace=2)
    pinned = policy_in_force(settings.model_copy(update={"policy_dir": old}))

    laws = PinnedLaws(policy_in_force(settings), PolicyShelf(engine), settings.policy_pace)

    assert laws.law_for(grounds(pinned.sha256)).version == pinned.version


def test_an_edition_that_nobody_kept_or_can_read_pays_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    broken = an_older_policy(tmp_path)
    (broken / "people.yaml").unlink()
    keep_edition(engine, broken)
    laws = PinnedLaws(load_policy(), PolicyShelf(engine))

    with pytest.raises(Unproven, match="policy edition ffff is not on the shelf"):
        laws.law_for(grounds("ffff"))


def test_a_merchant_without_a_contract_is_for_a_person(engine: Engine) -> None:
    current = load_policy()
    other = grounds(current.sha256).model_copy(update={"merchant_id": "nobody"})

    with pytest.raises(NeedsPerson):
        PinnedLaws(current, PolicyShelf(engine)).law_for(other)


def test_where_decisions_are_not_sealed_nothing_is_to_be_proven(engine: Engine) -> None:
    assert prover(Settings(), engine) is None
