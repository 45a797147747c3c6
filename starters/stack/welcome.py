"""What a person is told who has started the stack: where the desk is, and who one may be there."""

from collections.abc import Iterator

from makegood.policy.access import load_access
from makegood.settings import Settings
from starters.stack.layout import lets_anybody_in


def welcome(settings: Settings) -> Iterator[str]:
    """Yield the address of the desk and, in development, an account for each role."""
    yield f"Desk: {settings.web_url}   API: {settings.web_url}/v1"
    if lets_anybody_in(settings):
        samples = load_access(settings.policy_dir).samples().items()
        told = (f"{role.replace('_', '-')} {name}" for role, name in samples)
        yield f"Sign in, without a password, as: {', '.join(told)}"
