"""Sessions, keys and links end when they should, and no secret of them is in the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from makegood.messages.problems import Conflict, NotFound
from makegood.store.api_keys import ApiKeys, NewKey
from makegood.store.engine import make_engine
from makegood.store.sessions import Session, Sessions
from makegood.store.trail import AccessEvent, AccessLine, Trail, UsedLinks

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
IDLE = timedelta(hours=8)


@pytest.fixture
def engine(url: str) -> Engine:
    """A database of the test's own."""
    return make_engine(url)


def everything(engine: Engine, table: str) -> str:
    """All that a table holds, as whoever stole the database reads it."""
    with engine.connect() as connection:
        return str(connection.execute(text(f"SELECT * FROM {table}")).all())


def a_session(account: str = "desk.an", glance: str = "") -> Session:
    """A session that may last a week."""
    return Session(account, NOON, NOON + 7 * DAY, glance)


def test_a_session_is_found_by_its_secret_which_the_database_does_not_know(engine: Engine) -> None:
    sessions = Sessions(engine, IDLE)
    secret = sessions.begin(a_session(glance="claim/C-1"), NOON)

    assert sessions.find(secret, NOON) == a_session(glance="claim/C-1")
    assert sessions.find(secret[:-1], NOON) is None
    assert secret not in everything(engine, "web_session")


def test_a_session_ends_when_it_is_idle_too_long_and_when_its_time_is_up(engine: Engine) -> None:
    sessions = Sessions(engine, IDLE)
    idle, busy = sessions.begin(a_session(), NOON), sessions.begin(a_session(), NOON)

    assert sessions.find(idle, NOON + IDLE) is not None
    assert sessions.find(idle, NOON + 2 * IDLE + SECOND) is None
    hours = (NOON + n * HOUR for n in range(24 * 7))
    assert all(sessions.find(busy, hour) is not None for hour in hours)
    assert sessions.find(busy, NOON + 7 * DAY) is None


def test_a_session_keeps_how_its_person_was_proven(engine: Engine) -> None:
    sessions = Sessions(engine, IDLE)
    proven = replace(a_session(), methods=("oidc", "pwd", "otp"))

    assert sessions.find(sessions.begin(proven, NOON), NOON) == proven


def test_signing_out_ends_one_session_and_everywhere_all_of_the_account(engine: Engine) -> None:
    sessions = Sessions(engine, IDLE)
    phone, desk, laptop = (sessions.begin(a_session(), NOON) for _ in range(3))
    others = sessions.begin(a_session("desk.chi"), NOON)

    sessions.end(phone, NOON)
    assert [sessions.find(each, NOON) is None for each in (phone, desk)] == [True, False]

    assert sessions.end_all("desk.an", NOON) == 2
    assert sessions.find(laptop, NOON) is None
    assert sessions.find(others, NOON) is not None


def test_a_session_that_ended_long_ago_is_off_the_record(engine: Engine) -> None:
    sessions = Sessions(engine, IDLE)
    sessions.begin(a_session("desk.dung"), NOON)
    later = NOON + 60 * DAY
    sessions.begin(Session("desk.an", later, later + DAY), later)

    assert "desk.dung" not in everything(engine, "web_session")


def a_key(name: str = "portal", **changes: object) -> NewKey:
    """A key of the merchant's portal for ninety days."""
    told: dict[str, object] = {
        "name": name,
        "scopes": ("claim.file", "claim.read"),
        "ends_at": NOON + 90 * DAY,
        "made_by": "admin.quan",
        "merchant_id": "merchant-lotus",
    }
    return NewKey(**(told | changes))  # type: ignore[arg-type]


def test_a_key_is_shown_once_and_kept_as_a_hash(engine: Engine) -> None:
    keys = ApiKeys(engine)
    key = keys.make(a_key(), NOON)

    (entry,) = keys.all()
    assert key.startswith(f"mg_{entry.id}_")
    assert key.rpartition("_")[2] not in everything(engine, "api_key")
    assert (entry.name, entry.scopes, entry.used_at) == ("portal", a_key().scopes, None)


def test_a_key_opens_until_it_ends_or_is_revoked_and_tells_when_it_was_used(engine: Engine) -> None:
    keys = ApiKeys(engine)
    key = keys.make(a_key(), NOON)

    found = keys.find(key, NOON + HOUR)
    assert found is not None
    assert found.merchant_id == "merchant-lotus"
    assert keys.all()[0].used_at == NOON + HOUR
    assert keys.find(key, NOON + 90 * DAY) is None

    revoked = keys.revoke("portal", "admin.quan", NOON + DAY)
    assert (revoked.revoked_at, revoked.revoked_by) == (NOON + DAY, "admin.quan")
    assert keys.find(key, NOON + DAY) is None
    assert keys.revoke("portal", "admin.other", NOON + 2 * DAY) == revoked


@pytest.mark.parametrize("wrong", ["", "mg_", "mg_aaaaaaaa_nonsense", "Bearer x", "mg_" + "é" * 20])
def test_what_is_no_key_opens_nothing(engine: Engine, wrong: str) -> None:
    keys = ApiKeys(engine)
    keys.make(a_key(), NOON)

    assert keys.find(wrong, NOON) is None


def test_a_key_with_a_changed_letter_opens_nothing(engine: Engine) -> None:
    keys = ApiKeys(engine)
    key = keys.make(a_key(), NOON)
    changed = key[:-1] + ("A" if key[-1] != "A" else "B")

    assert keys.find(changed, NOON) is None


def test_a_name_means_one_key_for_ever(engine: Engine) -> None:
    keys = ApiKeys(engine)
    keys.make(a_key(), NOON)
    keys.revoke("portal", "admin.quan", NOON)

    with pytest.raises(Conflict, match="a name is given once"):
        keys.make(a_key(), NOON)
    with pytest.raises(NotFound):
        keys.revoke("another", "admin.quan", NOON)


def test_a_link_is_used_once(engine: Engine) -> None:
    links = UsedLinks(engine)

    assert links.used_at("L-1") is None
    assert [links.use("L-1", "fin.oanh", NOON + n * SECOND) for n in range(3)] == [
        True,
        False,
        False,
    ]
    assert links.used_at("L-1") == NOON


def test_the_trail_says_who_opened_a_restricted_case_and_when(engine: Engine) -> None:
    trail = Trail(engine)
    opened = AccessLine("legal.uyen", AccessEvent.OPENED_RESTRICTED, "crisis/K-1", "r-1")
    trail.note(AccessLine("legal.uyen", AccessEvent.SIGNED_IN), NOON)
    trail.note(opened, NOON + HOUR)
    trail.note(AccessLine("pr.kim", AccessEvent.SIGNED_IN), NOON + DAY)

    assert [(one.at, one.line) for one in trail.lines("crisis/K-1")] == [(NOON + HOUR, opened)]
    newest = trail.lines(limit=2)
    assert [one.line.actor for one in newest] == ["pr.kim", "legal.uyen"]
    assert [one.line.event for one in trail.lines(before=newest[-1].number)] == ["signed_in"]
