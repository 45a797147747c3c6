"""The seals of a case held again against the public keys of the doors, for whoever audits it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from makegood.gateways.seal_keys import SEAL_KEYS, KeyFile
from makegood.gateways.seals import Verifier
from makegood.rules.refusals import Refused
from makegood.settings import Settings
from makegood.store.seals import KeptSeal, SealBook

HOLDS = "holds"


@dataclass(frozen=True)
class Proof:
    """A sealed message that a case took; `verdict` is `holds` or the code of why it does not."""

    kept: KeptSeal
    verdict: str
    detail: str = ""

    @property
    def holds(self) -> bool:
        """Whether the seal proves who said exactly that."""
        return self.verdict == HOLDS


def known_keys(settings: Settings) -> KeyFile:
    """The public keys of the settings, or those of the folder of `make up`."""
    return KeyFile(settings.seal_keys or settings.var / SEAL_KEYS)


def proofs(engine: Engine, keys: KeyFile, workflow_id: str) -> tuple[Proof, ...]:
    """Every seal under which a case took something, in that order; NeedsPerson without any keys."""
    taken = (one for one in SealBook(engine).of_case(workflow_id) if not one.code)
    return tuple(_proven(taken, Verifier(keys)))


def _proven(taken: Iterable[KeptSeal], verifier: Verifier) -> Iterable[Proof]:
    for seal in taken:
        try:
            verifier.held_at(seal.query, seal.at)
        except Refused as refusal:
            yield Proof(seal, refusal.code, refusal.message)
        else:
            yield Proof(seal, HOLDS)
