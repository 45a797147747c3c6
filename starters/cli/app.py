"""The command line whole: every command in its group."""

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
from starters.cli.late import installed

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

if installed("starters.demo.main"):
    running.offer_demo()
