"""The model kinds by name; each is imported only when it is used."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.codebook import Codebook
from toolkit.config import ModelConfig, RulesConfig, TfidfConfig
from toolkit.errors import ArtifactError, did_you_mean
from toolkit.models.base import Classifier, columns_of

KINDS = ("rules", "tfidf", "transformer")


def create(config: ModelConfig, codebooks: Mapping[str, Codebook], *, seed: int) -> Classifier:
    """A new, unfitted model.

    Args:
        config: Options of its kind.
        codebooks: By facet; they own the columns and their order.
        seed: Every random choice follows it.

    Returns:
        The model.

    Raises:
        MissingExtraError: If the kind needs an extra that is not installed.
    """
    if isinstance(config, RulesConfig):
        from toolkit.models.rules import RulesClassifier

        return RulesClassifier(config, codebooks)
    if isinstance(config, TfidfConfig):
        from toolkit.models.tfidf import TfidfClassifier

        return TfidfClassifier(config, columns_of(codebooks), seed=seed)
    from toolkit.models.transformer import TransformerClassifier

    return TransformerClassifier(config, codebooks, seed=seed)


def load(kind: str, folder: Path) -> Classifier:
    """A fitted model from its folder.

    Args:
        kind: As the run's config names it.
        folder: What `save` wrote; checksums are the caller's business (`models.bundle`).

    Returns:
        The model.

    Raises:
        ArtifactError: If the kind is not known.
        MissingExtraError: If the kind needs an extra that is not installed.
    """
    if kind == "rules":
        from toolkit.models.rules import RulesClassifier

        return RulesClassifier.load(folder)
    if kind == "tfidf":
        from toolkit.models.tfidf import TfidfClassifier

        return TfidfClassifier.load(folder)
    if kind == "transformer":
        from toolkit.models.transformer import TransformerClassifier

        return TransformerClassifier.load(folder)
    raise ArtifactError(f"{folder}: unknown model kind {kind!r}. {did_you_mean(kind, KINDS)}")
