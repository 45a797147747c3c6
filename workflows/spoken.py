"""What is said to a case: checked without effect, then applied, written down and answered."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from activities.casework import Casework
from activities.sealing import SealDesk
from makegood.messages.names import PARKED
from makegood.messages.sealing import SealAnswer, Sealed, SealQuery
from makegood.messages.steps import DeadLetter, SignerQuery
from makegood.rules.authority import Signer, SigningRequest
from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.refusals import Refused
from workflows.clock import Clock
from workflows.keeper import STAGE, Case, Keeper, refused
from workflows.patience import quick

LONGEST_LETTER = 4_000
"""How much of a signal that could not be taken in is kept."""

USED = "That seal was shown before; seal the command anew."

Answer = TypeVar("Answer")


class Spoken(ABC, Generic[Case, Answer]):
    """A case that people and systems speak to, from its first moment on, each command once."""

    MESSAGES: ClassVar[Mapping[str, type[BaseModel]]]
    """The commands by name, each with its message."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._keeper: Keeper[Case] | None = None
        self._answered: dict[str, str] = {}
        self._stirred = False
        self._at_the_door = ""
        self._given_up = False
        self._heard = 0

    @abstractmethod
    def _receipt(self, note: str = "") -> Answer:
        """The answer to an accepted command."""

    @property
    @abstractmethod
    def _name(self) -> str:
        """The case as dead letters name it."""

    async def _parked_at_the_door(self, why: str) -> bool:
        """Wait, visibly, for an operator, as there is no case file yet; whether to try again."""
        self._at_the_door = why[:500]
        workflow.set_current_details(f"## parked: not open yet\n\n{self._at_the_door}\n")
        workflow.upsert_search_attributes([STAGE.value_set(PARKED)])
        await workflow.wait_condition(lambda: not self._at_the_door)
        return not self._given_up

    def _not_open(self, what: str) -> ApplicationError:
        """Why nothing can be said of the case yet: it is being opened, or waits for an operator."""
        if self._at_the_door:
            why = f"{what} is parked at the door: {self._at_the_door} An operator has to repair it."
            return ApplicationError(why, type="AtTheDoor")
        return ApplicationError(f"{what} is being opened; ask again in a moment.", type="Opening")

    async def _open(self) -> Keeper[Case]:
        """The case, once it is open."""
        await workflow.wait_condition(lambda: self._keeper is not None)
        assert self._keeper is not None
        return self._keeper

    def _check(self, change: Callable[[Case], Case]) -> None:
        """Refuse before anything is accepted; a case that is not open yet is checked later."""
        if self._keeper is not None:
            self._keeper.would_apply(change)

    async def _say(self, change: Callable[[Case], Case]) -> Answer:
        """Apply a change, wake the process, write it down, answer."""
        keeper = await self._open()
        keeper.apply(change)
        self._stirred = True
        self._heard += 1
        await keeper.write()
        return self._receipt()

    async def _once(self, key: str, message: BaseModel, change: Callable[[Case], Case]) -> Answer:
        """The same for a command with an id of its own, which counts once whoever repeats it."""
        if self._is_answered(key, message):
            return await self._answered_before()
        await self._open()
        receipt = self._say(change)
        self._answered[key] = _said(message)
        try:
            return await receipt
        except ApplicationError:
            self._answered.pop(key, None)
            raise

    async def _answered_before(self) -> Answer:
        await self._open()
        return self._receipt("answered before")

    def _is_answered(self, key: str, message: BaseModel) -> bool:
        before = self._answered.get(key)
        if before is not None and before != _said(message):
            raise refused(Refused("id_reused", f"{key} was used before for something else."))
        return before is not None

    async def _signer(self, by: str, request: SigningRequest | None) -> Signer:
        """In which capacity somebody signs; refuses whoever may not."""
        if request is None:
            raise refused(Refused("team_not_asked", "That team is not asked to sign now."))
        query = SignerQuery(by=by, request=request)
        answer = await self._clock.alone(Casework.find_signer, query, quick("find the signer"))
        if answer.signer is None:
            raise refused(Refused(answer.code, answer.message))
        return answer.signer

    async def _mark(self, command: str, message: Sealed) -> Callable[[Case], Case]:
        """What a sealed command leaves on the timeline; refuses one whose seal does not hold.

        A case that is not pinned to seals takes the command as it is, without a step.
        """
        assert self._keeper is not None
        if not self._keeper.case.sealed:
            return _unmarked
        query = SealQuery(
            case=workflow.info().workflow_id,
            command=command,
            by=message.speaker,
            message=message.canonical(),
            seal=message.seal,
        )
        answer = await self._clock.alone(SealDesk.verify_seal, query, quick("verify the seal"))
        used = f"seal {answer.number}"
        if not answer.code and used in self._answered:
            answer = answer.model_copy(update={"code": "seal_used", "message": USED})
        if answer.code:
            self._tell_of_forgery(query, answer)
            raise refused(Refused(answer.code, answer.message))
        self._answered[used] = command
        why = f"{command} by {message.speaker}, sealed by {answer.issuer} with {answer.key_id}"
        return lambda case: log(
            case, Act(self._clock.time, "system", why), "seal_verified", answer.number
        )

    def _tell_of_forgery(self, query: SealQuery, answer: SealAnswer) -> None:
        """Leave a line that somebody said a command whom no door vouches for."""
        assert self._keeper is not None
        why = f"{query.command} in the name of {query.by}: {answer.code}. {answer.message}"
        act = Act(self._clock.time, "system", why[:1000])
        self._keeper.apply(lambda case: log(case, act, "seal_refused", answer.number))
        self._stirred = True

    @workflow.signal(
        dynamic=True, description="Any command as a signal; what cannot be taken in is kept."
    )
    async def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Take the command of that name in; keep as a dead letter what cannot be accepted."""
        try:
            await self._take(name, args)
        except (FailureError, ValueError) as why:
            await self._bury(name, args, str(why))

    async def _take(self, name: str, args: Sequence[RawValue]) -> None:
        model = self.MESSAGES.get(name)
        if model is None or len(args) != 1:
            raise ValueError(f"no command {name!r} with {len(args)} arguments")
        await getattr(self, name)(_read(args[0], model))

    async def _bury(self, name: str, args: Sequence[RawValue], why: str) -> None:
        await self._open()
        payload = " ".join(raw.payload.data.decode(errors="replace") for raw in args)
        letter = DeadLetter(
            claim_id=self._name,
            kind=f"signal {name}"[:80],
            reason=why[:1000],
            payload=payload[:LONGEST_LETTER],
        )
        with suppress(ActivityError):
            await self._clock.alone(Casework.bury, letter, quick("keep a dead letter"))
        act = Act(await self._clock.look(), "system", why[:1000])
        await self._say(lambda case: log(case, act, f"dead letter: signal {name}"[:80]))


def _said(message: BaseModel) -> str:
    """The message as it is compared with another: whoever repeats a command seals it anew."""
    return message.unsealed_json() if isinstance(message, Sealed) else message.model_dump_json()


def _unmarked(case: Case) -> Case:
    return case


def _read(raw: RawValue, model: type[BaseModel]) -> BaseModel:
    """The message in a signal; ValueError, whatever a stranger has put there."""
    try:
        message = workflow.payload_converter().from_payload(raw.payload, model)
    except Exception as error:
        raise ValueError(f"not readable: {error}") from error
    if not isinstance(message, model):
        raise ValueError(f"not a {model.__name__}")
    return message
