"""The page of a review is complete, loads nothing, and shows what strangers wrote as text."""

from html.parser import HTMLParser

import pytest
from typing_extensions import override

from makegood.gateways.review_page import page, review_page
from makegood.rules.crisis.review_report import Report, Section
from tests.rules.crisis.cases import a_case, an_alert
from tests.rules.crisis.saying import reviewed

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' &amp; \u202egnp"
VOID = {"meta", "br"}


class Reading(HTMLParser):
    """A page as a browser takes it apart: its elements in order, their attributes, the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_shows_every_part_of_the_review() -> None:
    read = Reading(review_page(reviewed()))

    for said in ("Courier throws parcels", "Nobody checks the gates", "5 min", "60.00", "In all"):
        assert said in read.text
    assert read.tags.count("h2") == 12
    assert read.open == []


def test_what_strangers_wrote_is_text_on_the_page() -> None:
    harmless = Reading(review_page(a_case(alert=an_alert(headline="x", description="x"))))

    read = Reading(
        review_page(a_case(alert=an_alert(headline=HOSTILE, description=HOSTILE, language="'>x")))
    )

    assert (read.tags, read.attributes) == (harmless.tags, harmless.attributes)
    assert "<script>alert(1)</script>" in read.text
    assert "\u202e" not in read.text


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    read = Reading(review_page(reviewed()))

    assert not {"script", "link", "img", "iframe", "form", "a"} & set(read.tags)
    assert not {"src", "href", "style"} & set(read.attributes)
    assert "default-src 'none'" in review_page(reviewed())
    assert "url(" not in review_page(reviewed())


def test_a_page_suits_the_dark_and_paper() -> None:
    text = review_page(reviewed())

    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


@pytest.mark.parametrize("mark", ["DRILL: a rehearsal", "RESTRICTED: for members"])
def test_marks_stand_above_everything_else(mark: str) -> None:
    text = page(Report("Title", "About", (mark,), (Section("Summary", "Body"),)))

    assert text.index(mark) < text.index("About") < text.index("Body")


def test_an_empty_table_says_so() -> None:
    text = page(Report("T", "", (), (Section("Actions", "", ("No.",), ()),)))

    assert '<p class="none">None.</p>' in text
    assert "<table>" not in text
