"""The six laws of the house hold."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import PRODUCT, sources


def test_imports_obey_the_six_laws(root: Path) -> None:
    judged = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
    )

    assert judged.returncode == 0, judged.stdout
    assert "6 kept, 0 broken" in judged.stdout


def test_the_rules_import_nothing_but_the_standard_library_and_rules() -> None:
    strangers = {
        f"{source.name}: {name}"
        for source in sources("makegood")
        if source.name.startswith("makegood/rules/")
        for name in source.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[1:2] != ["rules"]
    }

    assert strangers == set()


def test_what_the_company_knows_serves_without_temporal() -> None:
    faces = {"temporalio", *PRODUCT} - {"makegood"}
    found = {
        f"{source.name}: {name}"
        for source in sources("makegood")
        for name in source.imports()
        if name.split(".")[0] in faces
    }

    assert found == set()


def test_impure_calls_are_banned_from_rules_messages_and_workflows(root: Path) -> None:
    code = '"""Now."""\n\nimport datetime\n\nNOW = datetime.datetime.now(datetime.UTC)\n'

    def verdict(name: str) -> str:
        ruff = str(Path(sys.executable).with_name("ruff"))
        told = [
            ruff,
            "check",
            "--no-cache",
            "--output-format=concise",
            "--stdin-filename",
            name,
            "-",
        ]
        return subprocess.run(told, cwd=root, input=code, capture_output=True, text=True).stdout

    for room in ("makegood/rules", "makegood/messages", "workflows"):
        assert "TID251" in verdict(f"{room}/now.py")
    assert "TID251" not in verdict("makegood/store/now.py")
