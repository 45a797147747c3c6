"""Whatever people see who are no members of a case is searched for its secrets."""

from collections.abc import Mapping
from pathlib import Path

from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.demo.secrecy import seen_by_all, seen_in_lists
from tests.store.builders import a_notice, a_record, a_row


class AsListed:
    """A workflow whose memo tells too much."""

    typed_search_attributes = "CaseStage=detected"

    async def memo(self) -> Mapping[str, object]:
        """Its memo."""
        return {"about": "Halberd"}

    async def static_summary(self) -> str | None:
        """Its summary."""
        return "restricted case"

    async def static_details(self) -> str | None:
        """Its details."""
        return None


def where_it_is_told(folder: Path, word: str) -> set[str]:
    """Where a word is to be read by everybody."""
    engine = make_engine(f"sqlite:///{folder / 'm.sqlite'}")
    try:
        traces = seen_by_all(Settings(var=folder), engine)
    finally:
        engine.dispose()
    return {trace.where for trace in traces if word in trace.text}


def test_a_word_in_the_outbox_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'm.sqlite'}"
    migrate(url)
    engine = make_engine(url)
    letter = a_notice().model_copy(update={"to": "Halberd"})
    record = a_record(a_row()).model_copy(update={"notices": (letter,)})
    ClaimRecords(engine).record(record)
    engine.dispose()

    assert where_it_is_told(tmp_path, "halberd") == {"table notice"}


def test_a_word_in_a_log_or_a_letter_is_found(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'm.sqlite'}")
    for name in ("log/worker-crises.log", "post/legal/1.txt", "documents/letter.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("a letter of HALBERD")

    assert where_it_is_told(tmp_path, "halberd") == {"worker-crises.log", "1.txt"}


async def test_what_the_server_lists_a_case_by_is_seen() -> None:
    traces = await seen_in_lists(AsListed())

    assert [trace.where for trace in traces if "halberd" in trace.text] == ["memo"]
