"""Which stance rows of a new article are scored."""

from collections.abc import Sequence
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.mentions import find_targets
from toolkit.errors import DataError, did_you_mean
from toolkit.records import Article, StanceRow, normal_holder


def rows_to_score(article: Article, codebook: Codebook, targets: Sequence[str]) -> list[StanceRow]:
    """The rows of an article: its own, else the given targets, else the codebook's by alias.

    Args:
        article: May bring `targets: [..]` or rows in `labels.<facet>` in its `extra`.
        codebook: The stance codebook of the run.
        targets: From `--target`.

    Returns:
        Rows without labels; empty where the codebook's targets are not mentioned.

    Raises:
        DataError: If a target is unknown, or targets are open and there is none.
    """
    where = article.origin or article.id
    own = _own_rows(article, codebook, where)
    if own:
        return own
    if targets:
        return [StanceRow(target=_known(target, codebook, where)) for target in targets]
    if codebook.targets == "open":
        raise DataError(
            f"{where}: targets are open and the article brings none. "
            "Give --target TEXT, or a key targets: [..] in the input."
        )
    return [StanceRow(target=target) for target in find_targets(article, codebook)]


def check_targets(targets: Sequence[str], codebook: Codebook) -> None:
    """Refuses a `--target` that the codebook lacks, before any article is read.

    Args:
        targets: From `--target`.
        codebook: The stance codebook of the run.

    Raises:
        DataError: With the nearest target.
    """
    for target in targets:
        _known(target, codebook, "--target")


def _own_rows(article: Article, codebook: Codebook, where: str) -> list[StanceRow]:
    given = article.extra.get("targets")
    given = [given] if isinstance(given, str) else given  # a string is a list of one
    if isinstance(given, list) and given:
        return [StanceRow(target=_known(str(target), codebook, where)) for target in given]
    labels = article.extra.get("labels")
    rows: Any = labels.get(codebook.facet) if isinstance(labels, dict) else None
    if not isinstance(rows, list):
        return []
    found = {}
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("target"), str):
            raise DataError(f"{where}: labels.{codebook.facet}: expected rows with a target.")
        named, start, end = row.get("holder"), row.get("start"), row.get("end")
        if not (named is None or isinstance(named, str)):
            raise DataError(f"{where}: labels.{codebook.facet}: holder: expected text.")
        if not all(i is None or type(i) is int for i in (start, end)):
            raise DataError(f"{where}: labels.{codebook.facet}: start, end: expected numbers.")
        target, holder = _known(row["target"], codebook, where), normal_holder(named)
        found[target, holder] = StanceRow(target=target, holder=holder, start=start, end=end)
    return list(found.values())


def _known(target: str, codebook: Codebook, where: str) -> str:
    found = codebook.resolve_target(target)
    if found is None:
        hint = did_you_mean(target, codebook.targets_by_id)
        raise DataError(f"{where}: target {target!r} is not in {codebook.key}. {hint}")
    return found
