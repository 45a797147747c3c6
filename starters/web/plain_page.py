"""Pages in plain words, for moments when nobody is signed in."""

from html import escape

from fastapi.responses import HTMLResponse

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/plain.css">
<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""
STYLE = """:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 32rem; margin: 0 auto; padding: 20vh 1.25rem 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
a, button { display: inline-block; font: inherit; font-weight: 600; padding: .6rem 1.1rem;
  min-height: 1.5rem; border-radius: .5rem; border: 1px solid transparent; cursor: pointer;
  background: light-dark(#0b5cad, #8ec5ff); color: light-dark(#fff, #06223f);
  text-decoration: none; }
a:focus-visible, button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
"""


def link(text: str, to: str) -> str:
    """A way on."""
    return f'<p><a href="{escape(to)}">{escape(text)}</a></p>'


def button(text: str) -> str:
    """A button that sends the page's own address a POST."""
    return f'<form method="post"><button type="submit">{escape(text)}</button></form>'


def plain_page(status: int, title: str, *lines: str, way_on: str = "") -> HTMLResponse:
    """A page with a title, sentences and one way on, which is HTML already."""
    body = "\n".join([*(f"<p>{escape(line)}</p>" for line in lines), way_on]).strip()
    return HTMLResponse(_FRAME.format(title=escape(title), body=body), status)
