"""The review of a case as one HTML page: no script, nothing loaded, fit for print and the dark."""

from collections.abc import Iterator
from html import escape

from makegood.rules.case_words import Event
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.review_report import Report, Row, Section, report
from makegood.rules.crisis.review_text import visible

STYLE = """
:root { color-scheme: light dark; --ink: #1a1f26; --paper: #ffffff; --soft: #5a6572;
  --line: #d8dee6; --band: #f4f6f9; --mark: #8a3b12; --marked: #fdf1e7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181d; --soft: #9aa5b1;
  --line: #2f3843; --band: #1c2229; --mark: #f0b48a; --marked: #33241a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.25rem 4rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem;
  border-bottom: 1px solid var(--line); }
p { margin: .4rem 0; white-space: pre-line; }
.about, .none, .note { color: var(--soft); }
.mark { display: inline-block; margin: .2rem .4rem .2rem 0; padding: .15rem .6rem;
  border: 1px solid var(--mark); border-radius: .3rem; color: var(--mark);
  background: var(--marked); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th { background: var(--band); font-weight: 600; white-space: nowrap; }
td { white-space: pre-line; min-width: 4.5rem; }
td:first-child { white-space: nowrap; }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --band: #eee; --mark: #000;
    --marked: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .wide { overflow: visible; }
}
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""What a browser may do with the page, should anything foreign ever get into it: nothing."""


def review_page(case: CrisisFile, events: tuple[Event, ...] = ()) -> str:
    """The review of a case as a page; `events` is the whole timeline from the records."""
    return page(report(case, events), case.alert.language)


def page(made: Report, language: str = "en") -> str:
    """A report as one self-contained HTML page, in which nothing that people wrote is markup.

    `language` is that of the case: the text of people, not our own headings.
    """
    return "\n".join(_lines(made, language)) + "\n"


def _lines(made: Report, language: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="en" data-case-language="{_text(language)}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(made.title)}</title><style>{STYLE}</style></head><body><main>"
    yield f"<header><h1>{_text(made.title)}</h1>"
    yield from (f'<p class="mark">{_text(mark)}</p>' for mark in made.marks)
    yield f'<p class="about">{_text(made.subtitle)}</p></header>'
    for section in made.sections:
        yield from _section(section)
    yield "</main></body></html>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{_text(section.heading)}</h2>"
    if section.prose:
        kind = ' class="note"' if section.columns else ""
        yield f"<p{kind}>{_text(section.prose)}</p>"
    if section.columns:
        yield from _table(section) if section.rows else ('<p class="none">None.</p>',)
    yield "</section>"


def _table(section: Section) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in section.columns)
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    yield from map(_row, section.rows)
    yield "</tbody></table></div>"


def _row(row: Row) -> str:
    return "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"


def _text(text: str) -> str:
    """A text without markup, and without characters that nobody sees."""
    return escape(visible(text))
