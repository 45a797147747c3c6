"""The code stays as small and as plain as the house promises."""

import ast
from itertools import chain
from statistics import median

from tests.house.sources import Function, Source, of_product, of_tests

MEDIAN_FUNCTION, LONG_FUNCTION, LONGEST_FUNCTION = 6, 25, 45
LONG_FILE, LONGEST_FILE = 200, 350
VAGUE = ("Manager", "Helper", "Util", "Utils", "Processor")


def length(function: Function) -> int:
    """Lines from the first decision to the last, the signature and the docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def height(function: Function) -> int:
    """All lines of a function."""
    return (function.end_lineno or 0) - function.lineno + 1


def nine_in_ten(figures: list[int]) -> int:
    """The figure that nine in ten do not exceed."""
    return sorted(figures)[int(len(figures) * 0.9)]


def functions() -> list[tuple[Source, Function]]:
    """Every function that a user runs."""
    return [(source, function) for source in of_product() for function in source.functions()]


def test_functions_are_one_thought() -> None:
    lengths = [length(function) for _, function in functions()]

    assert median(lengths) <= MEDIAN_FUNCTION
    assert nine_in_ten(lengths) <= LONG_FUNCTION


def test_no_function_is_taller_than_a_screen() -> None:
    tall = {
        f"{source.name}:{function.name} {height(function)}"
        for source, function in functions()
        if height(function) > LONGEST_FUNCTION
    }

    assert tall == set()


def test_files_are_one_subject() -> None:
    assert nine_in_ten([source.lines() for source in of_product()]) <= LONG_FILE
    assert {one.name for one in of_product() if one.lines() > LONGEST_FILE} == set()


def test_every_argument_and_result_has_a_type() -> None:
    untyped = {
        f"{source.name}:{function.lineno} {function.name}"
        for source in (*of_product(), *of_tests())
        for function in source.functions()
        if function.returns is None or not all(map(_is_typed, _arguments(function)))
    }

    assert untyped == set()


def test_a_package_begins_empty_or_with_one_docstring() -> None:
    busy = {
        one.name
        for one in (*of_product(), *of_tests())
        if one.path.name == "__init__.py" and len(one.tree.body) > bool(ast.get_docstring(one.tree))
    }

    assert busy == set()


def test_a_module_is_described_in_one_sentence() -> None:
    wordy = {
        one.name
        for one in of_product()
        if one.path.name != "__init__.py"
        and not _is_one_sentence(ast.get_docstring(one.tree) or "")
    }

    assert wordy == set()


def test_names_say_what_a_thing_is() -> None:
    vague = {
        f"{source.name}: {node.name}"
        for source in of_product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(VAGUE)
    }

    assert vague == set()


def test_every_test_can_fail() -> None:
    idle = {
        f"{source.name}:{function.name}"
        for source in of_tests()
        for function in source.functions()
        if function.name.startswith("test_") and not _can_fail(function)
    }

    assert idle == set()


def _arguments(function: Function) -> list[ast.arg]:
    told = function.args
    stars = [star for star in (told.vararg, told.kwarg) if star]
    return [*told.posonlyargs, *told.args, *told.kwonlyargs, *stars]


def _is_typed(argument: ast.arg) -> bool:
    return argument.annotation is not None or argument.arg in ("self", "cls")


def _is_one_sentence(text: str) -> bool:
    return text.endswith((".", "?")) and ". " not in text.replace("\n", " ") and "\n\n" not in text


def _can_fail(function: Function) -> bool:
    words = ("assert", "raises", "expect", "check", "verify", "must")
    calls = (ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Call))
    asserts = ("assert" for node in ast.walk(function) if isinstance(node, ast.Assert))
    return any(word in said for said in chain(asserts, calls) for word in words)
