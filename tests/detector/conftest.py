"""One small detector for all tests that need a trained one."""

from dataclasses import replace

import pytest

from makegood.detector.model_file import Detector
from makegood.detector.scorer import Scorer, shipped
from tests.detector.builders import Ear, a_detector


@pytest.fixture(scope="session")
def sensing() -> Detector:
    """A model of English joined to an encoder, trained on rows that a test made up."""
    return a_detector(Ear())


@pytest.fixture(scope="session")
def small(sensing: Detector) -> Detector:
    """The same without the encoder."""
    models = {name: replace(one, sense=None) for name, one in sensing.models.items()}
    return replace(sensing, models=models)


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """The detector that ships."""
    return shipped()
