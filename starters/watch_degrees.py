"""How bad a crisis is in the degrees of the detector that ships, language by language."""

from functools import cache

from makegood.rules.detection.scoring import SEVERE

COMPLAINT = "complaint"
NEGATIVE = 1
"""What a crisis counts as in a language of which the model knows only negative and other."""


@cache
def degree(language: str) -> int:
    """What a crisis is in the degrees of a language: severe, or negative where it has no more."""
    from makegood.detector.scorer import shipped

    scorer = shipped()
    known = language in scorer.languages
    return SEVERE if not known or scorer.target(language) == COMPLAINT else NEGATIVE
