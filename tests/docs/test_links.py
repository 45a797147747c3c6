"""Whatever a page points to is there: pages, headings, files, modules."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.pages import ROOT, Page, in_code, pages, prose

LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FOLDERS = "makegood|activities|workflows|workers|starters|tests|docs|deploy|benchmarks"
FILE = re.compile(rf"(?:{FOLDERS})/[\w./-]*\w/?")


def links(page: Page) -> Iterator[str]:
    """The links of a page to other pages and headings of this project."""
    for target in LINK.findall(prose(page)):
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target


def anchors(text: str) -> set[str]:
    """The headings of a page as links name them."""
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


def is_there(page: Page, target: str) -> bool:
    """Whether a link of the page leads somewhere."""
    name, _, anchor = target.partition("#")
    path = (page.path.parent / name).resolve() if name else page.path
    if not path.exists() or not path.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors(path.read_text("utf-8"))


def test_every_link_leads_somewhere() -> None:
    broken = {
        f"{page.name}: {target}"
        for page in pages()
        for target in links(page)
        if not is_there(page, target)
    }

    assert broken == set()


def test_every_file_that_is_named_exists() -> None:
    absent = {
        f"{page.name}: {code}"
        for page in pages()
        for code in in_code(page)
        if FILE.fullmatch(code) and not (ROOT / code).exists()
    }

    assert absent == set()


def test_every_page_is_reached_from_the_readme() -> None:
    by_path = {page.path: page for page in pages()}
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in by_path and path not in reached:
            reached.add(path)
            ahead += [
                (path.parent / target.partition("#")[0]).resolve()
                for target in links(by_path[path])
            ]

    assert {page.name for path, page in by_path.items() if path not in reached} == set()


@pytest.mark.parametrize(
    ("target", "there"),
    [
        ("CONTRIBUTING.md#style", True),
        ("CONTRIBUTING.md#no-such-heading", False),
        ("docs/no-such-page.md", False),
        ("../elsewhere.md", False),
    ],
)
def test_a_link_to_nowhere_is_found(target: str, there: bool) -> None:
    contributing = ROOT / "CONTRIBUTING.md"

    assert is_there(Page(contributing, contributing.read_text("utf-8")), target) is there
