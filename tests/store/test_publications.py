"""A statement is on record once, with its first reference, however often it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import NotFound
from makegood.messages.publishing import PublishOrder
from makegood.store.publications import PublicationBook
from tests.store.builders import MONDAY

HASH = "a" * 64
LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def book(engine: Engine) -> PublicationBook:
    """An empty publication book."""
    return PublicationBook(engine)


def an_order(case_id: str = "C-1", sha256: str = HASH) -> PublishOrder:
    """An order to publish a word of regret."""
    return PublishOrder(
        case_id=case_id,
        sha256=sha256,
        key="first",
        version=2,
        text="We are sorry.",
        language="en",
        channel="website",
        released_by="desk.mai",
    )


def test_an_order_is_taken_in_once_and_says_where_it_stands(book: PublicationBook) -> None:
    first = book.order(an_order(), MONDAY)
    book.published("C-1", HASH, "website-1.txt", LATER)

    again = book.order(an_order(), LATER)

    assert (first.ordered_at, first.published_at, first.reference) == (MONDAY, None, "")
    assert (again.ordered_at, again.published_at) == (MONDAY, LATER)
    assert (again.key, again.version, again.released_by) == ("first", 2, "desk.mai")
    assert len(book.of_case("C-1")) == 1


def test_the_first_reference_and_moment_of_a_publication_stand(book: PublicationBook) -> None:
    book.order(an_order(), MONDAY)
    book.published("C-1", HASH, "website-1.txt", MONDAY)

    told = book.published("C-1", HASH, "website-2.txt", LATER)

    assert (told.reference, told.published_at) == ("website-1.txt", MONDAY)


def test_the_same_text_of_another_case_is_another_publication(book: PublicationBook) -> None:
    book.order(an_order(), MONDAY)
    book.order(an_order("C-2"), MONDAY)
    book.published("C-1", HASH, "website-1.txt", MONDAY)

    assert book.of_case("C-2")[0].published_at is None
    assert book.published_one("C-1", HASH).reference == "website-1.txt"


def test_a_withdrawal_is_noted_once(book: PublicationBook) -> None:
    book.order(an_order(), MONDAY)
    book.published("C-1", HASH, "website-1.txt", MONDAY)

    book.withdrawn("C-1", HASH, MONDAY)

    assert book.withdrawn("C-1", HASH, LATER).withdrawn_at == MONDAY


def test_what_was_never_out_cannot_be_found_as_published(book: PublicationBook) -> None:
    book.order(an_order(), MONDAY)

    with pytest.raises(NotFound, match="never published"):
        book.published_one("C-1", HASH)
    with pytest.raises(NotFound, match="no publication"):
        book.published_one("C-9", HASH)


def test_nothing_of_the_text_is_kept_in_the_book(book: PublicationBook) -> None:
    book.order(an_order(), MONDAY)

    assert "sorry" not in book.of_case("C-1")[0].model_dump_json()
