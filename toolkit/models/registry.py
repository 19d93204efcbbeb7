"""The model kinds by name; each is imported only when it is used."""

import functools
from collections.abc import Mapping
from pathlib import Path

from toolkit.codebook import Codebook, load_codebooks
from toolkit.config import ModelConfig, RulesConfig, TfidfConfig
from toolkit.errors import ArtifactError, ConfigError, did_you_mean
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
        ConfigError: If `model.gazetteer` names no codebook of places.
    """
    if isinstance(config, RulesConfig):
        from toolkit.models.rules import RulesClassifier

        return RulesClassifier(config, codebooks)
    if isinstance(config, TfidfConfig):
        from toolkit.models.tfidf import TfidfClassifier

        columns, places = columns_of(codebooks), _gazetteer(config, codebooks)
        return TfidfClassifier(config, columns, seed=seed, gazetteer=places)
    from toolkit.models.transformer import TransformerClassifier

    return TransformerClassifier(config, codebooks, seed=seed)


def _gazetteer(config: TfidfConfig, codebooks: Mapping[str, Codebook]) -> Codebook | None:
    """The codebook that `model.gazetteer` asks for."""
    if not config.gazetteer:
        return None
    from toolkit.rules import names_places

    given = isinstance(config.gazetteer, Path)
    candidates = _read(config.gazetteer) if isinstance(config.gazetteer, Path) else codebooks
    found = [book for book in candidates.values() if names_places(book)]
    if not found:
        named = str(config.gazetteer) if given else "the run's codebooks"
        raise ConfigError(
            f"model.gazetteer: no label of {named} is a place (the codebook has neither `roles` "
            "nor cues). Expected a codebook such as labels/region.yaml; name it with "
            "model.gazetteer=PATH."
        )
    return found[0]


@functools.lru_cache(maxsize=4)
def _read_once(path: Path, changed: int) -> Mapping[str, Codebook]:
    """Each fold of a cross-validation asks for it; `changed` tells versions of a file apart."""
    return load_codebooks([path])


def _read(path: Path) -> Mapping[str, Codebook]:
    return _read_once(path, path.stat().st_mtime_ns)


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
