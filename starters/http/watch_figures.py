"""What a watch is worth, by what people said of its mentions, and what a model learns from that."""

from datetime import datetime

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.messages.watch_views import TrainingRow
from makegood.messages.watches import WatchName
from makegood.rules.claim import Team
from makegood.rules.detection.figures import ShiftLoad
from makegood.rules.rota.lookup import rota_for, who_is_on_call
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.rotas import RotaTables
from starters.http.watch import TAG, watches_for
from starters.watch_degrees import degree
from starters.web.house import House

READ = "watch.read"


class WatchShift(Message):
    """A week and shift: alerts, what people said of them, and how often the watch was right.

    `precision` and `recall` are absent where there is nothing to divide by.
    """

    week: str
    shift: str
    alerts: int
    judged: int
    crises: int
    caught: int
    duplicates: int
    missed: int
    precision: float | None = None
    recall: float | None = None


class WatchWorth(Message):
    """Week by week and shift by shift, in order."""

    figures: tuple[WatchShift, ...]


class TrainingRows(Message):
    """Judged mentions as rows to train on: a crisis is severe, what was none is nothing."""

    rows: tuple[TrainingRow, ...]


class WatchFigures:
    """Answers what people's verdicts on a watch come to."""

    def __init__(self, house: House, rotas: RotaTables) -> None:
        self._house = house
        self._rotas = rotas

    async def figures(self, request: Request, name: WatchName) -> Response:
        """Alert load, precision and recall by week and shift, from the verdicts that were kept."""
        watches, _ = await watches_for(self._house, request, READ)
        desk = rota_for(self._rotas.all(), Team.SERVICE_DESK)

        def shift_of(at: datetime) -> str:
            return who_is_on_call(desk, (), at)[0].layer

        found = await watches.figures(name, shift_of)
        return as_json(WatchWorth(figures=tuple(map(_shift, found))), CACHING)

    async def rows(self, request: Request, name: WatchName) -> Response:
        """Verdicts as training rows, in the columns that `makegood detector train` reads."""
        watches, _ = await watches_for(self._house, request, READ)
        await run_in_threadpool(degree, "en")  # loads the model, once for the process
        return as_json(TrainingRows(rows=await watches.rows(name, degree)), CACHING)


def _shift(load: ShiftLoad) -> WatchShift:
    own = load.judged
    return WatchShift(
        week=load.week,
        shift=load.shift,
        alerts=load.alerts,
        judged=own.alerts if own else 0,
        crises=own.crises if own else 0,
        caught=own.caught if own else 0,
        duplicates=own.duplicates if own else 0,
        missed=own.missed if own else 0,
        precision=own.precision if own else None,
        recall=own.recall if own else None,
    )


def add_watch_figures(routes: Routes, door: WatchFigures) -> None:
    """Declare what is asked about verdicts."""
    one = "/watches/{name}"
    worth, name = "What a watch is worth", "get_watch_figures"
    routes.reads(Way(f"{one}/figures", READ, name, worth, TAG, WatchWorth), door.figures)
    learnt, name = "Verdicts as training rows", "get_training_rows"
    routes.reads(Way(f"{one}/rows", READ, name, learnt, TAG, TrainingRows), door.rows)
