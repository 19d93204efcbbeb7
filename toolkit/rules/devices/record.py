"""What the devices module returns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.records.example import AUTHOR
from toolkit.rules.quotation.record import SourceKind

DeviceKind = Literal[
    "direct_quote",
    "partial_quote",
    "scare_quote",
    "loaded_label",
    "attribution_verb",
    "agentless_passive",
    "euphemism",
]
KINDS: tuple[DeviceKind, ...] = (
    "direct_quote",
    "partial_quote",
    "scare_quote",
    "loaded_label",
    "attribution_verb",
    "agentless_passive",
    "euphemism",
)
VERB_CLASSES = ("neutral", "doubting", "endorsing", "conflict", "approval")
SOURCE_KINDS: tuple[SourceKind, ...] = ("named", "collective", "anonymous")


@dataclass(frozen=True, slots=True)
class Device:
    """One device.

    Attributes:
        kind: What it is.
        start: First code point in the model input.
        end: One past the last.
        voice: `author`, or whose words they are (the speaker of a quotation or of reported
            speech); None where marks hold somebody's words and nobody is named.
        detail: Loaded label and euphemism: a plainer wording. Verb: its class. Passive: the verb.
        polarity: Loaded label: `negative`, `positive`, or `contested` where both sides of a
            conflict use different words.
        about: Reporting verb: the speaker.
    """

    kind: DeviceKind
    start: int
    end: int
    voice: str | None = AUTHOR
    detail: str | None = None
    polarity: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody whose words or positions the article reports.

    Attributes:
        name: The fullest form in the article, or the words that stand for the source.
        kind: named, collective or anonymous.
        verbs: How often a reporting verb gives it the word.
        quoted_words: Words of its in quotation marks.
        reported_words: Words reported without marks.
    """

    name: str
    kind: SourceKind
    verbs: int
    quoted_words: int
    reported_words: int


@dataclass(frozen=True)
class DeviceReport:
    """The devices of one article.

    Attributes:
        devices: In order of `start`.
        sources: The most quoted first.
    """

    devices: tuple[Device, ...]
    sources: tuple[Source, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Figures for tables and features, every one of them present, zero where none is found.

        Loaded labels and euphemisms count in the author's voice; what a speaker says is listed
        among the devices and counts for nobody else.
        """
        of_kind = Counter(d.kind for d in self.devices if _counts(d))
        classes = Counter(d.detail for d in self.devices if d.kind == "attribution_verb")
        kinds = Counter(source.kind for source in self.sources)
        return {
            **{kind: of_kind[kind] for kind in KINDS},
            **{f"verb_{name}": classes[name] for name in VERB_CLASSES},
            **{f"source_{kind}": kinds[kind] for kind in SOURCE_KINDS},
            "quoted_words": sum(source.quoted_words for source in self.sources),
        }


def _counts(device: Device) -> bool:
    return device.voice == AUTHOR or device.kind not in {"loaded_label", "euphemism"}


def in_order(devices: Sequence[Device]) -> tuple[Device, ...]:
    """Devices by place, then in the order of `KINDS`."""
    return tuple(sorted(devices, key=lambda d: (d.start, d.end, KINDS.index(d.kind))))
