"""A statement appears once in the folder of what was said, whole, or is taken back for good."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from makegood.gateways.publisher import PublicationFolder, PublisherUnavailable
from makegood.messages.publishing import Publication, PublishOrder

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def an_order(
    case_id: str = "C-1", channel: str = "Website", *, drill: bool = False
) -> PublishOrder:
    """An order to publish a word of regret."""
    return PublishOrder(
        case_id=case_id,
        sha256="a" * 64,
        key="first",
        version=1,
        text="We are sorry.\nMore at noon.",
        language="en",
        channel=channel,
        drill=drill,
    )


def out(reference: str) -> Publication:
    """The publication under that reference."""
    order = an_order()
    return Publication(
        **order.model_dump(exclude={"text", "corrects"}),
        reference=reference,
        ordered_at=NOW,
        published_at=NOW,
    )


def files(folder: Path) -> list[str]:
    """Everything that lies in the folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_statement_is_published_word_for_word(tmp_path: Path) -> None:
    reference = PublicationFolder(tmp_path).publish(an_order())

    assert (tmp_path / reference).read_text() == "Language: en\n\nWe are sorry.\nMore at noon.\n"
    assert reference.startswith("website-")
    assert files(tmp_path) == [reference]


def test_the_same_order_again_is_the_same_publication(tmp_path: Path) -> None:
    folder = PublicationFolder(tmp_path)

    first, again = folder.publish(an_order()), folder.publish(an_order())
    other = folder.publish(an_order("C-2"))

    assert first == again
    assert files(tmp_path) == sorted([first, other])


def test_what_was_taken_back_is_gone_and_is_not_published_again(tmp_path: Path) -> None:
    folder = PublicationFolder(tmp_path)
    reference = folder.publish(an_order())

    folder.withdraw(out(reference))
    folder.withdraw(out(reference))
    folder.publish(an_order())

    assert files(tmp_path) == [reference.replace(".txt", ".withdrawn")]


def test_a_rehearsal_speaks_to_nobody_and_says_that_it_is_one(tmp_path: Path) -> None:
    reference = PublicationFolder(tmp_path).publish(an_order(drill=True))

    assert reference.startswith("drill/")
    assert (tmp_path / reference).read_text().startswith("DRILL: this is a rehearsal\n")


@pytest.mark.parametrize("channel", ["../../etc", "", "..", "näher/hin"])
def test_no_channel_leads_out_of_the_folder(tmp_path: Path, channel: str) -> None:
    folder = tmp_path / "said"

    reference = PublicationFolder(folder).publish(an_order(channel=channel))

    assert files(tmp_path) == [f"said/{reference}"]


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    folder = PublicationFolder(blocked)

    with pytest.raises(PublisherUnavailable, match="cannot be written"):
        folder.publish(an_order())
    with pytest.raises(PublisherUnavailable, match="cannot be written"):
        folder.withdraw(out("website-1.txt"))
