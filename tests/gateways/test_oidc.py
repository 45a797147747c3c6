"""A sign-in proves who somebody is, or proves nothing: no forged, foreign, old or reused word."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from makegood.gateways.identity_provider.app import create_app
from makegood.gateways.identity_provider.desk import Relying, SignInDesk
from makegood.gateways.identity_provider.signing import Algorithm, Signature
from makegood.gateways.oidc import LONG_AGO, Attempt, Client, OidcProvider, Proven
from makegood.gateways.oidc_pages import NotProven, ProviderAway, ProviderPages
from makegood.settings import LoginClaim

ISSUER = "https://login.example"
BACK = "https://desk.example/sign-in/callback"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ME = Client(ISSUER, "makegood", "s3cret:/ with signs", LoginClaim.PREFERRED_USERNAME, BACK)
ATTEMPT = Attempt("state-1", "nonce-1", "v" * 43, NOON)
RSA = RSAKey.generate_key(parameters={"use": "sig"}, auto_kid=True)
OTHER = RSAKey.generate_key(parameters={"use": "sig"}, auto_kid=True)


@dataclass
class Clock:
    """A clock that a test moves."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Real:
    """Our own provider, with nothing between it and us."""

    provider: OidcProvider
    http: httpx.AsyncClient
    clock: Clock

    async def chosen(self, attempt: Attempt = ATTEMPT, account: str = "desk.an") -> dict[str, str]:
        """What a browser comes back with, after a person has chosen an account."""
        where = await self.provider.begin(attempt)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        assert (await self.http.get(where)).is_success
        answer = await self.http.post(f"{ISSUER}/authorize", data=asked | {"account": account})
        assert answer.status_code == 303, answer.text
        back = urlsplit(answer.headers["location"])
        return {name: values[0] for name, values in parse_qs(back.query).items()}


