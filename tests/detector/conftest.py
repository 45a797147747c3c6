"""One small detector for all tests that need a trained one."""

import pytest

from makegood.detector.model_file import Detector
from makegood.detector.scorer import Scorer, shipped
from tests.detector.builders import a_detector


@pytest.fixture(scope="session")
def small() -> Detector:
    """A model of English, trained on rows that a test made up."""
    return a_detector()


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """The detector that ships."""
    return shipped()
