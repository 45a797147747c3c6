"""The reference names everything that the code can say, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from makegood.messages.sealing import REFUSALS
from makegood.policy.access import load_access
from makegood.policy.access_page import page as access_page
from makegood.policy.loader import SHIPPED
from makegood.settings import reference
from starters import errors
from starters.exits import Exit
from tests.docs.pages import ROOT, page

ERRORS = page("docs/reference/errors.md").text
NOTICES = page("docs/reference/notices.md").text
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
DOORS: tuple[type[errors.DoorError], ...] = (
    errors.DoorError,
    *errors.DoorError.__subclasses__(),
)
DOOR_ERRORS = {one.__name__ for one in DOORS}
GROUPS = ("makegood", "workflows", "activities", "workers", "starters")


def trees(*folders: str) -> Iterator[ast.Module]:
    """Every Python file under the folders, parsed."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def calls(names: set[str], *folders: str) -> Iterator[ast.Call]:
    """Every call of one of the names."""
    for tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield node


def words(node: ast.AST) -> set[str]:
    """The plain words that an expression may be."""
    if isinstance(node, ast.IfExp):
        return words(node.body) | words(node.orelse)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {str(node.value)} if is_text and isinstance(node, ast.Constant) else set()


def refusals() -> set[str]:
    """Every code of a refusal in the rules and the workflows, those chosen by a variable too."""
    found: set[str] = set()
    for tree in trees("makegood/rules", "workflows"):
        chosen = {
            target.id: words(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                code = node.args[0]
                found |= chosen.get(code.id, set()) if isinstance(code, ast.Name) else words(code)
    return found


def section(title: str) -> str:
    """A part of the page of errors, from its title to the next of its rank."""
    return ERRORS.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_refusal_has_its_cause_and_what_to_do() -> None:
    told = {
        code
        for what in ("claim", "crisis", "rota")
        for code in ROW.findall(section(f"Refusals of a {what}"))
    }

    assert refusals() - told == set()
    assert told - refusals() == set()


def test_every_refusal_of_a_seal_is_explained() -> None:
    said = {
        word for call in calls({"Refused"}, "makegood/gateways") for word in words(call.args[0])
    }

    assert said <= REFUSALS
    assert set(ROW.findall(section("Refusals of a seal"))) == REFUSALS


def test_every_error_of_a_door_is_explained() -> None:
    said = {code for call in calls(DOOR_ERRORS, "starters") for code in code_of(call)}
    said |= {code for call in calls({"_refusal"}, "makegood/rules") for code in words(call.args[0])}
    said |= {one.code for one in DOORS} | {"usage"}
    told = set(ROW.findall(section("Errors of the doors")))

    assert said - told - refusals() == set()
    assert told - said == set()


def code_of(call: ast.Call) -> set[str]:
    """The code that an error of a door is given."""
    return words(call.args[1]) if len(call.args) > 1 else set()


def heirs(of: str) -> set[str]:
    """The classes that inherit from the one of that name, at any remove."""
    parents = {
        node.name: {getattr(base, "id", "") for base in node.bases}
        for tree in trees(*GROUPS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found, before = {of}, set[str]()
    while found != before:
        before, found = found, found | {name for name in parents if parents[name] & found}
    return found - {of}


def test_every_problem_of_a_step_says_what_happens() -> None:
    assert heirs("Problem") == set(ROW.findall(section("Problems of a step")))


def test_every_exit_status_is_in_the_table() -> None:
    told = {int(number) for number in re.findall(r"^\| (\d) \|", ERRORS, re.MULTILINE)}

    assert told == set(Exit)


def notices() -> dict[str, set[str]]:
    """Every template of a notice, with the fields that it can have."""
    found: dict[str, set[str]] = {}
    for tree in trees("makegood/rules/life"):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "notify":
                _, _, template, *fields = call.args
                for name in set().union(*map(words, meant(template, tree))):
                    found.setdefault(name, set()).update(
                        name
                        for each in fields
                        for node in meant(each, tree)
                        for name in pairs(node)
                    )
    return found


def meant(node: ast.AST, tree: ast.Module) -> list[ast.AST]:
    """The expression, or whatever is assigned in the file to the name that it is."""
    name = node.value if isinstance(node, ast.Starred) else node
    if not isinstance(name, ast.Name):
        return [node]
    return [
        step.value
        for step in ast.walk(tree)
        if (isinstance(step, ast.Assign) and getattr(step.targets[0], "id", "") == name.id)
        or (isinstance(step, ast.AugAssign) and getattr(step.target, "id", "") == name.id)
    ]


def pairs(node: ast.AST) -> set[str]:
    """The names in the pairs of name and value that an expression holds."""
    tuples = (one for one in ast.walk(node) if isinstance(one, ast.Tuple) and len(one.elts) == 2)
    return {name for each in tuples for name in words(each.elts[0])}


def test_every_notice_says_to_whom_when_and_with_which_fields() -> None:
    rows = [line for line in NOTICES.splitlines() if ROW.match(line)]
    told = {ROW.findall(row)[0]: set(re.findall(r"`(\w+)`", row.split("|")[-2])) for row in rows}

    assert told == notices()


def test_every_setting_is_in_the_configuration_as_the_program_prints_it() -> None:
    table = "\n".join(reference())

    assert table in page("docs/reference/configuration.md").text


def test_the_pages_of_the_reference_are_read_from_the_checkout() -> None:
    assert Path(ROOT / "docs/reference/errors.md").is_file()
    assert len(refusals()) > 60
    assert len(notices()) > 20


def test_the_table_of_roles_is_shown_as_it_is() -> None:
    told = "\n".join(access_page(load_access(SHIPPED)))

    assert page("docs/reference/access.md").text.strip() == told.strip()
