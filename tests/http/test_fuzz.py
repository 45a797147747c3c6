"""Whatever is sent to the API, it answers as it says it does, and never breaks (schemathesis)."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from sqlalchemy import Engine

from starters.server import reach
from tests.http.at_hand import STAFF, an_api, served
from tests.http.test_watches import QuietWatches

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

EXAMPLES = 2
"""For each route, of what fits its description, and as many of what does not."""

NOT_OURS = [ignored_auth, positive_data_acceptance]
"""Keys are tried in tests of their own; and what fits a description may still break a rule."""

TAKES_ALL = "reference"
"""Its routes take nothing that could be wrong."""

OF_TEMPORAL = ["/v1/system/checks", "/v1/watches/{name}"]
"""They ask a real Temporal, and wait for it where there is none."""


def tried(operation: Operation, mode: GenerationMode) -> None:
    """Send what fits the route's description, or what does not, and look at every answer."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case[Any]) -> None:
        response = case.call(headers={"authorization": f"Bearer {STAFF}"})
        case.validate_response(response, excluded_checks=NOT_OURS)

    answers()


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_does_as_it_says(folder: Path, engine: Engine, mode: GenerationMode) -> None:
    bare = an_api(folder, engine)
    client = asyncio.run(reach(bare.house.settings, lazily=True))
    house = replace(bare.house, watches=QuietWatches(client, engine))
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", served(house)).exclude(
        path=OF_TEMPORAL
    )
    if mode.is_negative:
        schema = schema.exclude(tag=TAKES_ALL)
    wrong = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        try:
            tried(operation, mode)
        except (Exception, BaseExceptionGroup) as failure:  # noqa: BLE001  (all are told)
            wrong[operation.label] = str(failure)[:600]

    assert wrong == {}
