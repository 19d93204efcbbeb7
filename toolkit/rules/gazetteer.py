"""Labels that are places: which ones an article is about, and which it merely names.

The codebook's terms name countries with words of several kinds (names, peoples, capitals, leaders,
organisations). What follows turns mentions into roles; it restates the coding rule that a country
is in focus if the headline event happens there or its government or people act in it.

Points of a country:

- `title_weight` if the title names it, `lede_weight` if the dek does, `lede_weight` if the first
  paragraph does; however often, because a second mention in one sentence says nothing new.
- For each later paragraph that names it 1, 1/2, 1/3 and so on: breadth counts, length less.
- Times the square root of its mentions divided by those of the country mentioned most: in a story
  told about one country, a neighbour needs more to be in focus than in a story about five.

The score is the probability that the country is in focus, a logistic function of the logarithm of
the points (`STEEPNESS`), and 0.5 at `PARAGRAPHS_FOR_HITS` times `hits_for_half` points; from
there on the role is focus. If more countries pass than the codebook's `max_labels`, the strongest
stay. If the article names one country only, that is what it is about. If title, dek or first
paragraph name a group of states, a list of its members in the article tells who acts: they are in
focus too, as far as there is room. A country that is not in
focus is involved if the title, dek or first paragraph names it, at least two paragraphs do, it
acts somewhere (`acts`: "Qatar, which ...", "Egyptian officials") or stands in a long list of
parties; otherwise it is a mention. The dateline says where the reporter sat: a country named
nowhere else has the role dateline and no score, unless it is the only country named at all.

A project that counts more than focus sets `positive_roles`: the scores of labels with these roles
are raised to 0.5 and more, in their order.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.records import ModelInput
from toolkit.rules.acting import LIST_LENGTH, acts, enumerated
from toolkit.rules.finding import Finding, WeightedSpan, log_logistic
from toolkit.rules.layout import Layout
from toolkit.rules.lexicon import position_factors
from toolkit.rules.matcher import TermMatcher
from toolkit.rules.mentions import Mention, MentionFinder

FOCUS, INVOLVED, MENTION, DATELINE = "focus", "involved", "mention", "dateline"
NOBODY: frozenset[str] = frozenset()
FOCUS_CUT = 0.5
NEARLY = 0.499  # highest score of a country that is not in focus
MAX_FOCUS = 5  # where the codebook sets no `max_labels`
INVOLVED_PARAGRAPHS = 2
# Paragraphs that weigh as much as one hit of a lexicon: a first paragraph (2) that shares the
# story with a country named twice as often is then just in focus.
PARAGRAPHS_FOR_HITS = 0.47
# How fast the odds of focus grow with the points. Fitted by logistic regression on the starter
# corpus; in ten-fold cross-validation there the log loss is 0.25, against 0.30 of `1 - 2 ** -p`.
STEEPNESS = 2.7


class Gazetteer:
    """Scores the labels of a codebook whose terms name places, and gives them roles.

    Args:
        codebook: Labels with cues; its `max_labels` bounds the countries in focus.
        config: Weights of title and lede, and the points for a score of 0.5.
    """

    def __init__(self, codebook: Codebook, config: RulesConfig) -> None:
        self._order = {label: i for i, label in enumerate(codebook.label_ids)}
        self._finder = MentionFinder(codebook, places=True)
        named = [(t, group.members) for group in codebook.groups.values() for t in group.terms]
        self._group_terms = TermMatcher([term for term, _ in named])
        self._group_members = [frozenset(members) for _, members in named]
        self._half = config.hits_for_half * PARAGRAPHS_FOR_HITS
        self._factors = position_factors(config)
        self._max_focus = codebook.max_labels or MAX_FOCUS
        self._roles = frozenset(codebook.roles)
        self._positive = frozenset(config.positive_roles)

    def find(self, model_input: ModelInput, layout: Layout) -> list[Finding]:
        """The countries that the article names.

        Args:
            model_input: The article.
            layout: Its layout.

        Returns:
            In codebook order, each with its role.
        """
        of_label: dict[str, list[Mention]] = {}
        datelines: dict[str, list[Mention]] = {}
        mentions = self._finder.find(model_input, layout)
        for mention in mentions:
            group = datelines if mention.is_dateline else of_label
            group.setdefault(mention.label, []).append(mention)
        datelines = {label: found for label, found in datelines.items() if label not in of_label}
        most = max((len(found) for found in of_label.values()), default=0)
        points = {label: self._points(found, layout, most) for label, found in of_label.items()}
        parties = enumerated(model_input.text, mentions) if len(points) >= LIST_LENGTH else NOBODY
        scores = self._scores(
            {label: sum(parts) for label, parts in points.items()},
            datelines,
            acting=parties & self._members_of_headline_groups(layout) if parties else NOBODY,
        )
        findings: list[Finding] = []
        for label, found in (of_label | datelines).items():
            role = _role(scores[label], found, model_input.text, layout)
            if role == MENTION and label in parties:
                role = INVOLVED
            parts = points.get(label, [1.0] * len(found))
            findings.append(self._finding(label, scores[label], found, parts, role))
        return sorted(findings, key=lambda finding: self._order[finding.label])

    def _points(self, mentions: Sequence[Mention], layout: Layout, most: int) -> list[float]:
        """The points of each mention; mentions in one block share what the block gives."""
        blocks: dict[int, float] = {}
        for mention in mentions:
            blocks[mention.block] = max(blocks.get(mention.block, 0.0), mention.weight)
        share = Counter(mention.block for mention in mentions)
        rank = 0
        for block in sorted(blocks, key=lambda block: (-blocks[block], block)):
            position = layout.blocks[block].position
            if position == "body":
                rank += 1
                blocks[block] /= rank
            else:
                blocks[block] *= self._factors[position]
        weight = math.sqrt(len(mentions) / most)
        return [weight * blocks[m.block] / share[m.block] for m in mentions]

    def _members_of_headline_groups(self, layout: Layout) -> frozenset[str]:
        """The states of the groups that the title, the dek or the first paragraph name."""
        members: set[str] = set()
        for hit in self._group_terms.hits(layout.ready):
            if layout.blocks[layout.block_of(hit.start)].position != "body":
                members |= self._group_members[hit.term]
        return frozenset(members)

    def _scores(
        self,
        points: Mapping[str, float],
        datelines: Mapping[str, Sequence[Mention]],
        *,
        acting: frozenset[str],
    ) -> dict[str, float]:
        scores = {
            label: log_logistic(total, self._half, STEEPNESS) for label, total in points.items()
        }
        for label in acting:  # in their order, behind the countries in focus of themselves
            if scores[label] < FOCUS_CUT:
                scores[label] = FOCUS_CUT + scores[label] / 100
        order = sorted(scores, key=lambda label: (-scores[label], self._order[label]))
        for label in order[self._max_focus :]:
            scores[label] = min(scores[label], NEARLY)
        named = scores or dict.fromkeys(datelines, 0.0)
        if len(named) == 1:
            [only] = named
            scores[only] = max(named[only], FOCUS_CUT)
        return dict.fromkeys(datelines, 0.0) | scores

    def _finding(
        self,
        label: str,
        score: float,
        mentions: Sequence[Mention],
        points: Sequence[float],
        role: str,
    ) -> Finding:
        if role in self._positive and score < FOCUS_CUT:
            score = FOCUS_CUT + score / 2
        share = score / sum(points)
        spans = tuple(
            WeightedSpan(mention.start, mention.end, share * part)
            for mention, part in zip(mentions, points, strict=True)
        )
        return Finding(label, score, spans, role if role in self._roles else None)


def _role(score: float, mentions: Sequence[Mention], text: str, layout: Layout) -> str:
    if score >= FOCUS_CUT:
        return FOCUS
    if mentions[0].is_dateline:
        return DATELINE
    blocks = {mention.block for mention in mentions}
    if len(blocks) >= INVOLVED_PARAGRAPHS or any(
        layout.blocks[block].position != "body" for block in blocks
    ):
        return INVOLVED
    return INVOLVED if any(acts(text, mention, layout) for mention in mentions) else MENTION


def names_places(codebook: Codebook) -> bool:
    """Whether labels are places with roles: the codebook has roles, or cues other than names."""
    return bool(codebook.roles) or any(
        term.cue != "name" for label in codebook.labels for term in label.terms
    )
