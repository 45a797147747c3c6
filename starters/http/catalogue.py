"""The kinds of problems that the HTTP API knows, each with its page under `/v1/problems`."""

from dataclasses import dataclass

PAGES = "/v1/problems"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its stable code, its status, what it is, and what its reader does next."""

    code: str
    status: int
    title: str
    next: str

    @property
    def type(self) -> str:
        """The URI that names it, and where it is explained."""
        return f"{PAGES}/{self.code}"


MALFORMED = Kind(
    "malformed",
    400,
    "The request cannot be read",
    "Mend the JSON, the header or the cursor that `detail` names, and send it again.",
)
KEY_MISSING = Kind(
    "idempotency-key-missing",
    400,
    "Every POST needs an Idempotency-Key",
    "Make a random key, such as a UUID, for each thing you want done. Send the same key whenever "
    "you repeat the request, and a new one for a new request.",
)
NOT_SIGNED_IN = Kind(
    "not-signed-in",
    401,
    "Nobody has said who asks",
    "Send `Authorization: Bearer` with an API key that is valid, or sign in with a browser.",
)
DENIED = Kind(
    "denied",
    403,
    "You may not do that",
    "`code` says why: `not_granted` and `not_yours` are for whoever gives out roles and scopes, "
    "`not_a_member` for the lead of the case, `sign_in_again` is mended by signing in once more. "
    "Any other code is a rule about people, such as `own_work`: somebody else must do it.",
)
NOT_FOUND = Kind(
    "not-found",
    404,
    "There is no such thing",
    "Look at the id. A claim or case of somebody else is answered in the same way.",
)
WRONG_METHOD = Kind(
    "method-not-allowed",
    405,
    "That method is not known here",
    "The header `Allow` names the methods that are.",
)
REFUSED = Kind(
    "refused",
    409,
    "A rule says no",
    "`code` names the rule, `detail` says why and what can be done. Nothing was changed. The page "
    "of errors in the reference has every code.",
)
IN_FLIGHT = Kind(
    "in-flight",
    409,
    "The same request is being worked on",
    "Wait as long as `Retry-After` says and repeat it with the same key: you get its answer.",
)
STALE = Kind(
    "stale",
    412,
    "It has changed since you read it",
    "`current` says how it stands now. Read it again, decide again, and send the new ETag in "
    "`If-Match` with a new key.",
)
TOO_LARGE = Kind(
    "too-large", 413, "The body is too large", "`detail` says how many bytes are accepted."
)
WRONG_TYPE = Kind(
    "unsupported-type",
    415,
    "That type of content is not accepted",
    "Commands are JSON (`Content-Type: application/json`). Documents are PDF, JPEG or PNG by their "
    "content, whatever their name or header says.",
)
INVALID = Kind(
    "invalid",
    422,
    "Fields are missing or wrong",
    "`errors` names each: `pointer` is a JSON Pointer into the body, `parameter` a part of the "
    "path, the query or the headers.",
)
KEY_REUSED = Kind(
    "idempotency-key-reused",
    422,
    "The key was used for another request",
    "Use a new key for a new request.",
)
TOO_MANY = Kind(
    "too-many-requests",
    429,
    "Too many requests",
    "Wait as long as `Retry-After` says. The headers `RateLimit` and `RateLimit-Policy` say how "
    "much is left.",
)
BROKEN = Kind(
    "broken",
    500,
    "Something of ours is broken",
    "Repeat the request with the same key later. Tell us the `request_id` if it stays so.",
)
UNREACHABLE = Kind(
    "unreachable",
    503,
    "Not now",
    "Temporal, its workers or the database do not answer. Repeat the request with the same key "
    "after `Retry-After`: it takes effect once. With `Prefer: respond-async` a command is taken in "
    "and given later.",
)

KINDS = (
    MALFORMED,
    KEY_MISSING,
    NOT_SIGNED_IN,
    DENIED,
    NOT_FOUND,
    WRONG_METHOD,
    REFUSED,
    IN_FLIGHT,
    STALE,
    TOO_LARGE,
    WRONG_TYPE,
    INVALID,
    KEY_REUSED,
    TOO_MANY,
    BROKEN,
    UNREACHABLE,
)
"""Every kind, by status."""

BY_STATUS = {
    400: MALFORMED,
    401: NOT_SIGNED_IN,
    403: DENIED,
    404: NOT_FOUND,
    405: WRONG_METHOD,
    413: TOO_LARGE,
    415: WRONG_TYPE,
    422: INVALID,
    429: TOO_MANY,
    503: UNREACHABLE,
}
"""The kind of a refusal that only has a status."""
