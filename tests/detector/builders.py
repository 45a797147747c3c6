"""Rows that nobody wrote to a brand, to train small models on."""

from makegood.detector.model_file import Detector
from makegood.detector.rows import Labelled
from makegood.detector.training.learning import learn

GOODS = ("kettle", "phone", "jacket", "lamp", "parcel", "camera", "scooter", "blender")
DOMAINS = ("kitchen", "street")
BY_LEVEL = (
    ("thank you for the {0}, it is lovely", "when is the {0} on sale again?"),
    ("my {0} has not arrived yet", "the {0} does not work, please help"),
    ("still waiting for my {0}, really disappointed", "the {0} is broken again, very poor"),
    ("your {0} is rubbish and you ignore me", "you refuse a refund for the {0}, useless people"),
    ("you lied about the {0}, never again you scam", "liars! the {0} is a scam, disgusting"),
)


def labelled(copies: int = 1) -> tuple[Labelled, ...]:
    """Two texts a degree, about each of the goods."""
    return tuple(
        Labelled("en", f"{text.format(thing)} {n}", level, DOMAINS[place % 2])
        for n in range(copies)
        for level, texts in enumerate(BY_LEVEL)
        for text in texts
        for place, thing in enumerate(GOODS)
    )


def a_detector(version: str = "test") -> Detector:
    """A small model of English."""
    return learn(labelled(), version, folds=0, say=lambda _: None)
