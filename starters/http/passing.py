"""How requests pass the gate: those that only read, and those that do something."""

from makegood.store.requests import RequestBook
from starters.http.gate import Gate, route_class
from starters.http.once import Once
from starters.http.rates import Allowance, Rates
from starters.http.subjects import Subjects
from starters.web.house import House


class Passing:
    """One gate for all routes of a process, and the classes of routes that pass it."""

    def __init__(self, house: House) -> None:
        settings = house.settings
        rates = Rates(Allowance(settings.http_rate, settings.http_stranger_rate))
        self.once = Once(RequestBook(house.engine, house.now), Subjects(house))
        gate = Gate(house, rates, self.once)
        self.counted = route_class(gate, Gate.counted)
        self.keyed = route_class(gate, Gate.once)
