"""The page on which a developer chooses who to be."""

from collections.abc import Mapping, Sequence
from html import escape

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in for development</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .25rem; }}
h2 {{ font-size: 1rem; margin: 1.5rem 0 .5rem; }}
p {{ margin: 0; opacity: .75; }}
form {{ display: flex; flex-wrap: wrap; gap: .5rem; }}
button {{ font: inherit; padding: .5rem .9rem; min-height: 2.75rem; border-radius: .5rem;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent); background: transparent;
  color: inherit; cursor: pointer; }}
button:hover, button:focus-visible {{
  background: color-mix(in srgb, currentColor 12%, transparent); }}
</style>
<main>
<h1>Who are you today?</h1>
<p>Everybody may be anybody here: this provider serves development only.</p>
{groups}
</main>
</html>
"""
_GROUP = '<h2>{title}</h2>\n<form method="post">{hidden}{buttons}</form>'
_BUTTON = '<button type="submit" name="account" value="{name}">{name}</button>'
_HIDDEN = '<input type="hidden" name="{name}" value="{value}">'

Groups = Sequence[tuple[str, Sequence[str]]]
"""Accounts under what they are."""


def choosing(groups: Groups, asked: Mapping[str, str]) -> str:
    """The page with a button for every account, which sends what was asked for along."""
    hidden = "".join(
        _HIDDEN.format(name=escape(name), value=escape(value)) for name, value in asked.items()
    )
    return _FRAME.format(groups="\n".join(_group(title, names, hidden) for title, names in groups))


def refused(why: str) -> str:
    """A page that says why nobody can sign in."""
    return _FRAME.format(groups=f"<h2>{escape(why)}</h2>")


def _group(title: str, names: Sequence[str], hidden: str) -> str:
    buttons = "".join(_BUTTON.format(name=escape(name)) for name in names)
    return _GROUP.format(title=escape(title), hidden=hidden, buttons=buttons)
