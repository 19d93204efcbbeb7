"""Ids across inputs: identical articles once, conflicting ones by policy."""

from collections.abc import Mapping
from typing import Literal

from toolkit.records import Article
from toolkit.text import fingerprint

ConflictPolicy = Literal["error", "keep", "new", "suffix"]
ID_LENGTH = 16  # as in Article: 64 bits of a fingerprint


def with_derived_id(article: Article) -> Article:
    """The article under an id that no other page shares.

    The usual derived id comes from title and text. Pages without a body would share it where
    they share a headline ("Corrections"), so theirs comes from all that sets them apart.

    Args:
        article: With a given or a derived id.

    Returns:
        The same article, or a copy with another derived id.
    """
    if article.text.strip() or article.id != article.fingerprint[:ID_LENGTH]:
        return article
    return article.model_copy(update={"id": content_key(article)[:ID_LENGTH]})


def content_key(article: Article) -> str:
    """What makes two articles under one id the same: title and text; more where there is no text.

    Args:
        article: Any article.

    Returns:
        A fingerprint in hex.
    """
    if article.text.strip():
        return article.fingerprint
    parts = (article.title, article.dek, *article.captions, article.raw, article.url)
    return fingerprint(*(part or "" for part in (*parts, article.published, article.source)))


class Identities:
    """Remembers ids, contents and origins of the articles that went by.

    Memory grows by the id and the origin of each article, not by its text.

    Args:
        winners: For the policy `new`: id to the content key of its last article.
    """

    def __init__(self, winners: Mapping[str, str] | None = None) -> None:
        self._winners = winners
        self._origins: dict[str, str] = {}
        self._contents: set[tuple[str, str]] = set()
        self._numbers: dict[str, int] = {}

    def is_known(self, article: Article) -> bool:
        """Whether the same content went by under this id, or under a suffix of it."""
        return (article.id, content_key(article)) in self._contents

    def rival(self, article: Article) -> str | None:
        """Origin of an article that holds this id with other content; None if the id is free."""
        return self._origins.get(article.id)

    def loses(self, article: Article) -> bool:
        """Whether a later article takes this id under the policy `new`."""
        if self._winners is None:
            return False
        return self._winners.get(article.id) != content_key(article)

    def add(self, article: Article) -> None:
        """Notes an article that is passed on."""
        self._contents.add((article.id, content_key(article)))
        self._origins[article.id] = article.origin or ""

    def renamed(self, article: Article) -> Article:
        """A copy under the first free id of the form `ID-2`, `ID-3`, …; the content is noted."""
        self._contents.add((article.id, content_key(article)))
        number = self._numbers.get(article.id, 1) + 1
        while f"{article.id}-{number}" in self._origins:
            number += 1
        self._numbers[article.id] = number
        return article.model_copy(update={"id": f"{article.id}-{number}"})
