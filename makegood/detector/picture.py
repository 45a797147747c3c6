"""Pictures of figures as SVG: lines over two axes, readable without colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

Place = tuple[float, float]

WIDE, HIGH, EDGE, LEGEND = 640, 420, 56, 190
COLOURS = ("#0b62a4", "#b3590f", "#3c7a1a", "#8a2a7c", "#555555", "#a01f2d")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4", "1 4")
TICKS = 5
SPACE = "http://www.w3.org/2000/svg"
FONT = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True)
class Series:
    """A line: its name and its points."""

    name: str
    points: tuple[Place, ...]


@dataclass(frozen=True)
class Axis:
    """What an axis shows and how far it goes; `tens` makes it one of powers of ten."""

    title: str
    low: float
    high: float
    tens: bool = False

    def share(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        low, high, at = (self._told(each) for each in (self.low, self.high, value))
        return min(max((at - low) / (high - low), 0.0), 1.0)

    def ticks(self) -> list[float]:
        """The values that are written at the axis."""
        if self.tens:
            powers = range(round(log10(self.low)), round(log10(self.high)) + 1)
            return [10.0**power for power in powers]
        step = (self.high - self.low) / TICKS
        return [self.low + step * n for n in range(TICKS + 1)]

    def _told(self, value: float) -> float:
        return log10(max(value, self.low)) if self.tens else value


def picture(title: str, axes: tuple[Axis, Axis], series: Sequence[Series]) -> str:
    """An SVG of its own, with a title for readers who hear it."""
    parts = [
        f'<svg xmlns="{SPACE}" viewBox="0 0 {WIDE + LEGEND} {HIGH}" role="img" {FONT}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDE + LEGEND}" height="{HIGH}" fill="#ffffff"/>',
        f'<text x="{EDGE}" y="24" font-size="15">{escape(title)}</text>',
        *_frame(*axes),
        *(part for n, one in enumerate(series) for part in _line(n, one, axes)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(point: Place, axes: tuple[Axis, Axis]) -> Place:
    across, up = axes[0].share(point[0]), axes[1].share(point[1])
    return EDGE + across * (WIDE - 2 * EDGE), HIGH - EDGE - up * (HIGH - 2 * EDGE)


def _frame(across: Axis, up: Axis) -> Iterator[str]:
    left, right, top, bottom = EDGE, WIDE - EDGE, EDGE, HIGH - EDGE
    for value in across.ticks():
        x = _place((value, up.low), (across, up))[0]
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="#dddddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{value:g}</text>'
    for value in up.ticks():
        y = _place((across.low, value), (across, up))[1]
        yield f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    middle = (left + right) // 2
    yield f'<text x="{middle}" y="{HIGH - 12}" text-anchor="middle">{escape(across.title)}</text>'
    yield f'<text x="{left}" y="{top - 10}">{escape(up.title)}</text>'


def _line(n: int, one: Series, axes: tuple[Axis, Axis]) -> Iterator[str]:
    colour, dash = COLOURS[n % len(COLOURS)], DASHES[n % len(DASHES)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(each, axes) for each in one.points))
    stroke = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    y = EDGE + 20 * n
    yield f'<polyline points="{points}" {stroke}/>'
    yield f'<line x1="{WIDE - 30}" x2="{WIDE}" y1="{y}" y2="{y}" {stroke}/>'
    yield f'<text x="{WIDE + 8}" y="{y + 4}">{escape(one.name)}</text>'
