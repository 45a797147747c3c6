"""What a person sees behind the link of a page, in plain words and without a script."""

from dataclasses import dataclass
from html import escape

from makegood.messages.paging import PageEntry

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""
_BUTTON = '<form method="post"><button type="submit" autofocus>Acknowledge</button></form>'


@dataclass(frozen=True)
class Sheet:
    """A page of HTML, and the status it is answered with."""

    status: int
    html: str


def asked(page: PageEntry) -> Sheet:
    """What the button below it does."""
    return _sheet(
        200,
        f"Case {page.case_id}",
        page.text,
        f"Sent to {page.person} at {page.made_at:%Y-%m-%d %H:%M} UTC as page {page.number}.",
        "Press the button to say that you have heard of it and look after it now. "
        "Then nobody further is called.",
        button=_BUTTON,
    )


def thanks(page: PageEntry) -> Sheet:
    """It is done."""
    return _sheet(
        200,
        "Acknowledged",
        f"Case {page.case_id} knows that {page.person} has heard of it.",
        "The console shows what is to be done next.",
    )


def already(page: PageEntry) -> Sheet:
    """The link was used before; it works once."""
    return _sheet(
        410,
        "Acknowledged already",
        f"This link was used at {page.acknowledged_at:%Y-%m-%d %H:%M} UTC; it works once.",
        f"Case {page.case_id} is in the console.",
    )


def expired() -> Sheet:
    """The link is too old."""
    return _sheet(
        410, "Too old", "This link is more than a day old.", "Acknowledge the case in the console."
    )


def unknown() -> Sheet:
    """The link is none of ours."""
    return _sheet(404, "No such page", "This link is not one of ours, or a part of it is missing.")


def refused(why: str) -> Sheet:
    """The case does not take it."""
    return _sheet(409, "Not acknowledged", why)


def later() -> Sheet:
    """Not now; nothing is lost, the button can be pressed again."""
    return _sheet(
        503,
        "Not now",
        "The case cannot be reached at the moment. Nothing is lost: please press again.",
        button=_BUTTON,
    )


def _sheet(status: int, title: str, *lines: str, button: str = "") -> Sheet:
    body = "\n".join([*(f"<p>{escape(line)}</p>" for line in lines), button]).strip()
    return Sheet(status, _FRAME.format(title=escape(title), body=body))
