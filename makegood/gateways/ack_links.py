"""Signed links by which the reader of a page acknowledges it, and nobody else."""

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

LIFE = timedelta(hours=24)
PATH = "/acknowledge/"
SALT = "makegood.page.acknowledge"


@dataclass(frozen=True)
class Pointed:
    """What a link points to: a page, by its number, and the person it was sent to."""

    number: int
    person: str


class LinkExpired(Exception):
    """The link was real, and is too old to be used."""


class LinkForged(Exception):
    """The link is none of ours, or was changed on its way."""


class AckLinks:
    """Makes links that hold for a day; that each works once is for the page book to say."""

    def __init__(self, secret: str, base_url: str, life: timedelta = LIFE) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=SALT)
        self._base = base_url.rstrip("/")
        self._life = life.total_seconds()

    def link(self, number: int, person: str) -> str:
        """The link of a page, for whom it was sent to."""
        return f"{self._base}{PATH}{self._signer.dumps([number, person])}"

    def read(self, token: str) -> Pointed:
        """What a token points to; LinkExpired after a day, LinkForged where it is not ours."""
        try:
            number, person = self._signer.loads(token, max_age=int(self._life))
        except SignatureExpired as error:
            raise LinkExpired("the link is too old") from error
        except (BadData, ValueError, TypeError) as error:
            raise LinkForged("the link is not one of ours") from error
        return Pointed(int(number), str(person))
