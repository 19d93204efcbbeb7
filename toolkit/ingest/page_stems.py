"""The words of a line in a form in which two lines of one article share many of them."""

import re

STEM = 5  # letters of a word that count
WORDS = re.compile(rf"\b\w{{4,{STEM}}}")
PAIRS = re.compile(r"(?=([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}))")
# Article, conjunction and prepositions that Arabic and Hebrew write together with their word do
# not count.
SEMITIC = re.compile(
    "\\b(?:\u0648\u0627\u0644|[\u0628\u0643\u0641]\u0627\u0644|\u0627\u0644|\u0644\u0644|\u0648|[\u05d1\u05d4\u05d5\u05dc\u05de])?([\u0590-\u06ff]{3,4})"
)
# The signs of India's scripts are no letters to `re`; their words are told by blanks.
BRAHMIC = re.compile(r"[\u0900-\u0dff]")


def stems(lowered: str, *, latin: bool) -> set[str]:
    """Stems of the longer words of a text; pairs of signs in scripts without blanks.

    Args:
        lowered: In lower case.
        latin: Whether the text is known to be in none of the scripts that need more care; saves
            looking.

    Returns:
        Beginnings of words, none longer than `STEM`.

    >>> sorted(stems("the harbour bridge", latin=True)), sorted(stems("部长会", latin=False))
    (['bridg', 'harbo'], ['部长', '长会'])
    """
    found = set(WORDS.findall(lowered))
    if not latin:
        found.update(SEMITIC.findall(lowered))
        found.update(PAIRS.findall(lowered))
        if BRAHMIC.search(lowered):
            found.update(word[:STEM] for word in lowered.split() if len(word) >= 3)
    return found
