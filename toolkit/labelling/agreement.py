"""How far coders agree, measured on what each decided alone and before adjudication."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.codebook import Codebook
from toolkit.labelling.agreement_facets import Bootstrap, measure_facet
from toolkit.labelling.anchoring import anchoring
from toolkit.labelling.consistency import drift, intra_coder, split_retests
from toolkit.labelling.overlap import evidence_overlap
from toolkit.labelling.store import Store
from toolkit.labelling.views import by_article, independent
from toolkit.records.annotation import Annotation


@dataclass(frozen=True)
class AgreementOptions:
    """How agreement is measured.

    Attributes:
        facets: Only these; all codebooks where empty.
        coders: Only these; all persons where empty.
        samples: Bootstrap resamples over articles; 0 for no intervals.
        seed: Of the bootstrap.
        retests: Original's id by the id of a copy that was given to coders again.
    """

    facets: Sequence[str] = ()
    coders: Sequence[str] = ()
    samples: int = 1000
    seed: int = 13
    retests: Mapping[str, str] = field(default_factory=dict)


def agreement_of(
    events: Iterable[Annotation],
    codebooks: Mapping[str, Codebook],
    *,
    options: AgreementOptions | None = None,
) -> dict[str, Any]:
    """Agreement on every facet that persons coded.

    Counted are persons' decisions before the adjudication of the article's facet and before
    suggestions were on screen. Parents of hierarchical labels are added first. Unsure, not
    applicable and not examined are missing, never values.

    Args:
        events: In order of time, undos included.
        codebooks: By facet.
        options: Facets, coders, bootstrap, re-tests.

    Returns:
        A JSON object: `coders`, `left_out` (decisions taken with suggestions on screen or after
        adjudication), `facets` and `anchoring` (see `anchoring.anchoring`). Each facet has
        `articles` (coded by two or more), `coders`, `evidence` (see `overlap`), `weeks` (see
        `consistency.drift`) and, where copies were read again, `intra_coder`. An article facet
        has `labels` {id: {alpha, interval, raw, ac1, ac1_interval, n, present}}, `sets` (alpha
        with MASI distance), `sets_jaccard` and `primary`. Stance has `rows` {f1, shared,
        only_one, holder_differs} and `labels_of_rows`. An alpha of null means that there is no
        variation or no unit with two codes.
    """
    chosen = options or AgreementOptions()
    bootstrap = Bootstrap(chosen.samples, chosen.seed)
    given = list(events)
    labels, left_out = independent(given)
    kept = {
        key: item
        for key, item in labels.items()
        if not chosen.coders or item.coder in chosen.coders
    }
    first, second = split_retests(kept, chosen.retests)
    books = {
        facet: codebook
        for facet, codebook in codebooks.items()
        if not chosen.facets or facet in chosen.facets
    }
    facets: dict[str, Any] = {}
    for facet, codebook in books.items():
        groups = [items for _, items in by_article(first, facet)]
        if not groups:
            continue
        facets[facet] = measure_facet(groups, codebook, bootstrap) | {
            "evidence": evidence_overlap(groups, bootstrap),
            "weeks": drift(groups, codebook, bootstrap),
        }
        again = intra_coder(
            *(first.values(), second.values(), codebook),
            retests=chosen.retests,
            bootstrap=bootstrap,
        )
        if again is not None:
            facets[facet]["intra_coder"] = again
    watched = [event for event in given if not chosen.coders or event.coder in chosen.coders]
    return {
        "coders": sorted({item.coder for item in kept.values()}),
        "left_out": left_out,
        "facets": facets,
        "anchoring": anchoring(watched, books, bootstrap),
    }


def agree(
    store: Store, codebooks: Mapping[str, Codebook], *, options: AgreementOptions | None = None
) -> dict[str, Any]:
    """Agreement of the coders in a store, re-tests included; see `agreement_of`.

    Args:
        store: The label store.
        codebooks: By facet.
        options: Facets, coders, bootstrap; the store knows the re-tests.

    Returns:
        The JSON object of `agreement_of`.
    """
    chosen = options or AgreementOptions()
    with_retests = AgreementOptions(
        facets=chosen.facets,
        coders=chosen.coders,
        samples=chosen.samples,
        seed=chosen.seed,
        retests=store.retests(),
    )
    return agreement_of(store.events(), codebooks, options=with_retests)
