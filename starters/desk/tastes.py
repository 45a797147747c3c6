"""How somebody likes the desk: theme, language, keys; kept in cookies of the browser."""

from dataclasses import dataclass

from fastapi import Request, Response

from starters.desk.tongues import LANGUAGES, preferred

THEMES = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Tastes:
    """Theme, language and whether single keys do something."""

    theme: str
    language: str
    keys: bool


def tastes_of(request: Request) -> Tastes:
    """What the browser remembers; else the theme and language that it prefers."""
    kept = request.cookies
    theme = kept.get("theme", "auto")
    accepted = request.headers.get("accept-language", "")
    return Tastes(
        theme=theme if theme in THEMES else "auto",
        language=preferred(kept.get("language", ""), accepted),
        keys=kept.get("keys", "on") != "off",
    )


def remember(response: Response, wanted: dict[str, str], *, secure: bool) -> None:
    """Keep what was chosen, for a year; what is no choice is let go."""
    choices = {"theme": THEMES, "language": tuple(LANGUAGES), "keys": ("on", "off")}
    for name, allowed in choices.items():
        if wanted.get(name) in allowed:
            response.set_cookie(
                name, wanted[name], A_YEAR, secure=secure, httponly=True, samesite="lax"
            )


def within(path: str) -> str:
    """A path of this desk to go back to; the start, for anything that leads elsewhere."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or "\n" in path:
        return "/"
    return path
