"""Changes of a rota are saved once, count from then on, and stay on record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from makegood.messages.problems import Conflict, NotFound
from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.rota.plan import OnCall, Override
from makegood.rules.rota.saving import Standing
from makegood.store.engine import writing
from makegood.store.on_call_book import OnCallBook
from makegood.store.rota import Judged, RotaChanges, Saved, Wanted, Word
from tests.rules.rota.builders import (
    EVERY_DAY,
    HOUR,
    PEOPLE,
    a_layer,
    a_rota,
    an_override,
    names,
    vn,
)

NOW = vn(3, 1, 12)
WEDNESDAY = (vn(3, 4), vn(3, 5))
WORD = Word("mai", "an is back")


@pytest.fixture
def changes(engine: Engine) -> RotaChanges:
    """The changes of rotas in a fresh database."""
    return RotaChanges(engine)


def a_standing(now: datetime = NOW) -> Standing:
    return Standing(a_rota(), (), PEOPLE, now)


def stand_in(person: str = "binh", *when: datetime, replaces: str = "an") -> Override:
    return an_override(person, *(when or WEDNESDAY), replaces=replaces, change="")


def test_a_change_is_read_as_it_was_saved_under_an_id_of_its_own(changes: RotaChanges) -> None:
    first = changes.save((stand_in(),), a_standing())
    second = changes.save((stand_in("lan", vn(3, 6), vn(3, 7)),), a_standing())

    assert (first.id, first.warnings, first.already) == ("R-1", (), False)
    assert second.warnings == ("lan is not of legal.",)
    assert changes.overrides() == (*first.change, *second.change)
    assert changes.overrides()[0] == an_override("binh", *WEDNESDAY, replaces="an", change="R-1")


def test_both_halves_of_a_swap_are_one_change(changes: RotaChanges) -> None:
    halves = (stand_in(), stand_in("an", vn(3, 11), vn(3, 12), replaces="binh"))

    saved = changes.save(halves, a_standing())
    changes.withdraw("R-1", a_standing(), WORD)

    assert {half.id for half in saved.change} == {"R-1"}
    assert changes.overrides() == ()


def test_changes_saved_together_are_each_judged_by_those_before(changes: RotaChanges) -> None:
    wanted = [
        Wanted((stand_in(),), "1#"),
        Wanted((stand_in("lan"),), "2#"),
        Wanted((stand_in("lan", vn(3, 6), vn(3, 7)),), "3#"),
    ]

    first, clash, last = changes.save_all(wanted, a_standing(), Judged())

    assert isinstance(clash, Refused)
    assert clash.code == "rota_clash"
    assert isinstance(first, Saved)
    assert isinstance(last, Saved)
    assert changes.overrides() == (*first.change, *last.change)


def test_what_is_only_looked_at_is_not_kept(changes: RotaChanges) -> None:
    [seen] = changes.save_all([Wanted((stand_in(),))], a_standing(), Judged(dry=True))

    assert isinstance(seen, Saved)
    assert changes.overrides() == ()
    assert changes.version(Team.LEGAL) == 0


def test_nothing_is_saved_over_a_version_that_will_not_do(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())
    changes.withdraw("R-1", a_standing(), WORD)
    seen: list[int] = []

    def require(version: int) -> None:
        seen.append(version)
        raise Refused("stale", "It has changed.")

    with pytest.raises(Refused, match="changed"):
        changes.save_all([Wanted((stand_in(),))], a_standing(), Judged(require))

    assert (seen, changes.overrides()) == ([2], ())
    assert (changes.version(Team.LEGAL), changes.version(Team.OPERATIONS)) == (2, 0)


def test_a_change_and_a_withdrawal_tell_the_version_that_they_leave(changes: RotaChanges) -> None:
    told: list[int] = []
    judged = Judged(told=told.append)

    changes.save((stand_in(),), a_standing(), judged=judged)
    changes.save((stand_in(),), a_standing(), judged=judged)
    changes.withdraw("R-1", a_standing(), WORD, judged)
    changes.withdraw("R-1", a_standing(), WORD, judged)

    assert told == [1, 1, 2, 2]


def test_nothing_is_withdrawn_from_a_version_that_will_not_do(changes: RotaChanges) -> None:
    saved = changes.save((stand_in(),), a_standing())

    def require(version: int) -> None:
        raise Refused("stale", f"It is at {version}.")

    with pytest.raises(Refused, match="at 1"):
        changes.withdraw("R-1", a_standing(), WORD, Judged(require))

    assert changes.overrides() == saved.change


def test_only_what_touches_the_time_and_the_team_is_read(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())
    theirs = a_rota(a_layer("lan"), team=Team.OPERATIONS)
    other = an_override("lan", *WEDNESDAY, team=Team.OPERATIONS)
    changes.save((other,), Standing(theirs, (), PEOPLE, NOW))

    assert names(changes.overrides(*WEDNESDAY)) == ["binh", "lan"]
    assert names(changes.overrides(*WEDNESDAY, Team.OPERATIONS)) == ["lan"]
    assert changes.overrides(vn(3, 5), vn(3, 6)) == ()
    assert changes.overrides(vn(3, 3), vn(3, 4)) == ()


def test_the_same_change_again_is_the_one_that_is_there(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())

    again = changes.save((stand_in(),), a_standing(vn(3, 4, 10)))

    assert (again.id, again.already) == ("R-1", True)
    assert len(changes.overrides()) == 1


def test_a_refused_change_leaves_nothing_behind(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())

    with pytest.raises(Refused, match="Withdraw R-1 first"):
        changes.save((stand_in("chi"),), a_standing())

    assert names(changes.overrides()) == ["binh"]


def test_of_two_who_save_at_once_the_second_sees_the_first(changes: RotaChanges) -> None:
    def save(person: str) -> str:
        try:
            return changes.save((stand_in(person),), a_standing()).id
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(save, ("binh", "chi")))

    assert sorted(ended) == ["R-1", "rota_clash"]


def test_a_withdrawn_change_counts_until_then(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())

    warnings = changes.withdraw("R-1", a_standing(vn(3, 4, 12)), WORD)

    assert warnings == ()
    assert [(each.since, each.until) for each in changes.overrides()] == [(vn(3, 4), vn(3, 4, 12))]
    assert changes.overrides(vn(3, 4, 12), vn(3, 5)) == ()


def test_a_withdrawal_makes_room_for_another(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())
    changes.withdraw("R-1", a_standing(), WORD)

    assert changes.save((stand_in("chi"),), a_standing()).id == "R-2"
    assert names(changes.overrides()) == ["chi"]


def test_to_withdraw_again_changes_nothing(changes: RotaChanges, engine: Engine) -> None:
    changes.save((stand_in(),), a_standing())
    changes.withdraw("R-1", a_standing(), WORD)

    assert changes.withdraw("R-1", a_standing(vn(3, 4, 12)), WORD) == ()

    assert changes.overrides() == ()
    assert rows(engine, "rota_withdrawal") == 1


def test_a_withdrawal_that_leaves_a_gap_is_warned_of(changes: RotaChanges) -> None:
    weekend = Standing(a_rota(cover=EVERY_DAY), (), PEOPLE, NOW)
    changes.save((stand_in("binh", vn(3, 7, 9), vn(3, 7, 18), replaces=""),), weekend)

    [warning] = changes.withdraw("R-1", weekend, WORD)

    assert warning.startswith("Nobody but mai is on call from 2026-03-07 09:00")


def test_what_is_over_cannot_be_withdrawn(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())

    with pytest.raises(Refused, match="R-1 is over"):
        changes.withdraw("R-1", a_standing(vn(3, 9)), WORD)


@pytest.mark.parametrize("unknown", ["R-9", "R-", "R-x", "nine", "R-²", "R-" + "9" * 40])
def test_a_change_that_is_not_there_is_not_found(changes: RotaChanges, unknown: str) -> None:
    with pytest.raises(NotFound, match="There is no change"):
        changes.withdraw(unknown, a_standing(), WORD)
    with pytest.raises(NotFound, match="There is no change"):
        changes.team_of(unknown)


def test_the_team_of_a_change_is_known_by_its_id(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing())

    assert changes.team_of("R-1") is Team.LEGAL


def test_an_event_that_moved_takes_the_place_of_itself(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing(), source="event-1")
    moved = changes.save((stand_in("chi", vn(3, 4), vn(3, 6)),), a_standing(), source="event-1")

    assert [(each.id, each.person) for each in changes.overrides()] == [(moved.id, "chi")]


def test_an_event_that_moved_where_it_may_not_stays_where_it_was(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing(), source="event-1")

    with pytest.raises(Refused, match="is not in the directory"):
        changes.save((stand_in("nobody"),), a_standing(), source="event-1")

    assert names(changes.overrides()) == ["binh"]


def test_what_an_event_was_in_the_past_is_left_on_record(changes: RotaChanges) -> None:
    changes.save((stand_in(),), a_standing(), source="event-1")
    later = stand_in("binh", vn(3, 6), vn(3, 7))

    changes.save((later,), a_standing(vn(3, 5)), source="event-1")

    assert [each.id for each in changes.overrides()] == ["R-1", "R-2"]


@pytest.mark.parametrize("table", ["rota_change", "rota_override"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET number = 9"])
def test_nothing_is_ever_taken_off_the_record(
    changes: RotaChanges, engine: Engine, table: str, statement: str
) -> None:
    changes.save((stand_in(),), a_standing())

    with pytest.raises(Conflict, match="only ever added to"), writing(engine) as connection:
        connection.execute(text(statement.format(table)))

    assert rows(engine, table) == 1


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


@pytest.fixture
def book(engine: Engine, changes: RotaChanges) -> OnCallBook:
    """The rotas of Legal and of management, in which Binh stands in for An on Wednesday."""
    changes.save((stand_in(),), a_standing())
    duty = a_layer("mai", name="duty", week=EVERY_DAY)
    return OnCallBook(engine, (a_rota(), a_rota(duty, team=Team.MANAGEMENT, fallback="nam")))


def test_whoever_stands_in_is_called(book: OnCallBook) -> None:
    assert book.who("legal", vn(3, 4, 10)) == (
        OnCall("binh", "office", vn(3, 4, 18), "R-1"),
        OnCall("mai", "fallback", None),
    )
    assert names(book.who("legal", vn(3, 5, 10))) == ["an", "mai"]


@pytest.mark.parametrize("team", ["sales", "key_account", "choir"])
def test_a_team_without_a_rota_is_answered_for_by_management(book: OnCallBook, team: str) -> None:
    assert names(book.who(team, vn(3, 4, 10))) == ["mai", "nam"]


@pytest.mark.parametrize("team", list(Team))
def test_there_is_never_nobody_to_call(book: OnCallBook, team: Team) -> None:
    for hours in range(0, 24 * 14, 31):
        assert book.who(team, datetime(2026, 12, 20, tzinfo=UTC) + hours * HOUR)


def test_the_book_tells_all_rotas_and_what_is_changed_in_them(book: OnCallBook) -> None:
    assert [rota.team for rota in book.rotas()] == [Team.LEGAL, Team.MANAGEMENT]
    assert names(book.overrides(NOW, NOW + timedelta(7))) == ["binh"]


def test_a_book_without_management_is_refused(engine: Engine) -> None:
    with pytest.raises(
        ValueError, match="management has no rota, and nobody answers for management"
    ):
        OnCallBook(engine, (a_rota(),))
