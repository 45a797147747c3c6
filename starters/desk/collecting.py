"""Collects the texts of pages and code: `python -m starters.desk.collecting` notes the new ones."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from starters.desk.tongues import LANGUAGES, SOURCE, catalogue_file

FOLDER = Path(__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "N_": None, "text": None, "ngettext": (1, 2),
}  # fmt: skip
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true"}

HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Message = str | tuple[str, ...]


def texts() -> dict[Message, str]:
    """Every text that may be shown, with the file that it is first in."""
    found: dict[Message, str] = {}
    for path in sorted((*FOLDER.rglob("*.html"), *FOLDER.glob("*.py"))):
        for message in _texts_of(path):
            found.setdefault(message, path.relative_to(FOLDER).as_posix())
    return found


def _texts_of(path: Path) -> Iterator[Message]:
    method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
    options = JINJA if path.suffix == ".html" else {}
    for _, message, _, _ in extract_from_file(method, path, KEYWORDS, options=options):
        yield message if isinstance(message, str) else tuple(message)


def collect(language: str) -> int:
    """Put the texts that a catalogue lacks into it, drop those that are gone; how many lack."""
    path = catalogue_file(language)
    with path.open("rb") as source:
        held = read_po(source, locale=language)
    kept, missing = Catalog(locale=language), 0
    for message, place in texts().items():
        known = held.get(message if isinstance(message, str) else message[0])
        missing += known is None or not any(known.string or ())
        kept.add(message, known.string if known else None, auto_comments=[place])
    with path.open("wb") as target:
        target.write(HEADER.format(language=language).encode())
        write_po(target, kept, width=100, omit_header=True)
    return missing


if __name__ == "__main__":
    for code in LANGUAGES:
        if code != SOURCE:
            print(f"{code}: {collect(code)} texts to be translated")