@pytest.fixture(params=list(Algorithm))
async def real(request: pytest.FixtureRequest) -> AsyncIterator[Real]:
    """The development provider, with each of the signatures."""
    clock = Clock()
    relying = Relying(ME.client_id, ME.client_secret, (BACK,))
    signature = Signature(request.param)
    desk = SignInDesk(ISSUER, relying, ("desk.an", "fin.oanh"), signature, clock)
    app = create_app(desk, [("executive", ["desk.an"]), ("finance", ["fin.oanh"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as http:
        yield Real(OidcProvider(ME, http), http, clock)


async def test_who_signs_in_is_who_was_chosen(real: Real) -> None:
    back = await real.chosen(account="fin.oanh")

    proven = await real.provider.finish(back["code"], ATTEMPT, NOON)

    assert back["state"] == "state-1"
    assert proven == Proven("fin.oanh", NOON)


async def test_the_provider_shows_a_person_whom_one_may_be(real: Real) -> None:
    page = await real.http.get(await real.provider.begin(ATTEMPT))

    assert page.text.count('name="account"') == 2
    assert "Everybody may be anybody here" in page.text


async def test_a_code_works_once(real: Real) -> None:
    code = (await real.chosen())["code"]
    await real.provider.finish(code, ATTEMPT, NOON)

    with pytest.raises(NotProven, match="does not take the code"):
        await real.provider.finish(code, ATTEMPT, NOON)


async def test_a_code_works_for_a_minute(real: Real) -> None:
    code = (await real.chosen())["code"]
    real.clock.at = NOON + 2 * MINUTE

    with pytest.raises(NotProven):
        await real.provider.finish(code, ATTEMPT, NOON)


async def test_a_stolen_code_is_worth_nothing_without_what_the_browser_keeps(real: Real) -> None:
    code = (await real.chosen())["code"]

    with pytest.raises(NotProven):
        await real.provider.finish(code, replace(ATTEMPT, verifier="w" * 43), NOON)


async def test_a_code_of_another_sign_in_is_refused(real: Real) -> None:
    code = (await real.chosen())["code"]

    with pytest.raises(NotProven, match="does not hold"):
        await real.provider.finish(code, replace(ATTEMPT, nonce="nonce-2"), NOON)


async def test_the_provider_asks_its_client_who_it_is(real: Real) -> None:
    code = (await real.chosen())["code"]
    impostor = OidcProvider(replace(ME, client_secret="guess"), real.http)

    with pytest.raises(NotProven):
        await impostor.finish(code, ATTEMPT, NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        {"client_id": "somebody"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"response_type": "token"},
    ],
)
async def test_the_provider_grants_nothing_but_a_code_with_pkce_to_its_client(
    real: Real, changes: dict[str, str]
) -> None:
    where = urlsplit(await real.provider.begin(ATTEMPT))
    asked = {name: values[0] for name, values in parse_qs(where.query).items()} | changes

    shown = await real.http.get(f"{ISSUER}/authorize", params=asked)
    posted = await real.http.post(f"{ISSUER}/authorize", data=asked | {"account": "desk.an"})

    assert (shown.status_code, posted.status_code) == (400, 400)


async def test_nobody_is_somebody_whom_the_provider_does_not_know(real: Real) -> None:
    where = urlsplit(await real.provider.begin(ATTEMPT))
    asked = {name: values[0] for name, values in parse_qs(where.query).items()}

    answer = await real.http.post(f"{ISSUER}/authorize", data=asked | {"account": "dir.mai"})

    assert answer.status_code == 400


async def test_a_step_up_asks_the_provider_to_ask_again(real: Real) -> None:
    plain = await real.provider.begin(ATTEMPT)
    again = await real.provider.begin(replace(ATTEMPT, again=True))

    assert "prompt" not in plain
    assert "prompt=login&max_age=0" in again


def claims(**changes: object) -> dict[str, object]:
    """What a provider says of desk.an at noon; a claim that is None is left out."""
    told: dict[str, object] = {
        "iss": ISSUER,
        "sub": "248289",
        "aud": "makegood",
        "iat": NOON.timestamp(),
        "exp": (NOON + MINUTE).timestamp(),
        "nonce": "nonce-1",
        "auth_time": int(NOON.timestamp()),
        "preferred_username": "desk.an",
        "email": "An@Makegood.example",
        "email_verified": True,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def signed(key: RSAKey | ECKey = RSA, algorithm: str = "RS256", **changes: object) -> str:
    """An ID token."""
    header = {"alg": algorithm, "kid": key.kid}
    return jwt.encode(header, claims(**changes), key, algorithms=[algorithm])


@dataclass
class Pretence:
    """A provider that says what a test wants it to."""

    token: str = ""
    keys: tuple[RSAKey | ECKey, ...] = (RSA,)
    issuer: str = ISSUER
    status: int = 200
    fetched: int = 0
    time: float = 1000.0

    def provider(self, client: Client = ME) -> OidcProvider:
        """What asks it."""
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return OidcProvider(client, http, ProviderPages(client.issuer, http, lambda: self.time))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/jwks":
            self.fetched += 1
            told = KeySet(list(self.keys)).as_dict(private=False)
            return httpx.Response(200, json=told)
        if request.url.path == "/token":
            return httpx.Response(self.status, json={"id_token": self.token})
        names = {name: f"{ISSUER}/{path}" for name, path in ADDRESSES.items()}
        return httpx.Response(200, content=json.dumps(names | {"issuer": self.issuer}))


ADDRESSES = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "jwks_uri": "jwks",
}


async def proven(token: str, attempt: Attempt = ATTEMPT, client: Client = ME) -> Proven:
    """Who a token proves somebody to be."""
    return await Pretence(token).provider(client).finish("code", attempt, NOON)


def confused() -> str:
    """A token signed with the provider's public key as if it were a shared secret (RFC 8725)."""
    said = {"alg": "HS256", "kid": RSA.kid}
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (said, claims())]
    seal = hmac.digest(RSA.as_pem(private=False), b".".join(parts), "sha256")
    return b".".join([*parts, urlsafe_b64encode(seal).rstrip(b"=")]).decode()


def unsigned() -> str:
    """A token that says it needs no signature."""
    said = {"alg": "none", "kid": RSA.kid}
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (said, claims())]
    return b".".join([*parts, b""]).decode()


@pytest.mark.parametrize(
    "token",
    [
        signed(OTHER),
        signed(iss="https://evil.example"),
        signed(aud="another-client"),
        signed(aud=["makegood", "another-client"]),
        signed(azp="another-client"),
        signed(nonce="nonce-2"),
        signed(nonce=None),
        signed(exp=(NOON - 2 * MINUTE).timestamp()),
        signed(exp=None),
        signed(iat=None),
        signed(sub=None),
        signed(preferred_username=None),
        confused(),
        unsigned(),
        signed()[:-4] + "AAAA",
        signed().rpartition(".")[0] + ".",
        "not.a.token",
        "",
    ],
)
async def test_a_word_that_is_forged_foreign_old_or_half_proves_nothing(token: str) -> None:
    with pytest.raises(NotProven):
        await proven(token)


async def test_a_word_that_holds_proves_who_somebody_is() -> None:
    assert await proven(signed()) == Proven("desk.an", NOON)
    both = signed(aud=["makegood", "another-client"], azp="makegood")
    assert await proven(both) == Proven("desk.an", NOON)


@pytest.mark.parametrize(
    ("claim", "login"), [(LoginClaim.EMAIL, "an@makegood.example"), (LoginClaim.SUB, "248289")]
)
async def test_what_names_the_account_is_for_the_settings_to_say(
    claim: LoginClaim, login: str
) -> None:
    assert (await proven(signed(), client=replace(ME, login_claim=claim))).login == login


async def test_an_address_that_nobody_verified_names_nobody() -> None:
    with pytest.raises(NotProven, match="verified"):
        await proven(signed(email_verified=False), client=replace(ME, login_claim=LoginClaim.EMAIL))


async def test_a_step_up_needs_a_proof_of_now() -> None:
    again = replace(ATTEMPT, again=True)
    hour_ago = int((NOON - 60 * MINUTE).timestamp())

    assert (await proven(signed(), again)).signed_in_at == NOON
    assert (await proven(signed(auth_time=hour_ago))).signed_in_at == NOON - 60 * MINUTE
    for auth_time in (hour_ago, None):
        with pytest.raises(NotProven, match="did not ask the person again"):
            await proven(signed(auth_time=auth_time), again)


@pytest.mark.parametrize(
    ("amr", "methods"),
    [
        (None, ()),
        (["pwd", "otp"], ("pwd", "otp")),
        ("mfa", ("mfa",)),
        (["pwd", "<b>", "two words", "x" * 40], ("pwd",)),
        ([f"m{n}" for n in range(20)], tuple(f"m{n}" for n in range(8))),
    ],
)
async def test_the_provider_tells_how_it_knows_the_person(
    amr: list[str] | str | None, methods: tuple[str, ...]
) -> None:
    token = signed() if amr is None else signed(amr=amr)

    assert (await proven(token)).methods == methods


async def test_a_provider_that_does_not_say_when_proves_it_for_no_step_up() -> None:
    assert (await proven(signed(auth_time=None))).signed_in_at == LONG_AGO


async def test_a_proof_of_the_future_is_one_of_now() -> None:
    tomorrow = int((NOON + 1440 * MINUTE).timestamp())

    assert (await proven(signed(auth_time=tomorrow))).signed_in_at == NOON


async def test_keys_are_fetched_once_an_hour_and_again_for_a_new_one() -> None:
    pretence = Pretence(signed())
    provider = pretence.provider()
    for _ in range(3):
        await provider.finish("code", ATTEMPT, NOON)
    assert pretence.fetched == 1

    pretence.keys, pretence.token, pretence.time = (RSA, OTHER), signed(OTHER), 1040.0
    assert (await provider.finish("code", ATTEMPT, NOON)).login == "desk.an"
    assert pretence.fetched == 2


async def test_words_with_unknown_keys_do_not_make_us_ask_again_and_again() -> None:
    pretence = Pretence(signed(OTHER))
    provider = pretence.provider()
    for _ in range(5):
        with pytest.raises(NotProven):
            await provider.finish("code", ATTEMPT, NOON)

    assert pretence.fetched == 1


async def test_a_provider_that_calls_itself_otherwise_is_another() -> None:
    with pytest.raises(NotProven, match="calls itself"):
        await Pretence(issuer="https://evil.example").provider().begin(ATTEMPT)


async def test_a_provider_that_is_away_is_named_so(free_port: Callable[[], int]) -> None:
    with pytest.raises(ProviderAway):
        await Pretence(signed(), status=503).provider().finish("code", ATTEMPT, NOON)
    nowhere = replace(ME, issuer=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ProviderAway):
        await OidcProvider(nowhere).begin(ATTEMPT)
