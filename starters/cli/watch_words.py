"""The words of the commands about watches."""

from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from makegood.messages.watches import WatchName

_NAME = TypeAdapter(WatchName)


def watch_name(text: str) -> str:
    """The name of a watch; BadParameter says what one looks like."""
    try:
        return str(_NAME.validate_python(text))
    except ValidationError as error:
        expected = "small letters, figures and hyphens, 40 at most"
        raise typer.BadParameter(f"{text!r}: the name of a watch is {expected}") from error


Name = Annotated[str, typer.Argument(metavar="NAME", parser=watch_name, help="A brand or channel.")]
NameOption = Annotated[
    str,
    typer.Option("--name", metavar="NAME", parser=watch_name, help="The brand or channel."),
]
MentionOf = Annotated[str, typer.Argument(metavar="MENTION", help="Its id at its source.")]
