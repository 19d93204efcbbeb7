"""Ids across inputs: identical articles once, conflicting ones by policy."""

from array import array
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Literal

from toolkit.records import Article
from toolkit.text import fingerprint

ConflictPolicy = Literal["error", "keep", "new", "suffix"]
ID_LENGTH = 16  # as in Article: 64 bits of a fingerprint
# An origin as a number: which file, and which line in it.
LINE_BITS, FILE_BITS = 40, 32
ORIGIN_BITS = LINE_BITS + FILE_BITS
LINE_MASK, FILE_MASK = (1 << LINE_BITS) - 1, (1 << FILE_BITS) - 1
MOST_DIGITS = 11  # of a line number that fits


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

    Memory grows by about 150 bytes an article, whatever its text: 8 bytes of the id's and of the
    content's fingerprint, and the line. Two ids meet in 8 bytes once in billions of archives.

    Args:
        winners: For the policy `new`: the key of each id to that of its last content, as
            `winning` gives them.
    """

    def __init__(self, winners: Mapping[int, int] | None = None) -> None:
        self._winners = winners
        self._known: dict[int, int] = {}  # key of an id: content, file and line in one number
        self._files: list[str] = []
        self._numbers: dict[str, int] = {}
        self._renamed: set[tuple[int, int]] = set()
        self._contents = array("Q")

    def is_known(self, article: Article) -> bool:
        """Whether the same content went by under this id, or under a suffix of it."""
        key, content = _key(article.id), _content(article)
        known = self._known.get(key)
        if known is not None and known >> ORIGIN_BITS == content:
            return True
        return (key, content) in self._renamed

    def rival(self, article: Article) -> str | None:
        """Origin of an article that holds this id with other content; None if the id is free."""
        known = self._known.get(_key(article.id))
        if known is None:
            return None
        file, line = (known >> LINE_BITS) & FILE_MASK, known & LINE_MASK
        return f"{self._files[file]}#{line}" if line else self._files[file]

    def loses(self, article: Article) -> bool:
        """Whether a later article takes this id under the policy `new`."""
        if self._winners is None:
            return False
        return self._winners.get(_key(article.id)) != _content(article)

    def add(self, article: Article) -> None:
        """Notes an article that is passed on."""
        name, _, number = (article.origin or "").rpartition("#")
        line = int(number) if name and number.isdecimal() and len(number) <= MOST_DIGITS else 0
        file = name if line else article.origin or ""
        if not self._files or self._files[-1] != file:  # articles of a file come together
            self._files.append(file)
        content = _content(article)
        at = (len(self._files) - 1) & FILE_MASK
        self._known[_key(article.id)] = content << ORIGIN_BITS | at << LINE_BITS | line
        self._contents.append(content)

    def renamed(self, article: Article) -> Article:
        """A copy under the first free id of the form `ID-2`, `ID-3`, …; the content is noted."""
        self._renamed.add((_key(article.id), _content(article)))
        number = self._numbers.get(article.id, 1) + 1
        while _key(f"{article.id}-{number}") in self._known:
            number += 1
        self._numbers[article.id] = number
        return article.model_copy(update={"id": f"{article.id}-{number}"})

    def copies(self) -> int:
        """How many of the articles noted have the content of one before them under another id."""
        import numpy as np

        contents = np.array(self._contents, dtype=np.uint64)
        return len(contents) - len(np.unique(contents))


def winning(articles: Iterable[Article]) -> dict[int, int]:
    """The last content of each id, for the policy `new`.

    Args:
        articles: All of them, in order.

    Returns:
        Keys of ids to keys of contents.
    """
    return {_key(article.id): _content(article) for article in articles}


def _key(article_id: str) -> int:
    digest = blake2b(article_id.encode("utf-8", errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _content(article: Article) -> int:
    return int(content_key(article)[:ID_LENGTH], 16)
