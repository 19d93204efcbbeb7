"""Passives that leave out who did it, found without a parser.

A form of `be`, a participle, and no `by` with an agent behind it in the same clause. Participles
that are adjectives (concerned, based), and things that happen without anybody's doing (born,
flooded), are left out. Inside quotation marks the wording is the speaker's and is not looked at.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.rules.quotation.vocabulary import listed

IRREGULAR = listed(
    """
    beaten begun bitten blown born borne bought bound bred broken brought built burnt burst
    caught chosen cut dealt done drawn driven dug eaten fed felt fought forbidden forgotten found
    frozen given grown heard held hidden hit hung hurt kept known laid led left lent lost made met
    mistaken overthrown overrun paid put read rewritten run said seen sent sentenced set shaken shot
    shown shut slain sold sought spent split spoken spread stolen stopped struck stuck sung sunk
    sworn taken taught thrown told torn understood undone unveiled upheld withdrawn withheld won
    woven written
    """
)
NOT_PASSIVE = listed(
    """
    concerned interested located based situated expected supposed born married divorced retired
    tired pleased worried excited surprised disappointed determined committed dedicated opposed
    inclined related used accustomed convinced prepared engaged involved crowded limited advanced
    mixed united experienced qualified skilled complicated talented aged named called set bound due
    delighted scared frightened ashamed embarrassed satisfied frustrated annoyed confused relieved
    flooded frozen drowned drenched soaked parched needed indeed ahead red bed led need speed
    exceed proceed succeed hundred sacred wicked naked rugged alleged reported beloved deserted
    faced armed left known understood given seen
    """
)
AUXILIARY = (
    r"(?:(?:has|have|had|will|would|may|might|could|should|must|can|cannot)\s+"
    r"(?:(?:not|now|also|since|long|[a-z]+ly)\s+){0,2})?"
)
PASSIVE = re.compile(
    rf"\b{AUXILIARY}(?:is|are|was|were|be|been|being)\s+"
    r"(?:(?:not|also|now|then|since|still|never|later|first|being|been|[a-z]+ly)\s+){0,3}"
    r"([a-z]{3,})\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[.;:!?—–]|,\s+(?:and|but|while|which|who)\b|\b(?:because|although)\b")
REACH = 120  # code points behind the verb in which an agent may still come
# `by` with a time, a place or a means is no agent.
BY_AGENT = re.compile(
    r"\bby\s+(?!\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|noon\b|midnight\b|now\b|then\b"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\w+\s+o[’']clock\b|next\b|the\s+(?:end|time|start|middle)\b|(?:about|around|nearly|almost|more|less|half)\b"
    r"|[a-z]+ing\b|mistake\b|accident\b|hand\b|law\b|train\b|road\b|air\b|sea\b|post\b|phone\b)",
    re.IGNORECASE,
)


def agentless_passives(
    text: str, silent: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Passives without an agent.

    Args:
        text: The article.
        silent: Half-open spans in order that do not count, such as quotations.

    Yields:
        Start, end and participle of each, in order.
    """
    masked = blotted(text, silent)
    for match in PASSIVE.finditer(masked):
        participle = match.group(1).lower()
        is_participle = participle in IRREGULAR or (
            participle.endswith("ed") and len(participle) > 4
        )
        if not is_participle or participle in NOT_PASSIVE:
            continue
        end = match.end()
        stop = CLAUSE_END.search(masked, end, end + REACH)
        if not BY_AGENT.search(masked, end, stop.start() if stop else end + REACH):
            yield match.start(), end, participle


def blotted(text: str, silent: Sequence[tuple[int, int]]) -> str:
    """A text, as long as before, with blanks for what does not count.

    Args:
        text: Any text.
        silent: Half-open spans, in order.

    Returns:
        The text with blanks in their place, so that offsets stay those of the original.
    """
    parts: list[str] = []
    done = 0
    for start, end in silent:
        if start < done:
            continue
        parts += (text[done:start], " " * (end - start))
        done = end
    return "".join((*parts, text[done:]))
