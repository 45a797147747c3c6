"""The cookies of the desk, which no script reads and no other site sends along."""

from dataclasses import dataclass

from starlette.responses import Response

SESSION = "makegood"
BEGUN = "makegood_sign_in_"
BEGUN_SECONDS = 600
BEGUN_PATH = "/sign-in"


@dataclass(frozen=True)
class Cookies:
    """With `https` they are sent encrypted only, and bound to this host by their very name."""

    https: bool

    @property
    def session(self) -> str:
        """Under which name the secret of a session is kept (RFC 6265bis, 4.1.3.2)."""
        return f"__Host-{SESSION}" if self.https else SESSION

    def begun(self, state: str) -> str:
        """Under which name a sign-in that has begun is kept, each by itself."""
        return f"{'__Secure-' if self.https else ''}{BEGUN}{state[:8]}"

    def keep_session(self, answer: Response, secret: str, seconds: int) -> None:
        """Let the browser keep a session."""
        self._set(answer, self.session, secret, seconds)

    def keep_begun(self, answer: Response, state: str, sealed: str) -> None:
        """Let the browser keep what it has begun, for ten minutes."""
        self._set(answer, self.begun(state), sealed, BEGUN_SECONDS, BEGUN_PATH)

    def drop_session(self, answer: Response) -> None:
        """Let the browser forget its session."""
        self._set(answer, self.session, "", 0)

    def drop_begun(self, answer: Response, state: str) -> None:
        """Let the browser forget what it had begun."""
        self._set(answer, self.begun(state), "", 0, BEGUN_PATH)

    def _set(self, answer: Response, name: str, value: str, seconds: int, path: str = "/") -> None:
        answer.set_cookie(
            name,
            value,
            max_age=seconds,
            path=path,
            secure=self.https,
            httponly=True,
            samesite="lax",
        )
