"""A tiny random checkpoint, so that the transformer kind is tested without any download."""

import string
from pathlib import Path

import pytest

# fmt: off
WORDS = [
    "the", "of", "in", "on", "and", "said", "will", "was", "minister", "court", "judge", "ruled",
    "appeal", "bank", "rates", "inflation", "prices", "rose", "fell", "match", "goal", "team",
    "won", "lost", "coach", "rain", "storm", "flood", "river", "tariff", "peace", "plan",
    "supports", "opposes", "by", "critics", "workers", "union", "strike", "market", "shares",
    "harbour", "city", "mayor", "voted",
]
# fmt: on
VOCABULARY = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    *string.ascii_lowercase,
    *(f"##{letter}" for letter in string.ascii_lowercase),
    *string.digits,
    *".,",
    *WORDS,
]


def build_tiny_checkpoint(folder: Path) -> Path:
    """Writes a random two-layer BERT with a WordPiece vocabulary of about 130 pieces.

    Args:
        folder: An existing empty folder.

    Returns:
        The folder: config.json, model.safetensors and the tokenizer's files.
    """
    import torch
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizer

    vocabulary = {piece: i for i, piece in enumerate(VOCABULARY)}
    backend = BertWordPieceTokenizer(vocab=vocabulary, lowercase=True)
    # Real checkpoints carry a truncation that must not act on long articles.
    backend.enable_truncation(max_length=12)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
    )
    with torch.random.fork_rng():
        torch.manual_seed(5)
        BertModel(config).save_pretrained(folder)
    BertTokenizer(tokenizer_object=backend._tokenizer, model_max_length=64).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory):
    """Folder of the tiny checkpoint, built once."""
    pytest.importorskip("torch", reason="needs the extra 'transformer'")
    pytest.importorskip("transformers", reason="needs the extra 'transformer'")
    return build_tiny_checkpoint(tmp_path_factory.mktemp("tiny-checkpoint"))
