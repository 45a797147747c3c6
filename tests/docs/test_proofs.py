"""Every proof that the pages on guarantees name is there."""

import re

import pytest

from tests.docs.pages import ROOT, page

PAGES = ("docs/explanation/crises.md", "docs/explanation/guarantees.md")
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def defined() -> set[str]:
    """The names of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in DEFINED.findall(file.read_text("utf-8"))}


@pytest.mark.parametrize("name", PAGES)
def test_every_test_that_a_page_names_as_a_proof_exists(name: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", page(name).text))

    assert named - defined() == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_a_page_names_as_a_proof_exists(name: str) -> None:
    named = set(re.findall(r"`(tests/[\w./]+)`", page(name).text))

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
