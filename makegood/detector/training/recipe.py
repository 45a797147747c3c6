"""What is set before training: voices, penalties and folds by language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from makegood.detector.cues import Cues
from makegood.detector.model import Counting, Sort

CUES = Path(__file__).parent.parent / "cues"


@dataclass(frozen=True)
class Trained:
    """A voice to be trained: its sorts of n-grams, its counting, and C of its regression."""

    counting: Counting
    sorts: tuple[Sort, ...]
    freedom: float
    figures: float
    """What one standard deviation of a figure weighs against a message of length 1."""


@dataclass(frozen=True)
class Recipe:
    """How a language is trained; `rarest` is in how many rows a slot must occur."""

    voices: tuple[Trained, ...]
    rarest: int
    target: str
    folds: int = 3
    """For the stacking: each voice is heard on rows that it was not trained on."""
    seed: int = 20_261_122


_BOTH = (Sort.CHARS, Sort.WORDS)
RECIPES = {
    "en": Recipe(
        (
            Trained(Counting.LOG, _BOTH, freedom=2.0, figures=0.1),
            Trained(Counting.ONCE, _BOTH, freedom=2.0, figures=0.1),
        ),
        rarest=2,
        target="complaint",
    ),
    "th": Recipe(
        (
            Trained(Counting.LOG, (Sort.CHARS,), freedom=10.0, figures=0.05),
            Trained(Counting.ONCE, (Sort.CHARS,), freedom=3.0, figures=0.1),
        ),
        rarest=4,
        target="negative",
    ),
    "id": Recipe(
        (
            Trained(Counting.LOG, _BOTH, freedom=10.0, figures=0.07),
            Trained(Counting.ONCE, _BOTH, freedom=3.0, figures=0.1),
        ),
        rarest=4,
        target="negative",
    ),
}


class CuesFile(BaseModel):
    """A file of cues as its author writes it."""

    model_config = ConfigDict(extra="forbid")

    spaced: bool
    negators: str
    negatable: tuple[str, ...]
    cues: dict[str, tuple[str, ...]]


@cache
def cues_of(language: str) -> Cues:
    """The cues of a language that can be trained; KeyError for any other."""
    path = CUES / f"{language}.yaml"
    if language not in RECIPES:
        raise KeyError(language)
    told = CuesFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
    return Cues(told.spaced, told.negators, told.negatable, tuple(told.cues.items()))
