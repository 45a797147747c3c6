"""Text that can be shown, stored and sent: no control signs, no halves of letters."""

_KEPT = frozenset("\u00a0\u202f")
"""Spaces that group the digits of an amount."""


def printable(text: str) -> str:
    """The text with a space for every sign that a terminal, a database or UTF-8 would refuse."""
    return "".join(sign if sign.isprintable() or sign in _KEPT else " " for sign in text)
