"""Files, folders and streams of a user's articles as `Article` records."""

from toolkit.ingest.options import IngestOptions, Reject, Summary
from toolkit.ingest.source import read_articles
from toolkit.ingest.tables import article_from_row, article_to_json

__all__ = [
    "IngestOptions",
    "Reject",
    "Summary",
    "article_from_row",
    "article_to_json",
    "read_articles",
]
