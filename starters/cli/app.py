"""The command line whole: every command in its group."""

from starters.cli import (
    changing,
    crisis_looking,
    crisis_opening,
    crisis_reviewing,
    crisis_saying,
    crisis_steering,
    crisis_working,
    deciding,
    detector,
    filing,
    handing_over,
    looking,
    oncall,
    policy,
    recovering,
    repairing,
    rota_changing,
    rota_files,
    running,
    shift_change,
    upkeep,
)
from starters.cli.groups import app
from starters.cli.late import installed

__all__ = [
    "app",
    "changing",
    "crisis_looking",
    "crisis_opening",
    "crisis_reviewing",
    "crisis_saying",
    "crisis_steering",
    "crisis_working",
    "deciding",
    "detector",
    "filing",
    "handing_over",
    "looking",
    "oncall",
    "policy",
    "recovering",
    "repairing",
    "rota_changing",
    "rota_files",
    "running",
    "shift_change",
    "upkeep",
]
"""Importing a module registers its commands."""

if installed("starters.demo.main"):
    running.offer_demo()
