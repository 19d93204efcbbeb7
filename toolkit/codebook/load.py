"""Reading codebooks: every problem of a file in one pass, with its line."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.codebook.contradictions import Problem, contradictions
from toolkit.codebook.mend import contradictions_beside
from toolkit.codebook.schema import Codebook, Term
from toolkit.errors import CodebookError, bullet_list, did_you_mean, is_echo, plain_reason
from toolkit.files import KeyPath, YamlFile, read_yaml

POSITION = re.compile(r":(\d+):(\d+): ")


def load_codebook(path: Path) -> Codebook:
    """Reads and validates one codebook.

    Args:
        path: A YAML file.

    Returns:
        The frozen codebook.

    Raises:
        CodebookError: With every problem of the file, each with line and column.
    """
    return parse_codebook(read_yaml(path, error=CodebookError))


def load_codebooks(paths: Iterable[Path]) -> dict[str, Codebook]:
    """Reads several codebooks, one for each facet.

    Args:
        paths: YAML files, in the order in which facets are reported.

    Returns:
        Codebook by facet, in the given order.

    Raises:
        CodebookError: If a file has problems or two files code the same facet.
    """
    codebooks: dict[str, Codebook] = {}
    problems: list[str] = []
    for path in paths:
        try:
            codebook = load_codebook(path)
        except CodebookError as error:
            problems.append(str(error))
            continue
        if codebook.facet in codebooks:
            problems.append(
                f"{path}: a second codebook for facet {codebook.facet!r}. "
                "Give one codebook for each facet."
            )
        codebooks[codebook.facet] = codebook
    if problems:
        raise CodebookError("\n".join(problems))
    return codebooks


def parse_codebook(file: YamlFile) -> Codebook:
    """Validates a parsed file.

    Args:
        file: From `files.read_yaml`.

    Returns:
        The frozen codebook.

    Raises:
        CodebookError: With every problem of the file, each with line and column.
    """
    problems, codebook = _read(file)
    if problems or codebook is None:
        raise CodebookError(bullet_list(problems))
    return codebook


def codebook_problems(path: Path) -> tuple[list[str], Codebook | None]:
    """Everything that is wrong with a codebook file, however much it is.

    Args:
        path: A YAML file.

    Returns:
        A line for each problem, with file, line and column; and the codebook if there is none.

    Raises:
        CodebookError: If the file cannot be read as keys and values.
    """
    file = read_yaml(path, error=CodebookError, keep_going=True)
    problems, codebook = _read(file)
    found = sorted([*file.problems, *problems], key=_position)
    return found, None if file.problems else codebook


def _position(problem: str) -> tuple[int, int]:
    """Line and column in front of a message, so that a file is mended from top to bottom."""
    match = POSITION.search(problem)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _read(file: YamlFile) -> tuple[list[str], Codebook | None]:
    """The problems of a parsed file, and the codebook if there is none."""
    try:
        codebook = Codebook.model_validate(file.value)
    except ValidationError as error:
        items = error.errors()
        places = [item["loc"] for item in items]
        problems = [
            _from_pydantic(file, item)
            for item in items
            if not is_echo(item["type"], item["loc"], places)
        ]
        # What contradicts itself is looked for in the rest, so that one pass finds it too.
        found = contradictions_beside(file.value, items)
        return problems + _shown(file, found), None
    found = list(contradictions(codebook))
    return _shown(file, found), None if found else codebook


def _shown(file: YamlFile, found: Iterable[Problem]) -> list[str]:
    return [f"{file.where(place)}: {_dotted(place)}: {message}" for place, message in found]


def _from_pydantic(file: YamlFile, item: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    place: KeyPath = tuple(item["loc"])
    if place[:1] == ("targets",):  # pydantic's name of the union's member is no key of the file
        place = ("targets", *place[2:])
    known = [i for i, _ in enumerate(place, start=1) if place[:i] in file.positions]
    shown = place[: max(known, default=0)] if item["type"] != "missing" else place
    if item["type"] == "extra_forbidden":
        message = f"unknown key {place[-1]!r}. {did_you_mean(str(place[-1]), _keys_beside(place))}"
    elif item["type"] == "missing":
        message = "missing. Expected a value here."
    else:
        message = plain_reason(item["type"], str(item["msg"]), got=item["input"])
    return f"{file.where(shown)}: {_dotted(shown)}: {message.strip()}"


def _keys_beside(place: KeyPath) -> list[str]:
    from toolkit.codebook import schema

    model: Any = Codebook
    children = {
        "labels": schema.Label,
        "examples": schema.LabelExample,
        "terms": Term,
        "targets": schema.Target,
        "groups": schema.Group,
        "ambiguous": schema.Ambiguity,
    }
    for key in place[:-1]:
        model = children.get(str(key), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _dotted(place: KeyPath) -> str:
    return ".".join(str(part) for part in place) or "(file)"
