"""The description of the API in words: each operation plainly, for a page and the reference."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from starters.http.openapi import Schema

REF = "#/components/schemas/"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Part:
    """A parameter or a field: its name, its type in words, whether it must be there."""

    name: str
    kind: str
    required: bool
    about: str = ""


@dataclass(frozen=True)
class Operation:
    """A route as its reader needs it."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    action: str
    tag: str
    parameters: tuple[Part, ...]
    fields: tuple[Part, ...]
    example: str
    answers: tuple[tuple[str, str], ...]


def operations(schema: Schema) -> tuple[Operation, ...]:
    """Every operation, in the order of tags and then of the description."""
    order = {tag["name"]: place for place, tag in enumerate(schema["tags"])}
    found = [
        _operation(schema, path, method, told)
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]
    return tuple(sorted(found, key=lambda one: order.get(one.tag, len(order))))


def _operation(schema: Schema, path: str, method: str, told: Schema) -> Operation:
    return Operation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        about=told.get("description", ""),
        action=told.get("x-action", ""),
        tag=told.get("tags", ["other"])[0],
        parameters=tuple(_parameter(schema, one) for one in told.get("parameters", ())),
        fields=tuple(_fields(schema, told)),
        example=_example(told),
        answers=tuple(_answers(schema, told)),
    )


def _parameter(schema: Schema, told: Schema) -> Part:
    name = f"{told['name']} ({told['in']})"
    about = told.get("description", "") or told["schema"].get("description", "")
    return Part(name, kind_of(schema, told["schema"]), told.get("required", False), about)


def _body(told: Schema) -> Schema:
    content: Schema = told.get("requestBody", {}).get("content", {})
    body: Schema = content.get("application/json", {})
    return body


def _fields(schema: Schema, told: Schema) -> Iterator[Part]:
    return _of_model(schema, _resolved(schema, _body(told).get("schema", {})))


def models(schema: Schema) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Every model with its fields, by name; those of bodies are told with their operations."""
    for name, model in sorted(schema["components"]["schemas"].items()):
        if model.get("properties") and not name.endswith("Body"):
            yield name, tuple(_of_model(schema, model))


def _of_model(schema: Schema, model: Schema) -> Iterator[Part]:
    required = set(model.get("required", ()))
    for name, field in model.get("properties", {}).items():
        about = field.get("description", "") if "$ref" not in field else ""
        yield Part(name, kind_of(schema, field), name in required, about)


def _example(told: Schema) -> str:
    examples = _body(told).get("examples", {})
    first = next(iter(examples.values()), None)
    return json.dumps(first["value"], indent=2, ensure_ascii=False) if first else ""


def _answers(schema: Schema, told: Schema) -> Iterator[tuple[str, str]]:
    for status, answer in sorted(told["responses"].items()):
        model = answer.get("content", {}).get("application/json", {}).get("schema", {})
        kind = kind_of(schema, model) if model else ""
        said = answer["description"]
        yield status, f"{said}: {kind}" if kind and kind != "any" else said


def _resolved(schema: Schema, model: Schema) -> Schema:
    named = model.get("$ref", "").removeprefix(REF)
    found: Schema = schema["components"]["schemas"][named] if named else model
    return found


def kind_of(schema: Schema, model: Schema) -> str:
    """The type of a value in words: a choice names what may be chosen."""
    if "$ref" in model:
        found = _resolved(schema, model)
        return kind_of(schema, found) if "enum" in found else str(model["$ref"]).removeprefix(REF)
    if "enum" in model:
        return " | ".join(map(str, model["enum"]))
    if "anyOf" in model:
        kinds = [kind_of(schema, one) for one in model["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if model.get("type") == "array":
        items = model.get("items", {})
        return f"list of {kind_of(schema, items)}" if items else "list"
    return str(model.get("format") or model.get("type", "any"))
