"""A wrong parse, set right by a coder: an event, and from then on another text under the id.

The article as first stored stays. Decisions on the earlier text stay too, and their questions are
asked again, for nobody knows whether they hold for the text as it is now.
"""

from collections.abc import Sequence

from toolkit.errors import DataError
from toolkit.ingest.corrections import Stretch, corrected
from toolkit.labelling.store import Store
from toolkit.labelling.views import closed
from toolkit.records.annotation import Annotation, SegmentRole
from toolkit.records.article import Article

PARSE = "parse"  # stands where decisions name their codebook and facet


def correct_parse(
    store: Store, article_id: str, *, roles: Sequence[Stretch], coder: str, note: str | None = None
) -> tuple[Article, list[Annotation]]:
    """Gives stretches of an article's raw text other roles.

    Args:
        store: The label store.
        article_id: Of a stored article that was parsed from a page.
        roles: Start and end in the raw text, and the role.
        coder: Pseudonym of who corrects.
        note: Why, in the coder's words.

    Returns:
        The article as it reads now, and the stored events: the correction, and one for each
        question that is to be asked again.

    Raises:
        DataError: If there is no such article, it has no raw text, or a stretch is wrong.
    """
    before = store.article(article_id)
    after = corrected(before, roles)
    correction = Annotation(
        time=store.next_time(coder),
        coder=coder,
        article_id=article_id,
        fingerprint=before.fingerprint,
        codebook=PARSE,
        version="1",
        facet=PARSE,
        status="corrected",
        corrects=tuple(SegmentRole(raw_start=a, raw_end=b, role=role) for a, b, role in roles),
        note=note,
    )
    if after.fingerprint == before.fingerprint and after == before:
        raise DataError(f"article {article_id!r}: these pieces have these roles already.")
    events = [correction, *_reopened(store, before, after)]
    store.append(events, corrected={correction.id: after})
    return after, events


def replay(store: Store, event: Annotation) -> Article | None:
    """The article that an imported correction leads to.

    Args:
        store: Holds the article that the correction was made on.
        event: With status `corrected`.

    Returns:
        The corrected article; None where the store has another text, so that it does not apply.
    """
    if store.fingerprints().get(event.article_id) != event.fingerprint:
        return None
    stretches: list[Stretch] = [(s.raw_start, s.raw_end, s.role) for s in event.corrects]
    return corrected(store.article(event.article_id), stretches)


def _reopened(store: Store, before: Article, after: Article) -> list[Annotation]:
    """Asks every coder again who was through with a question on the earlier text."""
    if before.fingerprint == after.fingerprint:
        return []
    given = store.events(article_id=before.id)
    found = []
    for coder in dict.fromkeys(event.coder for event in given):
        own = [event for event in given if event.coder == coder]
        last = {(event.article_id, event.facet): event for event in own}
        for place in sorted(closed(own)):
            found.append(
                Annotation(
                    time=store.next_time(coder),
                    coder=coder,
                    article_id=before.id,
                    fingerprint=after.fingerprint,
                    codebook=last[place].codebook,
                    version=last[place].version,
                    facet=place[1],
                    status="reopened",
                    note="the text was corrected",
                )
            )
    return found
