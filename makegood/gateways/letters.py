"""The local twins of the post and of the carrier's claims desk: a letter is a file in a folder."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from makegood.gateways.letter_links import LetterLinks
from makegood.messages.problems import Retryable
from makegood.messages.records import Notice
from makegood.rules.letters import LINK, Wording, filled_in


class PostUnavailable(Retryable):
    """The folder cannot be written to now."""


class LetterFolder:
    """Writes each letter to a file named by its key: the same key again is the same letter.

    A letter that has no wording lists its fields. With `links` one that asks for a decision shows
    the way to the case, another one whenever it is written.
    """

    def __init__(
        self,
        folder: Path,
        wording: Mapping[str, Wording] | None = None,
        links: LetterLinks | None = None,
    ) -> None:
        self._folder = folder
        self._wording = wording or {}
        self._links = links

    def deliver(self, notice: Notice) -> str:
        """Put a notice into its reader's folder; returns the name of the file."""
        letter = self._worded(notice)
        head = (f"To: {notice.to}", f"Reference: {notice.key}", f"Subject: {letter.subject}")
        text = "\n".join((*head, "", letter.body, ""))
        return self._write(f"{notice.to}-{notice.template}", notice.key, text)

    def _worded(self, notice: Notice) -> Wording:
        if notice.template in self._wording:
            way = self._links.of(notice) if self._links else ""
            return filled_in(self._wording[notice.template], notice.fields | {LINK: way})
        fields = (f"{name}: {value}" for name, value in sorted(notice.fields.items()))
        return Wording(notice.template, "\n".join(fields))

    def demand(self, key: str, party: str, text: str) -> str:
        """Put a demand into the carrier's folder; returns the name of the file."""
        return self._write(f"{party}-demand", key, text)

    def _write(self, what: str, key: str, text: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()[:16]
        name = f"{what}-{digest}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise PostUnavailable(f"the letter folder cannot be written: {error}") from error
        return name
