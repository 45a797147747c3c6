"""Signed links that open one case for one reader, to look at before signing in."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from makegood.gateways.ack_links import LinkExpired, LinkForged

LIFE = timedelta(hours=72)
PATH = "/d/"
SALT = "makegood.decision"
PAGES = {"claim": "/claims/", "crisis": "/crises/"}
"""Where the desk shows a case, by its kind."""


@dataclass(frozen=True)
class Opened:
    """What a link opens, and for whom; `id` tells it from every other link."""

    id: str
    reader: str
    kind: str
    case_id: str

    @property
    def glance(self) -> str:
        """The case as a session of the link's names it."""
        return f"{self.kind}/{self.case_id}"


class DecisionLinks:
    """Makes links that hold for three days; that each works once is for the record of used ones."""

    def __init__(self, secret: str, base_url: str, life: timedelta = LIFE) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=SALT)
        self._base = base_url.rstrip("/")
        self._life = int(life.total_seconds())

    def link(self, kind: str, case_id: str, reader: str) -> str:
        """A link to a claim or a crisis case for an account, another one at every call."""
        if kind not in PAGES:
            raise ValueError(f"a link opens a {' or a '.join(PAGES)}, not a {kind}")
        token = self._signer.dumps([secrets.token_urlsafe(9), reader, kind, case_id])
        return f"{self._base}{PATH}{token}"

    def page(self, kind: str, case_id: str) -> str:
        """The plain address of the case, which asks for a sign-in."""
        return f"{self._base}{PAGES[kind]}{case_id}"

    def read(self, token: str) -> Opened:
        """What a token opens; LinkExpired after three days, LinkForged where it is not ours."""
        try:
            told = self._signer.loads(token, max_age=self._life)
            link_id, reader, kind, case_id = map(str, told)
        except SignatureExpired as error:
            raise LinkExpired("the link is too old") from error
        except (BadData, ValueError, TypeError) as error:
            raise LinkForged("the link is not one of ours") from error
        return Opened(link_id, reader, kind, case_id)
