"""A codebook with faults, patched up so far that the rest of it can be checked too."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from toolkit.codebook.contradictions import Problem, contradictions
from toolkit.codebook.schema import Codebook
from toolkit.files import KeyPath

# Stands for what is missing or broken; no name has this mark, so what is said of it is dropped.
STAND_IN = "\ufffc"
ROUNDS = 4  # a patched value can be wrong in another way
ITEMS = {
    "labels": ("id", "name"),
    "targets": ("id", "name"),
    "terms": ("term",),
    "examples": ("text",),
    "ambiguous": ("term",),
}
SETTINGS: dict[str, object] = {
    "unit": "article",
    "select": "multi",
    "facet": "facet",
    "members": [],
    "labels": [{"id": STAND_IN, "name": STAND_IN}],
}
REQUIRED = frozenset({"id", "name", "version", "facet", "unit", "select", "labels", "text", "term"})


def contradictions_beside(value: Any, errors: Sequence[Any]) -> list[Problem]:  # noqa: ANN401
    """What contradicts itself in the sound parts of a codebook that has faults.

    Args:
        value: The file's keys and values.
        errors: What pydantic found in it.

    Returns:
        Problems of places without a fault of their own; none if nothing can be made of the file.
    """
    faulty = {_place(error["loc"]) for error in errors if error["type"] != "too_short"}
    patched = copy.deepcopy(value)
    for _ in range(ROUNDS):
        for number, error in enumerate(errors):
            _patch(patched, _place(error["loc"]), str(number), missing=error["type"] == "missing")
        try:
            codebook = Codebook.model_validate(patched)
        except ValidationError as again:
            errors = again.errors()
            faulty |= {_place(error["loc"]) for error in errors}
            continue
        return list(_sound(codebook, faulty))
    return []


def _sound(codebook: Codebook, faulty: set[KeyPath]) -> Iterator[Problem]:
    settings_are_faulty = not faulty.isdisjoint({("unit",), ("select",), ("targets",)})
    for place, message in contradictions(codebook):
        sentence, _, _ = message.partition(". ")
        if STAND_IN in sentence or any(place[: len(bad)] == bad for bad in faulty):
            continue
        if settings_are_faulty and place in {("targets",), ("select",)}:
            continue
        yield place, f"{sentence}." if STAND_IN in message else message


def _place(place: Sequence[str | int]) -> KeyPath:
    """A place without pydantic's name of the union's member."""
    return (place[0], *place[2:]) if place and place[0] == "targets" else tuple(place)


def _patch(value: Any, place: KeyPath, mark: str, *, missing: bool) -> None:  # noqa: ANN401
    """Removes a faulty value, or puts one in its place that offends nobody."""
    for key in place[:-1]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return
    if not place:
        return
    last = place[-1]
    if isinstance(value, dict) and isinstance(last, str):
        if last in SETTINGS and isinstance(value.get(last), list) and value[last]:
            return  # called too short only because of its entries
        if last in SETTINGS:
            value[last] = copy.deepcopy(SETTINGS[last])
        elif last in REQUIRED or missing:
            value[last] = f"{STAND_IN}{mark}"
        else:
            value.pop(last, None)
    elif isinstance(value, list) and isinstance(last, int) and last < len(value):
        parent = str(place[-2]) if len(place) > 1 else ""
        item = {key: f"{STAND_IN}{mark}" for key in ITEMS.get(parent, ())}
        value[last] = item or f"{STAND_IN}{mark}"
