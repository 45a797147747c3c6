"""The score of a mention put together from its parts, and the severity that follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, log10

from makegood.rules.crisis.severity import Severity, Trigger, floor_of, worst
from makegood.rules.detection.languages import guessed
from makegood.rules.detection.mention import History, Mention, TextScore
from makegood.rules.detection.phrases import TriggerHit, hits
from makegood.rules.detection.terms import DetectionTerms, Heat, Reach, ReachTerms, ScoreTerms
from makegood.rules.detection.velocity import Velocity

SEVERE = 3
"""The degree of a text that counts as severe: accusation or blame."""
NEVER, SURE = 1e-6, 1 - 1e-6


@dataclass(frozen=True)
class Part:
    """One part of a score: what it adds in log-odds, and why in a sentence."""

    name: str
    contribution: float
    why: str


@dataclass(frozen=True)
class Assessment:
    """What a mention comes to, with every part; `severity` None: nothing that anybody must see.

    `severity` is the worse of the grid's cell (score and reach) and the floor of the triggers, so
    that no good score averages a trigger away. Model and policy are those that said it.
    """

    severity: Severity | None
    score: float
    heat: Heat
    reach: Reach
    people: int
    floor: Severity | None
    triggers: tuple[Trigger, ...]
    hits: tuple[TriggerHit, ...]
    parts: tuple[Part, ...]
    language: str
    model: str
    policy: str

    @property
    def concerns(self) -> bool:
        """Whether it counts towards a storm: what is calm makes none."""
        return self.heat is not Heat.CALM or bool(self.triggers)


def assess(
    mention: Mention,
    text: TextScore | None,
    terms: DetectionTerms,
    velocity: Velocity | None = None,
) -> Assessment:
    """The assessment of a mention; `text` is None where no model reads its language."""
    language = mention.language or guessed(mention.text)
    found = hits(mention.text, terms.phrases, language)
    triggers = tuple(dict.fromkeys(hit.trigger for hit in found))
    parts = (_text_part(text, terms.score), *_history_parts(mention.history, terms.score))
    score = _share(sum(part.contribution for part in parts))
    heat, reach = heat_of(score, terms.score), reach_of(mention, terms.reach)
    loud = reach.louder() if velocity and velocity.is_burst else reach
    floor = floor_of(triggers, terms.floors)
    cell = terms.cell(heat, loud)
    return Assessment(
        severity=worst(cell, floor) if cell or floor else None,
        score=score,
        heat=heat,
        reach=loud,
        people=people(mention, terms.reach),
        floor=floor,
        triggers=triggers,
        hits=found,
        parts=parts,
        language=language,
        model=text.model if text else "",
        policy=terms.version,
    )


def explained(found: Assessment, velocity: Velocity | None = None) -> Iterator[str]:
    """Why it came to this severity, a sentence a part."""
    for part in found.parts:
        yield f"{part.contribution:+.2f} {part.name}: {part.why}"
    heard = f"{found.people:,} people may hear: {found.reach}"
    yield f"score {found.score:.2f} is {found.heat}; {heard}"
    if velocity:
        yield (
            f"{velocity.count} mentions by {velocity.authors} authors where "
            f"{velocity.expected:.1f} are usual: {'a burst' if velocity.is_burst else 'no burst'}"
        )
    for hit in found.hits:
        yield f"trigger {hit.trigger} ({hit.language}): {hit.words!r}"
    if found.floor:
        yield f"the triggers set a floor of {found.floor}"
    yield f"severity {found.severity or 'none'}"


def heat_of(score: float, terms: ScoreTerms) -> Heat:
    """The band of a score."""
    if score >= terms.severe:
        return Heat.SEVERE
    if score >= terms.high:
        return Heat.HIGH
    return Heat.RAISED if score >= terms.raised else Heat.CALM


def people(mention: Mention, terms: ReachTerms) -> int:
    """How many may hear of it: the larger of followers and impressions, more by influence."""
    heard = max(mention.followers, mention.impressions, 0)
    return heard * terms.influence if mention.influencer else heard


def reach_of(mention: Mention, terms: ReachTerms) -> Reach:
    """The band of the people reached."""
    heard = people(mention, terms)
    if heard >= terms.viral:
        return Reach.VIRAL
    if heard >= terms.loud:
        return Reach.LOUD
    return Reach.HEARD if heard >= terms.heard else Reach.QUIET


def _text_part(text: TextScore | None, terms: ScoreTerms) -> Part:
    if text is None or not text.at_least:
        return Part("text", terms.unread, "no model reads this language: triggers only")
    if len(text.at_least) < SEVERE:
        chance = text.at_least[0]
        why = f"negative with probability {chance:.2f}; the model does not tell how severe"
        return Part("text", _odds(chance) + terms.only_negative, why)
    chance = text.at_least[SEVERE - 1]
    return Part("text", _odds(chance), f"accuses or blames with probability {chance:.2f}")


def _history_parts(history: History, terms: ScoreTerms) -> Iterator[Part]:
    if history.contacts:
        counted = min(history.contacts, terms.most_contacts)
        why = f"{history.contacts} earlier contacts on the same matter"
        yield Part("repeated contact", counted * terms.repeated_contact, why)
    if history.reopened:
        yield Part("reopened", terms.reopened, "the ticket was closed and reopened")
    yield from _stake_part(history, terms)
    if history.tier in terms.tiers:
        yield Part("customer tier", terms.tiers[history.tier], f"a {history.tier} customer")


def _stake_part(history: History, terms: ScoreTerms) -> Iterator[Part]:
    """The weight once at the policy's amount, and again for every power of ten above."""
    stake = history.at_stake
    limit = next((one for one in terms.stakes if stake and one.currency == stake.currency), None)
    if stake and limit and stake.amount >= limit.amount > 0:
        tens = 1 + log10(float(stake.amount / limit.amount))
        yield Part("money at stake", terms.at_stake * tens, f"{stake.text()} is open")


def _odds(chance: float) -> float:
    held = min(max(chance, NEVER), SURE)
    return log(held / (1 - held))


def _share(odds: float) -> float:
    return 1 / (1 + exp(-odds))
