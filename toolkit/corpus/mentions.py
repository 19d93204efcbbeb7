"""Where an article mentions a target or a holder."""

import re
from functools import lru_cache

from toolkit.codebook import Codebook
from toolkit.records import AUTHOR, Article

Span = tuple[int, int]


def find_targets(article: Article, codebook: Codebook) -> list[str]:
    """Ids of the codebook's targets that title, dek or text mention, in codebook order."""
    whole = "\n\n".join(article.field_text(field) for field in ("title", "dek", "text"))
    return [
        target_id
        for target_id in codebook.targets_by_id
        if target_spans(whole, target_id, codebook)
    ]


def target_spans(text: str, target: str, codebook: Codebook) -> list[Span]:
    """Mentions of a target in a text, in order; a longer not-alias hides an alias inside it.

    Args:
        text: Any text.
        target: Target id, or free text under open targets.
        codebook: The stance codebook.

    Returns:
        Half-open spans.
    """
    known = codebook.targets_by_id.get(target)
    if known is None:
        return _spans(text, (target,), ())
    return _spans(text, (known.name, *known.aliases), known.not_aliases)


def holder_spans(text: str, holder: str | None) -> list[Span]:
    """Mentions of a holder by full name or by its last word; none for the author."""
    if holder is None or holder == AUTHOR:
        return []
    surname = holder.split()[-1]
    return _spans(text, (holder, surname) if len(surname) > 3 else (holder,), ())


def _spans(text: str, names: tuple[str, ...], hidden: tuple[str, ...]) -> list[Span]:
    if not any(names):
        return []
    outside = {_folded(name) for name in hidden}
    found = _pattern(names + hidden).finditer(text)
    return [match.span() for match in found if _folded(match.group()) not in outside]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()  # a line may break inside a name


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({name for name in names if name}, key=lambda n: (-len(n), n))
    # Names with a capital match as written or in capitals, so that "us" is not the US.
    parts = []
    for name in longest_first:
        escaped = re.escape(name).replace(r"\ ", r"\s+")
        if name == name.lower():
            parts.append(f"(?i:{escaped})")
        else:
            upper = re.escape(name.upper()).replace(r"\ ", r"\s+")
            parts.append(f"(?:{escaped}|{upper})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
