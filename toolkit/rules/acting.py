"""Whether a country acts where an article names it, or is only where something comes from."""

import re
from collections.abc import Sequence

from toolkit.rules.layout import Layout
from toolkit.rules.mentions import Mention

LIST_LENGTH = 4  # countries named in one breath, from which on each is a party to the story
# What stands before the subject of a clause: an end of sentence, a quotation mark, a conjunction.
_CLAUSE_BEGINS = re.compile(
    r"(?:[.!?:;][\"'”’)]*\s+|\n\s*|[“\"]|--\s*"
    r"|\b(?:and|but|while|as|that|if|where|because|said|says)\s+)(?:[Tt]he )?$"
)
_ACTS = re.compile(
    r"(?:,? (?:which|whose|who|has|have|had|is|are|was|were|will|would|said|says|also|may|can"
    r"|could|must|should)\b"
    r"|['’]s (?:government|president|prime|foreign|finance|defen|parliament|army|military|minist"
    r"|central|police|embassy|ambassador|consul|regime|leader|coast|navy|air force))"
)
_OFFICE = re.compile(
    r" (?:government|official|president|prime|foreign|finance|defen|parliament|army|military"
    r"|minist|central bank|police|embassy|ambassador|diplomat|troops|forces|air force|navy"
    r"|authorities|leader|envoy)"
)
_IN_A_LIST = re.compile(r"(?:,\s(?:and |or )?|,?\sand\s|,?\sor\s)(?:the )?")
_LIST_GAP = len(", and the ")
_BEFORE, _AFTER = 30, 25


def acts(text: str, mention: Mention, layout: Layout) -> bool:
    """Whether a mention is the subject of a clause, or of a government's organ or officials.

    Args:
        text: The whole article.
        mention: One of its mentions.
        layout: Its layout.

    Returns:
        True for "Qatar, which ...", "Beijing said", "Egyptian officials"; false for "from Peru".
    """
    if mention.cue == "demonym":
        return _OFFICE.match(text, mention.end) is not None
    if mention.cue in {"city", "region"}:
        return False
    if mention.start == layout.blocks[mention.block].start:
        return True
    if _ACTS.match(text[mention.end : mention.end + _AFTER]):
        return True
    return _CLAUSE_BEGINS.search(text[max(0, mention.start - _BEFORE) : mention.start]) is not None


def enumerated(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Labels that stand in a list of `LIST_LENGTH` countries or more.

    Args:
        text: The whole article.
        mentions: All of its mentions, in order.

    Returns:
        Label ids.
    """
    found: set[str] = set()
    run: list[Mention] = []
    for mention in mentions:
        gap = mention.start - run[-1].end if run else 0
        if not 0 < gap <= _LIST_GAP or not _IN_A_LIST.fullmatch(text, run[-1].end, mention.start):
            found |= _long(run)
            run = []
        run.append(mention)
    return frozenset(found | _long(run))


def _long(run: Sequence[Mention]) -> set[str]:
    labels = {mention.label for mention in run}
    return labels if len(labels) >= LIST_LENGTH else set()
