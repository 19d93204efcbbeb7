"""The TF-IDF baseline: sparse n-gram vectors, one linear head for each label."""

from toolkit.models.tfidf.model import TfidfClassifier

__all__ = ["TfidfClassifier"]
