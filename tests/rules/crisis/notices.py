"""Which letters the rules of a crisis can send, read from the rules themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

from makegood.rules.crisis.words import Audience
from tests.docs.test_reference import meant, pairs, words

RULES = Path(__file__).parents[3] / "makegood/rules/crisis"


def notices() -> dict[str, set[str]]:
    """Every template of a letter of a crisis, with the fields that it can have."""
    found: dict[str, set[str]] = {}
    for path in sorted(RULES.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for made in functions(tree):
            for call in calls("notify", made):
                _, _, template, *fields = call.args
                has = set().union(*(named(each, made, tree) for each in fields))
                for name in templates(template, made, tree):
                    found.setdefault(name, set()).update(has)
    return found


def calls(name: str, tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of the function of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of the file."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def templates(node: ast.AST, made: ast.FunctionDef, tree: ast.Module) -> set[str]:
    """The names that a template may have: plain, chosen before, or one for each audience."""
    if isinstance(node, ast.JoinedStr):
        begins = "".join(word for part in node.values for word in words(part))
        return {begins + audience for audience in Audience}
    if isinstance(node, ast.Name):
        chosen = {word for each in meant(node, alone(made)) for word in words(each)}
        return chosen or {word for each in handed(node.id, made, tree) for word in words(each)}
    return words(node)


def handed(parameter: str, made: ast.FunctionDef, tree: ast.Module) -> Iterator[ast.expr]:
    """What the function is called with in place of the parameter, in its own file."""
    names = [one.arg for one in made.args.args]
    for call in calls(made.name, tree):
        yield call.args[names.index(parameter)]


def named(node: ast.AST, made: ast.FunctionDef, tree: ast.Module) -> set[str]:
    """The fields that an argument holds: its own, or those that a function of the file returns."""
    inner = node.value if isinstance(node, ast.Starred) else node
    if isinstance(inner, ast.Call):
        name = getattr(inner.func, "id", "")
        return {word for one in functions(tree) if one.name == name for word in pairs(one)}
    return {word for each in meant(node, alone(made)) for word in pairs(each)}


def alone(made: ast.FunctionDef) -> ast.Module:
    """The function as if it were all of its file: names are those of its own body."""
    return ast.Module([made], [])
