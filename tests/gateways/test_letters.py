"""A letter goes out as a text that its reader can act on, once."""

from pathlib import Path

import pytest

from makegood.gateways.decision_links import DecisionLinks
from makegood.gateways.letter_links import LetterLinks
from makegood.gateways.letters import LetterFolder, PostUnavailable
from makegood.messages.records import Notice
from makegood.policy.wording import load_wording
from makegood.rules.claim import Team
from makegood.rules.terms import Directory, Person
from tests.builders import policy

OFFER = Notice(
    key="C-1:4:offer:shop",
    to="shop",
    template="offer",
    fields={
        "claim": "C-1",
        "total": "1,250,000 VND",
        "version": "1",
        "valid_until": "2026-11-09T09:00:00+00:00",
        "parcels": "VN1",
    },
)


def test_a_letter_has_a_head_and_its_wording(tmp_path: Path) -> None:
    name = LetterFolder(tmp_path, load_wording()).deliver(OFFER)

    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(
        "To: shop\nReference: C-1:4:offer:shop\nSubject: Claim C-1: our offer no. 1\n\n"
    )
    assert "To settle claim C-1 we offer you 1,250,000 VND." in text


def test_the_same_letter_twice_is_one_letter(tmp_path: Path) -> None:
    folder = LetterFolder(tmp_path, load_wording())

    assert folder.deliver(OFFER) == folder.deliver(OFFER)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_without_a_wording_lists_its_fields(tmp_path: Path) -> None:
    name = LetterFolder(tmp_path).deliver(OFFER)

    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "Subject: offer\n\nclaim: C-1\nparcels: VN1\ntotal: 1,250,000 VND\n" in text


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "post").write_text("a file where the folder should be")

    with pytest.raises(PostUnavailable, match="cannot be written"):
        LetterFolder(tmp_path / "post").deliver(OFFER)


SIGN = Notice(
    key="C-1:5:sign_off_asked:finance",
    to="finance",
    template="sign_off_asked",
    fields={"claim": "C-1", "subject": "payment"},
)
LINKS = DecisionLinks("a secret of the test", "https://desk.example")


def lines_of(folder: Path, notice: Notice, people: Directory | None = None) -> list[str]:
    """The letter as it was written, line by line."""
    ways = LetterLinks(LINKS, people or policy().directory)
    name = LetterFolder(folder, load_wording(), ways).deliver(notice)
    return (folder / name).read_text(encoding="utf-8").splitlines()


def to(reader: str, notice: Notice = SIGN) -> Notice:
    """The same letter to somebody else."""
    return notice.model_copy(update={"to": reader})


def test_a_letter_to_a_team_shows_the_address_that_asks_for_a_sign_in(tmp_path: Path) -> None:
    for team in ("finance", "service_desk", "finance.lead"):
        people = Directory((*policy().directory.people, Person("fin.two", (Team.FINANCE,), 2)))
        assert lines_of(tmp_path, to(team), people)[-1] == "https://desk.example/claims/C-1"


def test_a_letter_to_one_person_shows_a_link_of_their_own(tmp_path: Path) -> None:
    only = Directory((Person("fin.an", (Team.FINANCE,), 1), Person("fin.boss", (Team.FINANCE,), 2)))

    for reader, named in (("fin.an", "fin.an"), ("finance.lead", "fin.boss")):
        url = lines_of(tmp_path, to(reader), only)[-1]
        found = LINKS.read(url.removeprefix("https://desk.example/d/"))
        assert (found.reader, found.glance) == (named, "claim/C-1")


def test_a_letter_that_is_written_again_has_another_link(tmp_path: Path) -> None:
    first = lines_of(tmp_path, to("desk.an"))[-1]

    assert lines_of(tmp_path, to("desk.an"))[-1] != first


def test_a_letter_of_a_crisis_leads_to_the_crisis(tmp_path: Path) -> None:
    asked = Notice(
        key="K-7:3:statement_asked:legal",
        to="legal",
        template="statement_asked",
        fields={"case": "K-7", "statement": "film-1", "hash": "abcd"},
    )

    assert lines_of(tmp_path, asked)[-1] == "https://desk.example/crises/K-7"
    offered = Notice(
        key="K-7:4:crisis_hand_over:desk.an",
        to="desk.an",
        template="crisis_hand_over",
        fields={"case": "K-7", "role": "lead"},
    )
    assert lines_of(tmp_path, offered)[-1].startswith("https://desk.example/d/")


def test_who_does_not_decide_gets_no_link(tmp_path: Path) -> None:
    assert "https://" not in "\n".join(lines_of(tmp_path, OFFER))
    stranger = to("somebody.else")
    assert lines_of(tmp_path, stranger)[-1] == "https://desk.example/claims/C-1"
    nameless = SIGN.model_copy(update={"fields": {"subject": "payment"}})
    assert not any("https://" in line for line in lines_of(tmp_path, nameless))


def test_a_letter_of_somebody_without_a_desk_has_no_line_for_it(tmp_path: Path) -> None:
    name = LetterFolder(tmp_path, load_wording()).deliver(SIGN)

    assert (tmp_path / name).read_text(encoding="utf-8").rstrip().endswith("on the payment.")
