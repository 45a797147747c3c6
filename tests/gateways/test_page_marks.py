"""A finding is marked where its words stand on the page, and nowhere else."""

from makegood.gateways.page_marks import places
from makegood.gateways.reading.page_made import Box, Word

AIR = 3


def line(y: int, *texts: str) -> tuple[Word, ...]:
    """Words beside one another, ten pixels high, a hundred apart."""
    return tuple(Word(text, Box(100 * at + 10, y, 80, 10)) for at, text in enumerate(texts))


TITLE = line(20, "TAX", "INVOICE")
ROW = line(60, "GHN-8842-VN", "Lamp", "1", "1,000,000")
TOTAL = line(80, "Total", "amount:", "1,100,000", "VND")
PAGE = (*TITLE, *ROW, *TOTAL)


def test_a_line_gets_one_box_with_a_little_air() -> None:
    [box] = places(PAGE, "Total amount: 1,100,000 VND")

    assert box == Box(10 - AIR, 80 - AIR, 380 + 2 * AIR, 10 + 2 * AIR)


def test_spaces_do_not_count() -> None:
    assert places(PAGE, "Totalamount:  1,100,000VND") == places(PAGE, "Total amount: 1,100,000 VND")


def test_a_snippet_that_was_cut_within_a_word_is_found() -> None:
    assert len(places(PAGE, "GHN-8842-VN Lamp 1 1,00")) == 1


def test_what_goes_over_two_lines_gets_a_box_for_each() -> None:
    boxes = places(PAGE, "1,000,000 Total amount:")

    assert [box.y + AIR for box in boxes] == [60, 80]


def test_what_stands_nowhere_as_a_whole_is_marked_by_its_lone_figures() -> None:
    [box] = places(PAGE, "Lamp GHN-8842-VN total")

    assert (box.x + AIR, box.y + AIR) == (10, 60)


def test_a_figure_that_stands_twice_is_not_guessed_at() -> None:
    twice = (*PAGE, *line(100, "GHN-8842-VN"))

    assert places(twice, "Lamp GHN-8842-VN total") == ()


def test_what_is_not_there_or_too_short_is_not_marked() -> None:
    assert places(PAGE, "Freight: none") == ()
    assert places(PAGE, "1") == ()
    assert places(PAGE, "") == ()
    assert places((), "Total amount: 1,100,000 VND") == ()
