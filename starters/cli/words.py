"""The words of the command line: what stands for a claim, a person, an amount, a document."""

import re
from decimal import Decimal
from typing import Annotated

import typer

from makegood.rules.claim import Team
from makegood.rules.money import Money

_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)? ?([A-Z]{3})")


def amount(text: str) -> Money:
    """An amount such as `1,250,000 VND` or `12.50 USD`; BadParameter says what is expected."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r}: an amount is written 1,250,000 VND or 12.50 USD")
    whole, part, currency = found.groups(default="")
    money = Money(Decimal(whole.replace(",", "") + part), currency)
    if money != money.rounded():
        raise typer.BadParameter(f"{text!r}: more decimals than {currency} has")
    return money


ClaimId = Annotated[str, typer.Argument(metavar="ID", help="The claim.")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Attach = Annotated[
    list[str] | None,
    typer.Option("--attach", metavar="PATH:KIND", help="A document with its kind; repeatable."),
]
TeamName = Annotated[Team, typer.Option("--team", help="The team.")]
Amount = Annotated[Money, typer.Option("--total", parser=amount, metavar="AMOUNT", help="In all.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show what would be done; nothing is changed.")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")]
Cursor = Annotated[
    str, typer.Option("--cursor", metavar="CURSOR", help="Where the page before left off.")
]
