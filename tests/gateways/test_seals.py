"""What a seal proves: who said what to which case, through which door, and when."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jws

from makegood.gateways.seal_keys import (
    DoorKey,
    KeyFile,
    keep_private,
    new_door_key,
    public_half,
    read_door_key,
)
from makegood.gateways.seals import LIFE, SLACK, Sealer, Verifier
from makegood.messages.commands import Remedy, Repair, SignOff
from makegood.messages.problems import Malformed, NeedsPerson, NotFound
from makegood.messages.sealing import Sealed, SealQuery
from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.signoff import Decide

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
CASE = "claim-C-1"


def a_sign_off(**changes: object) -> SignOff:
    """Minh of Operations approves."""
    return SignOff(
        decision_id="d-1",
        team=Team.OPERATIONS,
        decision=Decide.APPROVE,
        by="ops.minh",
        subject_hash="81e4b6e56860b0ec",
    ).model_copy(update=changes)


def shown(message: Sealed, seal: str, case: str = CASE, command: str = "sign_off") -> SealQuery:
    """The message as the case asks about it."""
    return SealQuery(
        case=case, command=command, by=message.speaker, message=message.canonical(), seal=seal
    )


class Doors:
    """A file of public keys, and the doors that have the private ones."""

    def __init__(self, folder: Path) -> None:
        self.known = KeyFile(folder / "public.json")
        self.verifier = Verifier(self.known, now=lambda: NOON)

    def opens(self, name: str, says: str = "*", of: str = "*") -> DoorKey:
        """A new door, whose key workers know."""
        key = new_door_key(name, NOON)
        self.known.add(public_half(key, NOON, (says,), (of,)))
        return key

    def refuses(self, query: SealQuery) -> str:
        """The code with which the seal is refused."""
        with pytest.raises(Refused) as refusal:
            self.verifier.verify(query)
        return refusal.value.code


@pytest.fixture
def doors(tmp_path: Path) -> Doors:
    return Doors(tmp_path)


def sealed(key: DoorKey, message: Sealed, at: datetime = NOON, case: str = CASE) -> str:
    """The seal of a door on a sign-off."""
    return Sealer(key, now=lambda: at).seal(case, "sign_off", message)


def test_a_seal_tells_by_which_door_and_key_a_decision_came(doors: Doors) -> None:
    web = doors.opens("web")
    message = a_sign_off()

    answer = doors.verifier.verify(shown(message, sealed(web, message)))

    assert (answer.issuer, answer.key_id, answer.code) == ("web", web.kid, "")


def test_a_decision_without_a_seal_is_refused(doors: Doors) -> None:
    doors.opens("web")

    assert doors.refuses(shown(a_sign_off(), "")) == "seal_missing"


@pytest.mark.parametrize("text", ["x", "a.b.c", "....", "é.é.é", "e30.e30.e30", "x" * 2000])
def test_what_is_no_seal_is_forged(doors: Doors, text: str) -> None:
    doors.opens("web")

    assert doors.refuses(shown(a_sign_off(), text)) == "seal_forged"


@pytest.mark.parametrize(
    "other",
    [{"by": "ops.binh"}, {"decision": Decide.REJECT}, {"subject_hash": "0" * 16}, {"reason": "x"}],
)
def test_a_seal_holds_for_no_other_words(doors: Doors, other: dict[str, object]) -> None:
    seal = sealed(doors.opens("web"), a_sign_off())

    assert doors.refuses(shown(a_sign_off(**other), seal)) == "seal_of_another"


def test_a_seal_holds_for_no_other_case_and_no_other_command(doors: Doors) -> None:
    message = a_sign_off()
    seal = sealed(doors.opens("web"), message)

    assert doors.refuses(shown(message, seal, case="claim-C-2")) == "seal_of_another"
    assert doors.refuses(shown(message, seal, command="recommend")) == "seal_of_another"


def test_a_key_that_workers_do_not_know_seals_nothing(doors: Doors) -> None:
    doors.opens("web")
    message = a_sign_off()

    stranger = sealed(new_door_key("web", NOON), message)

    assert doors.refuses(shown(message, stranger)) == "seal_unknown_key"


def test_a_key_that_takes_the_id_of_another_forges(doors: Doors) -> None:
    web, message = doors.opens("web"), a_sign_off()
    thief = new_door_key("web", NOON).model_copy(update={"kid": web.kid})

    assert doors.refuses(shown(message, sealed(thief, message))) == "seal_forged"


def test_a_door_cannot_seal_in_the_name_of_another_door(doors: Doors) -> None:
    web, message = doors.opens("web"), a_sign_off()
    pretending = web.model_copy(update={"iss": "cli"})

    assert doors.refuses(shown(message, sealed(pretending, message))) == "seal_forged"


def test_a_seal_without_a_signature_is_forged(doors: Doors) -> None:
    seal = sealed(doors.opens("web"), a_sign_off())
    head, body, _ = seal.split(".")

    assert doors.refuses(shown(a_sign_off(), f"{head}.{body}.")) == "seal_forged"


def test_a_seal_that_is_signed_with_a_public_key_as_a_secret_is_forged(doors: Doors) -> None:
    from joserfc.jwk import OctKey

    web, message = doors.opens("web"), a_sign_off()
    body = jws.extract_compact(sealed(web, message).encode()).payload
    header = {"alg": "HS256", "kid": web.kid, "typ": "makegood-seal+jws"}
    confused = jws.serialize_compact(header, body, OctKey.import_key(web.x), algorithms=["HS256"])

    assert doors.refuses(shown(message, confused)) == "seal_forged"


@pytest.mark.parametrize(("says", "of"), [("payment_notice", "*"), ("*", "fin.*"), ("*", "ops")])
def test_a_door_speaks_only_for_whom_and_what_its_key_allows(
    doors: Doors, says: str, of: str
) -> None:
    narrow, message = doors.opens("webhooks", says, of), a_sign_off()

    assert doors.refuses(shown(message, sealed(narrow, message))) == "seal_not_entitled"


def test_a_door_may_speak_for_all_whose_names_begin_alike(doors: Doors) -> None:
    narrow, message = doors.opens("ops-desk", "sign_off", "ops.*"), a_sign_off()

    assert doors.verifier.verify(shown(message, sealed(narrow, message))).issuer == "ops-desk"


@pytest.mark.parametrize(
    ("made", "taken"),
    [
        (NOON - LIFE, True),
        (NOON - LIFE - timedelta(seconds=1), False),
        (NOON + SLACK, True),
        (NOON + SLACK + timedelta(seconds=1), False),
    ],
)
def test_a_seal_is_of_now(doors: Doors, made: datetime, taken: bool) -> None:
    message = a_sign_off()
    query = shown(message, sealed(doors.opens("web"), message, made))

    if taken:
        assert doors.verifier.verify(query).issuer == "web"
    else:
        assert doors.refuses(query) == "seal_too_old"


def test_a_retired_key_seals_nothing_more_and_still_proves_what_it_sealed(doors: Doors) -> None:
    web, message = doors.opens("web"), a_sign_off()
    earlier = NOON - timedelta(minutes=10)
    query = shown(message, sealed(web, message, earlier))

    doors.known.retire(web.kid, NOON - timedelta(minutes=5))

    assert doors.refuses(query) == "seal_unknown_key"
    assert doors.verifier.held_at(query, earlier).key_id == web.kid


def test_retiring_twice_keeps_the_first_moment(doors: Doors) -> None:
    web = doors.opens("web")

    doors.known.retire(web.kid, NOON)
    again = doors.known.retire(web.kid, NOON + timedelta(days=1))

    assert again.retired_at == NOON


def test_keys_are_rotated_without_a_restart(doors: Doors) -> None:
    doors.opens("web")
    new, message = doors.opens("web"), a_sign_off()

    assert doors.verifier.verify(shown(message, sealed(new, message))).key_id == new.kid


def test_a_key_that_is_not_there_cannot_be_retired(doors: Doors) -> None:
    doors.opens("web")

    with pytest.raises(NotFound, match="There is no key nobody"):
        doors.known.retire("nobody", NOON)


def test_a_private_key_is_for_its_owner_alone_and_comes_back_the_same(tmp_path: Path) -> None:
    key, path = new_door_key("web", NOON), tmp_path / "web.key.json"

    keep_private(key, path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_door_key(path) == key


def test_a_missing_or_wrong_key_file_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"keys": [{"kty": "RSA"}]}')

    with pytest.raises(NeedsPerson, match=r"wrong\.json"):
        KeyFile(wrong).read()
    with pytest.raises(NeedsPerson, match=r"none\.json"):
        KeyFile(tmp_path / "none.json").read()
    with pytest.raises(Malformed, match=r"wrong\.json"):
        read_door_key(wrong)
    with pytest.raises(NotFound, match=r"none\.json"):
        read_door_key(tmp_path / "none.json")


def test_the_canonical_text_leaves_out_defaults_and_the_seal_and_keeps_letters() -> None:
    message = Repair(remedy=Remedy.RETRY, by="desk.hà", reason='says "go"', seal="x")

    assert message.canonical() == '{"by":"desk.hà","reason":"says \\"go\\"","remedy":"retry"}'


def test_two_seals_of_the_same_words_are_different(doors: Doors) -> None:
    web, message = doors.opens("web"), a_sign_off()

    assert sealed(web, message) != sealed(web, message)
