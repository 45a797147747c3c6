"""A letter goes out as a text that its reader can act on, once."""

from pathlib import Path

import pytest

from makegood.gateways.letters import LetterFolder, PostUnavailable
from makegood.messages.records import Notice
from makegood.policy.wording import load_wording

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
