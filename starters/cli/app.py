"""The command line whole: every command in its group."""

from importlib.util import find_spec

from starters.cli import (
    changing,
    deciding,
    filing,
    handing_over,
    looking,
    policy,
    recovering,
    repairing,
    running,
    upkeep,
)
from starters.cli.groups import app

__all__ = [
    "app",
    "changing",
    "deciding",
    "filing",
    "handing_over",
    "looking",
    "policy",
    "recovering",
    "repairing",
    "running",
    "upkeep",
]
"""Importing a module registers its commands."""

if find_spec("starters.demo"):
    running.offer_demo()
