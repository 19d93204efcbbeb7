"""The error family.

Every message says where, what is wrong, what was expected, and what to do next. Library code
raises these; only `toolkit.cli` turns them into exit codes.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

MAX_PROBLEMS_SHOWN = 20
# Kinds of pydantic's errors, in the words of somebody who writes a YAML file.
EXPECTED = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "dict_type": "keys and values",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "model_attributes_type": "keys and values",
    "model_type": "keys and values",
    "path_type": "a path",
    "string_type": "text",
    "tuple_type": "a list",
}


class ToolkitError(Exception):
    """Base of all errors that a user can mend."""


class ConfigError(ToolkitError):
    """A run config cannot be read or does not make sense."""


class CodebookError(ToolkitError):
    """A codebook cannot be read or contradicts itself."""


class RecordError(ToolkitError):
    """A record (article, example, annotation, score) breaks its own rules."""


class DataError(ToolkitError):
    """Input data are missing, empty or unreadable."""


class ArtifactError(ToolkitError):
    """A run folder or model folder is missing, damaged or belongs to something else."""


class MissingExtraError(ToolkitError):
    """An optional dependency is not installed.

    Args:
        what: What was asked for, in the user's words.
        extra: Name of the extra in `pyproject.toml` that brings it.
    """

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra {extra!r}, which is not installed. "
            f"Install it: pip install 'news-stance-toolkit[{extra}]'"
        )
        self.extra = extra


def did_you_mean(wrong: str, valid: Iterable[str]) -> str:
    """A sentence that names the nearest valid choice, or lists up to ten of them.

    Args:
        wrong: What the user wrote.
        valid: All legal values, in the order in which they should be listed.

    Returns:
        A sentence such as `Did you mean 'ngrams'?`; empty when there is nothing to offer.

    >>> did_you_mean("ngram", ["ngrams", "min_df"])
    "Did you mean 'ngrams'?"
    """
    choices = list(valid)
    near = get_close_matches(wrong, choices, n=1, cutoff=0.6)
    if not near:
        folded = {choice.casefold().strip(): choice for choice in choices}
        near = [folded[key] for key in [wrong.casefold().strip()] if key in folded]
    if near:
        return f"Did you mean {near[0]!r}?"
    if not choices:
        return ""
    listed = ", ".join(repr(choice) for choice in choices[:10])
    more = f" and {len(choices) - 10} more" if len(choices) > 10 else ""
    return f"Expected one of {listed}{more}."


def bullet_list(problems: Sequence[str]) -> str:
    """All problems of one file as one message, at most `MAX_PROBLEMS_SHOWN` of them.

    Args:
        problems: One line each, each already with its place in the file.

    Returns:
        The single problem as it is, or the problems on a line each with a count.
    """
    if len(problems) == 1:
        return problems[0]
    shown = "\n".join(f"  {problem}" for problem in problems[:MAX_PROBLEMS_SHOWN])
    hidden = len(problems) - MAX_PROBLEMS_SHOWN
    tail = f"\n  … and {hidden} more" if hidden > 0 else ""
    return f"{len(problems)} problems:\n{shown}{tail}"


def plain_reason(kind: str, message: str, *, got: object) -> str:
    """What a validator found, as a sentence in our form.

    Args:
        kind: Pydantic's name of the error.
        message: Pydantic's message, or our own from a validator.
        got: The offending value.

    Returns:
        A sentence without the place.

    >>> plain_reason("tuple_type", "Input should be a valid tuple", got="title")
    "expected a list (got 'title')."
    """
    if kind == "value_error":  # ours, and complete
        sentence = message.removeprefix("Value error, ")
        return sentence if sentence.endswith((".", "?")) else f"{sentence}."
    if kind in EXPECTED:
        reason = f"expected {EXPECTED[kind]}"
    elif kind == "too_short":
        reason = "expected at least one entry"
    else:
        words = "expected" if kind == "literal_error" else "expected a value"
        reason = message.replace("Input should be", words)
    shown = repr(got)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
    return f"{reason[0].lower()}{reason[1:]} (got {shown})."


def is_echo(kind: str, place: tuple[object, ...], others: Iterable[tuple[object, ...]]) -> bool:
    """Whether a list is called too short only because an entry of it has a problem of its own.

    Args:
        kind: Pydantic's name of the error.
        place: Where it was found.
        others: The places of all errors.

    Returns:
        True for an error that says nothing new.
    """
    return kind == "too_short" and any(
        len(other) > len(place) and other[: len(place)] == place for other in others
    )
