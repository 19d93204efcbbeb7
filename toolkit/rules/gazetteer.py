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

The score is 0.5 at half of `hits_for_half` points (a paragraph counts once here, however many of
its words name the country), and from there on the role is focus. A country that
fails this is involved if the title, dek or first paragraph names it or at least two paragraphs do,
and otherwise a mention. If more countries pass than the codebook's `max_labels`, the strongest
stay. If the article names one country only, that is what it is about. The dateline says where the
reporter sat: a country named nowhere else has the role dateline and no score, unless it is the
only country named at all.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.records import ModelInput
from toolkit.rules.finding import Finding, WeightedSpan, saturating
from toolkit.rules.layout import Layout
from toolkit.rules.lexicon import position_factors
from toolkit.rules.mentions import Mention, MentionFinder

FOCUS, INVOLVED, MENTION, DATELINE = "focus", "involved", "mention", "dateline"
FOCUS_CUT = 0.5
NEARLY = 0.499  # highest score of a country that is not in focus
MAX_FOCUS = 5  # where the codebook sets no `max_labels`
INVOLVED_PARAGRAPHS = 2
# Paragraphs that weigh as much as one hit of a lexicon. Chosen on one half of the starter corpus:
# micro F1 0.91 there and 0.92 on the other half; a factor of 1 gives 0.89 and 0.91.
PARAGRAPHS_FOR_HITS = 0.5


class Gazetteer:
    """Scores the labels of a codebook whose terms name places, and gives them roles.

    Args:
        codebook: Labels with cues; its `max_labels` bounds the countries in focus.
        config: Weights of title and lede, and the points for a score of 0.5.
    """

    def __init__(self, codebook: Codebook, config: RulesConfig) -> None:
        self._order = {label: i for i, label in enumerate(codebook.label_ids)}
        self._finder = MentionFinder(codebook)
        self._half = config.hits_for_half * PARAGRAPHS_FOR_HITS
        self._factors = position_factors(config)
        self._max_focus = codebook.max_labels or MAX_FOCUS
        self._roles = frozenset(codebook.roles)

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
        for mention in self._finder.find(model_input, layout):
            group = datelines if mention.is_dateline else of_label
            group.setdefault(mention.label, []).append(mention)
        datelines = {label: found for label, found in datelines.items() if label not in of_label}
        most = max((len(found) for found in of_label.values()), default=0)
        points = {label: self._points(found, layout, most) for label, found in of_label.items()}
        scores = self._scores({label: sum(parts) for label, parts in points.items()}, datelines)
        findings = [
            self._finding(label, scores[label], found, points[label], layout)
            for label, found in of_label.items()
        ]
        for label, found in datelines.items():
            findings.append(self._finding(label, scores[label], found, [1.0] * len(found), layout))
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

    def _scores(
        self, points: Mapping[str, float], datelines: Mapping[str, Sequence[Mention]]
    ) -> dict[str, float]:
        scores = {label: saturating(total, self._half) for label, total in points.items()}
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
        layout: Layout,
    ) -> Finding:
        total = sum(points)
        spans = tuple(
            WeightedSpan(mention.start, mention.end, score * part / total)
            for mention, part in zip(mentions, points, strict=True)
        )
        role = _role(score, mentions, layout)
        return Finding(label, score, spans, role if role in self._roles else None)


def _role(score: float, mentions: Sequence[Mention], layout: Layout) -> str:
    if score >= FOCUS_CUT:
        return FOCUS
    if all(mention.is_dateline for mention in mentions):
        return DATELINE
    blocks = {mention.block for mention in mentions}
    is_prominent = any(layout.blocks[block].position != "body" for block in blocks)
    return INVOLVED if is_prominent or len(blocks) >= INVOLVED_PARAGRAPHS else MENTION
