"""Silver labels from the terms of codebooks: matcher, lexicon, gazetteer."""

from toolkit.rules.finding import Finding, WeightedSpan
from toolkit.rules.gazetteer import Gazetteer, names_places
from toolkit.rules.layout import Layout, layout_of
from toolkit.rules.lexicon import Lexicon
from toolkit.rules.matcher import Hit, TermMatcher
from toolkit.rules.mentions import Mention, MentionFinder

__all__ = [
    "Finding",
    "Gazetteer",
    "Hit",
    "Layout",
    "Lexicon",
    "Mention",
    "MentionFinder",
    "TermMatcher",
    "WeightedSpan",
    "layout_of",
    "names_places",
]
