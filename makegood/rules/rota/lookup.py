"""Who is on call, at an instant and between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from makegood.rules.claim import Team
from makegood.rules.local_time import as_utc
from makegood.rules.rota.blocks import block_at, edges_of
from makegood.rules.rota.plan import FALLBACK, OVERRIDE, Duty, OnCall, Override, Rota

Overrides = Sequence[Override]
"""In the order in which they were recorded; those of other teams are passed over."""

HORIZON = timedelta(weeks=5)
"""How far ahead the end of a shift is looked for."""


class Post(NamedTuple):
    """A person in a layer; the turn tells two stretches of one person apart."""

    person: str
    layer: str
    override: str
    turn: int


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """When somebody's shift ends, and who is called from then on, the fallback last."""

    at: datetime
    then: tuple[OnCall, ...]


def who_is_on_call(rota: Rota, overrides: Overrides, at: datetime) -> tuple[OnCall, ...]:
    """Who is called at an instant: the first, those who back them up, the fallback at the end.

    Nobody stands there twice, except that the fallback is always at the end as well. ValueError for
    an instant without a zone.
    """
    called = _called(rota, overrides, as_utc(at))
    return (*called, OnCall(rota.table.fallback, FALLBACK, None))


def rota_for(rotas: Iterable[Rota], team: str) -> Rota:
    """The rota of a team, or management's for a team that has none; ValueError without that."""
    by_team = {str(rota.team): rota for rota in rotas}
    found = by_team.get(team) or by_team.get(Team.MANAGEMENT)
    if found is None:
        raise ValueError(f"management has no rota, and nobody answers for {team}")
    return found


def shift_end(rota: Rota, overrides: Overrides, person: str, at: datetime) -> ShiftEnd | None:
    """When a person who is called now is called no more; None where they are not, or stay on.

    At that moment their open cases go to whoever is called then.
    """
    at = as_utc(at)
    ends = _ends(rota, overrides, at)
    own = [
        ends.get(_place(post)) for post in posts_at(rota, overrides, at) if post.person == person
    ]
    if not own or own[0] is None:
        return None
    then = who_is_on_call(rota, overrides, own[0])
    return ShiftEnd(own[0], then)


def takes_over(rota: Rota, overrides: Overrides, person: str, at: datetime) -> str:
    """Who comes after somebody: the first other who is called once their shift ends.

    Where the person is not called, or stays on, the first other who is called now; empty where
    there is nobody else.
    """
    ending = shift_end(rota, overrides, person, at)
    then = ending.then if ending else who_is_on_call(rota, overrides, at)
    return next((one.person for one in then if one.person != person), "")


def _called(rota: Rota, overrides: Overrides, at: datetime) -> tuple[OnCall, ...]:
    ends = _ends(rota, overrides, at)
    return tuple(
        OnCall(post.person, post.layer, ends.get(_place(post)), post.override)
        for post in posts_at(rota, overrides, at)
    )


def shifts_between(
    rota: Rota, overrides: Overrides, since: datetime, until: datetime
) -> tuple[Duty, ...]:
    """Every duty between two instants, cut off at both, by its beginning and its place.

    A duty ends with the turn, though the next turn be the same person's.
    """
    running: dict[tuple[int, Post], datetime] = {}
    ended: list[Duty] = []
    for at in moments(rota, overrides, since, until):
        posts = posts_at(rota, overrides, at) if at < until else ()
        now = dict.fromkeys(enumerate(posts), at)
        ended += [_duty(key, begun, at) for key, begun in running.items() if key not in now]
        running = {key: running.get(key, at) for key in now}
    return tuple(sorted(ended, key=lambda duty: (duty.since, duty.place)))


def whole_shifts(
    rota: Rota, overrides: Overrides, since: datetime, until: datetime
) -> tuple[Duty, ...]:
    """Every duty that touches the time between two instants, from its beginning to its end."""
    since, until = as_utc(since), as_utc(until)
    touching = [o for o in _own(rota, overrides) if o.since < until and since < o.until]
    begins = min([since, *(each.since for each in touching)]) - HORIZON
    ends = max([until, *(each.until for each in touching)]) + HORIZON
    duties = shifts_between(rota, overrides, begins, ends)
    return tuple(duty for duty in duties if duty.since < until and since < duty.until)


def _duty(key: tuple[int, Post], since: datetime, until: datetime) -> Duty:
    place, post = key
    return Duty(since, until, place, post.person, post.layer, post.override)


def moments(rota: Rota, overrides: Overrides, since: datetime, until: datetime) -> list[datetime]:
    """Both instants, and in order every one between them at which somebody may come or go."""
    since, until = as_utc(since), as_utc(until)
    edges = {
        edge for layer in rota.table.layers for edge in edges_of(rota, layer.week, since, until)
    }
    edges |= {edge for each in _own(rota, overrides) for edge in (each.since, each.until)}
    return sorted({since, until, *(edge for edge in edges if since < edge < until)})


def posts_at(rota: Rota, overrides: Overrides, at: datetime) -> tuple[Post, ...]:
    """Who stands where at an instant, the first first and nobody twice, without the fallback."""
    live = [each for each in _own(rota, overrides) if each.covers(at)]
    first: dict[str, Post] = {}
    for post in (*_on_top(live), *_layered(rota, live, at)):
        first.setdefault(post.person, post)
    return tuple(first.values())


def _on_top(live: Overrides) -> Iterator[Post]:
    """Those who stand on top of the layers: of two the one who was put there last."""
    for place in reversed(range(len(live))):
        own = live[place]
        if not own.replaces:
            yield from _stood_in(Post(own.person, OVERRIDE, own.id, 0), live[place + 1 :])


def _layered(rota: Rota, live: Overrides, at: datetime) -> Iterator[Post]:
    for layer in rota.table.layers:
        block = block_at(rota, layer, at)
        if block:
            yield from _stood_in(Post(block.person, layer.name, "", block.turn), live)


def _stood_in(post: Post, later: Overrides) -> Iterator[Post]:
    """The post with whoever stands in for its person, and so on; none where nobody does.

    A change counts once for a post: the halves of a swap would undo one another.
    """
    counted: set[str] = set()
    for each in later:
        if each.replaces and each.replaces == post.person and each.id not in counted:
            counted.add(each.id)
            post = post._replace(person=each.person, override=each.id)
    if post.person:
        yield post


def _own(rota: Rota, overrides: Overrides) -> Iterator[Override]:
    return (each for each in overrides if each.team == rota.team)


def _place(post: Post) -> tuple[str, str]:
    return post.person, post.layer


def _ends(rota: Rota, overrides: Overrides, at: datetime) -> dict[tuple[str, str], datetime]:
    """When each of those who stand somewhere now no longer does, as far as that is in sight."""
    waiting = set(map(_place, posts_at(rota, overrides, at)))
    ends: dict[tuple[str, str], datetime] = {}
    for edge in moments(rota, overrides, at, at + HORIZON)[1:-1]:
        gone = waiting - set(map(_place, posts_at(rota, overrides, edge)))
        ends |= dict.fromkeys(gone, edge)
        waiting -= gone
    return ends
