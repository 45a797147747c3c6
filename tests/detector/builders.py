"""Rows that nobody wrote to a brand, to train small models on."""

import numpy as np

from makegood.detector.model_file import Detector
from makegood.detector.reading import Floats
from makegood.detector.rows import Labelled
from makegood.detector.sentences import SIZE, Encoder
from makegood.detector.training.learning import Course, learn

GOODS = ("kettle", "phone", "jacket", "lamp", "parcel", "camera", "scooter", "blender")
DOMAINS = ("kitchen", "street")
BY_LEVEL = (
    ("thank you for the {0}, it is lovely", "when is the {0} on sale again?"),
    ("my {0} has not arrived yet", "the {0} does not work, please help"),
    ("still waiting for my {0}, really disappointed", "the {0} is broken again, very poor"),
    ("your {0} is rubbish and you ignore me", "you refuse a refund for the {0}, useless people"),
    ("you lied about the {0}, never again you scam", "liars! the {0} is a scam, disgusting"),
)


class Ear:
    """An encoder that hears of each text only whether it accuses, and keeps what it was asked."""

    ACCUSING = ("scam", "liars", "refuse", "lied", "thieves")

    def __init__(self) -> None:
        self.heard: list[str] = []

    def encode(self, texts: list[str]) -> Floats:
        """A row a text: one half of its figures for an accusation, the other for anything else."""
        self.heard.extend(texts)
        rows = np.zeros((len(texts), SIZE))
        for row, text in zip(rows, texts, strict=True):
            accusing = any(word in text for word in self.ACCUSING)
            row[: SIZE // 2] = accusing
            row[SIZE // 2 :] = not accusing
        return rows


def labelled(copies: int = 1) -> tuple[Labelled, ...]:
    """Two texts a degree, about each of the goods."""
    return tuple(
        Labelled("en", f"{text.format(thing)} {n}", level, DOMAINS[place % 2])
        for n in range(copies)
        for level, texts in enumerate(BY_LEVEL)
        for text in texts
        for place, thing in enumerate(GOODS)
    )


def a_detector(encoder: Encoder | None = None) -> Detector:
    """A small model of English."""
    return learn(labelled(), "test", Course(folds=0, say=lambda _: None, encoder=encoder))
