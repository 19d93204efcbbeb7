"""One decision without a session, for scripts."""

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.decision import By, Decision, make_annotation, make_remark
from toolkit.labelling.store import Store
from toolkit.records.annotation import Annotation


def annotate(
    store: Store,
    codebook: Codebook,
    *,
    article_id: str,
    coder: str,
    decision: Decision,
    row: tuple[str, str | None] | None = None,
) -> Annotation:
    """Stores one decision.

    Args:
        store: The label store.
        codebook: Of the facet.
        article_id: Id of a stored article.
        coder: Pseudonym.
        decision: For stance without a row, a complete decision without labels closes the rows.
        row: Target and holder, for stance.

    Returns:
        The stored event.

    Raises:
        DataError: If the article is unknown or the decision breaks a rule of the codebook.
    """
    article = store.article(article_id)
    by = By(coder=coder, time=store.next_time(coder))
    named = (*decision.present, *decision.absent, *decision.unsure, *decision.not_applicable)
    if codebook.unit == "stance-row" and row is None and decision.complete and not named:
        event = make_remark(article, codebook, by=by, complete=True, note=decision.note)
    else:
        if not named and not decision.complete:
            raise DataError(
                f"annotation of {article_id!r}: says nothing. Name a label, or use --complete "
                "for nothing applies."
            )
        event = make_annotation(article, codebook, decision=decision, by=by, row=row)
    store.append([event])
    return event
