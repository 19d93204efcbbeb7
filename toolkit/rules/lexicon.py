"""Labels from terms: each word in the article that points to a label is a point for it.

How points are counted:

- A hit counts its term's weight, times `title_weight` in the title and times `lede_weight` in the
  dek or the first paragraph.
- Of hits of one term the strongest counts whole, the second half, the third a third and so on
  (which adds up like a logarithm): an article that says "strike" nine times is not nine times as
  much about strikes.
- A hit of a label is a hit of the labels above it, so that three different kinds of politics make
  an article about politics. The longest match wins among all terms of the codebook.
- Chance hits grow with length. A text longer than `LONG_TEXT` words needs more points for the same
  score, by the square root of its length; shorter ones are not helped, because a brief of two
  paragraphs has had its say.
- A hit behind a negation ("no strike", "without a ballot") within `negation_window` words of its
  clause gives no points. English words of negation; other languages have none here.
- The dateline says where the reporter sat; it gives no points.
"""

import math
import re
from collections.abc import Sequence

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.records import ModelInput
from toolkit.rules.finding import Finding, WeightedSpan, saturating
from toolkit.rules.layout import Layout, Position
from toolkit.rules.mentions import Mention, MentionFinder

# "Not only a strike" and "no doubt a strike" are strikes.
NEGATION = re.compile(
    r"(?:\b(?:no|not|never|without|neither|nor|none|cannot)\b|n['’]t\b)"
    r"(?!\s+(?:only|just|merely|simply|doubt|wonder|matter|least|surprise)\b)",
    re.IGNORECASE,
)
CLAUSE_BREAK = re.compile(r"[.,;:!?()\[\]“”\"–—]|\n\s*\n|\b(?:but|and|or)\b")
WORD_START = re.compile(r"(?<!\S)\S+")
LONGEST_WORD = 16  # code points that a word of the window may take, its blank included
LONG_TEXT = 400  # words; about the length of a news report


class Lexicon:
    """Scores the labels of a codebook by its terms.

    Args:
        codebook: Labels with terms.
        config: Weights of title and lede, the points for a score of 0.5, and how far a negation
            reaches.
    """

    def __init__(self, codebook: Codebook, config: RulesConfig) -> None:
        self._codebook = codebook
        self._window = config.negation_window
        self._above = {
            label: codebook.with_parents(frozenset([label])) for label in codebook.label_ids
        }
        self._finder = MentionFinder(codebook)
        self._half = config.hits_for_half
        self._factors = position_factors(config)

    def find(self, model_input: ModelInput, layout: Layout) -> list[Finding]:
        """The labels that the article has words for.

        Args:
            model_input: The article.
            layout: Its layout.

        Returns:
            In codebook order; labels without a hit are left out.
        """
        mentions = [
            mention
            for mention in self._finder.find(model_input, layout)
            if not mention.is_dateline
            and not is_negated(model_input.text, mention.start, window=self._window)
        ]
        of_label: dict[str, list[Mention]] = {}
        for mention in mentions:
            for label in self._above[mention.label]:
                of_label.setdefault(label, []).append(mention)
        half = self._half * max(1.0, math.sqrt(layout.words / LONG_TEXT))
        return [
            self._finding(label, of_label[label], layout, half)
            for label in self._codebook.label_ids
            if label in of_label
        ]

    def _finding(
        self, label: str, mentions: Sequence[Mention], layout: Layout, half: float
    ) -> Finding:
        points = self._points(mentions, layout)
        total = sum(points)
        score = saturating(total, half)
        spans = tuple(
            WeightedSpan(mention.start, mention.end, score * share / total)
            for mention, share in zip(mentions, points, strict=True)
        )
        return Finding(label, score, spans)

    def _points(self, mentions: Sequence[Mention], layout: Layout) -> list[float]:
        """The points of each mention, damped by how often its term has counted already."""
        whole = [m.weight * self._factors[layout.blocks[m.block].position] for m in mentions]
        points = [0.0] * len(mentions)
        seen: dict[str, int] = {}
        for i in sorted(range(len(mentions)), key=lambda i: -whole[i]):
            term = mentions[i].term
            seen[term] = seen.get(term, 0) + 1
            points[i] = whole[i] / seen[term]
        return points


def is_negated(text: str, start: int, *, window: int) -> bool:
    """Whether a word of negation stands shortly before a position, in the same clause.

    Args:
        text: Any text.
        start: Where a hit begins.
        window: How many words before it are looked at; 0 finds nothing.

    Returns:
        The answer.

    >>> is_negated("There was no general strike.", 21, window=3)
    True
    >>> is_negated("Not only a strike.", 11, window=3), is_negated("No, a strike.", 6, window=3)
    (False, False)
    """
    if window == 0:
        return False
    before = text[max(0, start - LONGEST_WORD * window) : start]
    if NEGATION.search(before) is None:
        return False
    clause = CLAUSE_BREAK.split(before)[-1]
    words = list(WORD_START.finditer(clause))
    reach = words[-window].start() if len(words) > window else 0
    return any(found.end() > reach for found in NEGATION.finditer(clause))


def position_factors(config: RulesConfig) -> dict[Position, float]:
    """How many hits in the body a hit counts for, by where it stands."""
    return {
        "title": config.title_weight,
        "dek": config.lede_weight,
        "lede": config.lede_weight,
        "body": 1.0,
    }
