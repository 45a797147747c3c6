"""A score is the sum of parts that are all shown, and a trigger is never averaged away."""

from dataclasses import replace
from decimal import Decimal

import pytest

from makegood.rules.detection.mention import History, TextScore
from makegood.rules.detection.scoring import Assessment, assess, explained, heat_of
from makegood.rules.detection.terms import Heat, Reach
from makegood.rules.detection.velocity import Velocity
from makegood.rules.money import Money
from tests.rules.detection.mentions import (
    SEV1,
    SEV2,
    SEV3,
    TERMS,
    a_mention,
    severe,
)

CALM = TextScore("en", "test", (0.05, 0.03, 0.01, 0.001))
BURST = Velocity(count=300, authors=200, expected=4.0, chance=0.0, is_burst=True)


def parts(found: Assessment) -> dict[str, float]:
    return {part.name: round(part.contribution, 2) for part in found.parts}


def test_a_friendly_word_by_a_small_account_is_nobodys_matter() -> None:
    found = assess(a_mention(text="lovely shop"), CALM, TERMS)

    assert (found.severity, found.heat, found.reach) == (None, Heat.CALM, Reach.QUIET)


def test_no_calm_score_averages_a_trigger_away() -> None:
    found = assess(a_mention(text="kind regards, my charger caught fire"), CALM, TERMS)

    assert (found.severity, found.floor) == (SEV1, SEV1)
    assert [hit.words for hit in found.hits] == ["caught fire"]


def test_a_loud_accusation_is_worse_than_its_floor() -> None:
    found = assess(a_mention(text="a celebrity says so", followers=40_000), severe(), TERMS)

    assert (found.floor, found.severity) == (SEV3, SEV2)


@pytest.mark.parametrize(
    ("followers", "reach"),
    [(999, Reach.QUIET), (1_000, Reach.HEARD), (30_000, Reach.LOUD), (500_000, Reach.VIRAL)],
)
def test_reach_goes_by_powers_of_ten(followers: int, reach: Reach) -> None:
    assert assess(a_mention(followers=followers), CALM, TERMS).reach is reach


def test_impressions_count_where_they_are_more_and_influence_tenfold() -> None:
    found = assess(a_mention(followers=10, impressions=60_000, influencer=True), CALM, TERMS)

    assert (found.people, found.reach) == (600_000, Reach.VIRAL)


def test_a_burst_makes_a_mention_louder() -> None:
    quiet = assess(a_mention(followers=2_000), severe(), TERMS)
    burst = assess(a_mention(followers=2_000), severe(), TERMS, BURST)
    most = assess(a_mention(followers=600_000), severe(), TERMS, BURST)

    assert (quiet.reach, burst.reach, most.reach) == (Reach.HEARD, Reach.LOUD, Reach.VIRAL)
    assert (quiet.severity, burst.severity) == (SEV3, SEV2)


def test_what_the_company_knows_is_added_part_by_part() -> None:
    history = History(contacts=9, reopened=True, at_stake=Money(Decimal(5_000), "USD"), tier="gold")

    found = assess(a_mention(history=history), CALM, TERMS)

    assert parts(found) == {
        "text": -4.6,
        "repeated contact": 1.75,
        "reopened": 0.5,
        "money at stake": 0.8,
        "customer tier": 0.3,
    }
    assert found.score > assess(a_mention(), CALM, TERMS).score


@pytest.mark.parametrize(("amount", "currency"), [(499, "USD"), (9_000, "JPY")])
def test_little_money_or_money_of_no_table_adds_nothing(amount: int, currency: str) -> None:
    history = History(at_stake=Money(Decimal(amount), currency), tier="nobody")

    assert set(parts(assess(a_mention(history=history), CALM, TERMS))) == {"text"}


def test_a_language_that_no_model_reads_has_triggers_only() -> None:
    found = assess(a_mention(text="tôi sẽ kiện", language="vi"), None, TERMS)

    assert found.model == ""
    assert found.severity is SEV2
    assert "triggers only" in found.parts[0].why


def test_a_model_that_knows_negative_only_says_so() -> None:
    found = assess(a_mention(language="th"), TextScore("th", "test", (0.9,)), TERMS)

    assert parts(found) == {"text": 0.0}
    assert "does not tell how severe" in found.parts[0].why


def test_certainty_stays_a_finite_figure() -> None:
    for chance in (0.0, 1.0):
        assert abs(parts(assess(a_mention(), severe(chance), TERMS))["text"]) < 14


def test_a_message_without_a_language_is_guessed() -> None:
    assert assess(a_mention(text="จะฟ้องร้อง", language=""), None, TERMS).language == "th"


@pytest.mark.parametrize(
    ("score", "heat"),
    [(0.0, Heat.CALM), (0.12, Heat.RAISED), (0.3, Heat.HIGH), (0.6, Heat.SEVERE)],
)
def test_bands_begin_where_policy_says(score: float, heat: Heat) -> None:
    assert heat_of(score, TERMS.score) is heat


def test_everything_is_explained() -> None:
    mention = a_mention(text="my lawyer will call", followers=2_000)
    found = assess(mention, severe(), TERMS, BURST)
    told = "\n".join(explained(found, BURST))

    assert "+1.39 text: accuses or blames with probability 0.80" in told
    assert "2,000 people may hear" in told
    assert "300 mentions by 200 authors where 4.0 are usual: a burst" in told
    assert "trigger legal_letter (en): 'my lawyer'" in told
    assert "the triggers set a floor of SEV2" in told
    assert told.endswith("severity SEV2")


def test_nothing_to_say_is_explained_too() -> None:
    still = replace(BURST, is_burst=False)
    told = "\n".join(explained(assess(a_mention(), CALM, TERMS, still), still))

    assert "no burst" in told
    assert told.endswith("severity none")


def test_without_a_velocity_none_is_spoken_of() -> None:
    assert "usual" not in "\n".join(explained(assess(a_mention(), CALM, TERMS)))


def test_model_and_policy_are_on_record() -> None:
    found = assess(a_mention(), severe(), TERMS)

    assert (found.model, found.policy) == ("test", TERMS.version)
