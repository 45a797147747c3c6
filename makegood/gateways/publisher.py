"""The local twin of the company's channels to the public: a statement is a file in a folder."""

import hashlib
import re
from contextlib import suppress
from pathlib import Path

from makegood.messages.problems import Retryable
from makegood.messages.publishing import Publication, PublishOrder

DRILLS = "drill"
"""The folder of rehearsals, beside everything real: what lies there was never said to anybody."""

TAKEN_BACK = ".withdrawn"


class PublisherUnavailable(Retryable):
    """The folder cannot be written to now."""


class PublicationFolder:
    """Publishes each statement into a file named by channel and key: the same key is one file.

    A statement that was taken back keeps its file under another name, and stays taken back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, order: PublishOrder) -> str:
        """Publish the text, once by case and hash; returns the name of the file."""
        name = _name(order.channel, order.case_id, order.sha256, drill=order.drill)
        path = self._folder / name
        try:
            if not (path.exists() or _withdrawn(path).exists()):
                _write(path, _page(order))
        except OSError as error:
            raise _unavailable(error) from error
        return name

    def withdraw(self, publication: Publication) -> None:
        """Take the publication back; once more changes nothing."""
        path = self._folder / publication.reference
        try:
            with suppress(FileNotFoundError):
                path.rename(_withdrawn(path))
        except OSError as error:
            raise _unavailable(error) from error


def _name(channel: str, case_id: str, sha256: str, *, drill: bool) -> str:
    """The channel as a file may bear it; case and hash as a digest, which tells nobody the case."""
    shown = re.sub(r"[^a-z0-9]+", "-", channel.lower()).strip("-") or "public"
    digest = hashlib.sha256(f"{case_id}:{sha256}".encode()).hexdigest()[:16]
    return f"{DRILLS}/{shown}-{digest}.txt" if drill else f"{shown}-{digest}.txt"


def _page(order: PublishOrder) -> str:
    """What the public reads: the text as approved; a rehearsal's says so before anything else."""
    head = ("DRILL: this is a rehearsal",) if order.drill else ()
    return "\n".join((*head, f"Language: {order.language}", "", order.text, ""))


def _write(path: Path, text: str) -> None:
    """The whole file or none: a reader never sees half a statement."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def _withdrawn(path: Path) -> Path:
    return path.with_suffix(TAKEN_BACK)


def _unavailable(error: OSError) -> PublisherUnavailable:
    return PublisherUnavailable(f"the publication folder cannot be written: {error.strerror}")
