"""Quotation and attribution: whose words are whose.

`find_quotations(text)` gives the quotations of an English article in order, each with its kind
(`direct`, `partial`, `scare`, `name`, `reported`), its speaker by the fullest form of the name in
the article, the words that name the speaker nearby, and the verb with its class. Words that stand
in no quotation with a speaker are in the author's voice.

`quoted_pairs` alone pairs the marks of any language.
"""

from toolkit.rules.quotation.find import Quotations, find_quotations
from toolkit.rules.quotation.marks import Pair, quoted_pairs
from toolkit.rules.quotation.record import AttributionVerb, Mention, Quotation

__all__ = [
    "AttributionVerb",
    "Mention",
    "Pair",
    "Quotation",
    "Quotations",
    "find_quotations",
    "quoted_pairs",
]
