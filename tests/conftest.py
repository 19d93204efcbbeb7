"""Fixtures that all tests share, and two guards: no network, no downloads."""

import json
import os
import socket

import pytest

from toolkit.codebook import Codebook
from toolkit.records import Article


def pytest_configure():
    """Set before any test module can import a library that reads it at import."""
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """A test that reaches for the network fails; sockets within this machine's kernel may open."""
    original = socket.socket.connect

    def refuse(sock, address):
        if sock.family != getattr(socket, "AF_UNIX", None):
            raise RuntimeError(f"a test tried to connect to {address!r}")
        return original(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield


@pytest.fixture(scope="session")
def make_article():
    """Builds an article with a title, a dek and two paragraphs; any field can be given."""

    def make(article_id="a1", **fields):
        return Article(
            **{
                "id": article_id,
                "title": "Ferry company drops night crossing",
                "dek": "Islanders learn of it from the timetable",
                "text": "SKARVIK, May 3 (Meridian) - The last boat now leaves at seven.\n\n"
                "Mayor Liv Brekke called it a breach of contract.",
                "published": "2024-05-03",
                "language": "en",
                **fields,
            }
        )

    return make


@pytest.fixture(scope="session")
def make_codebook():
    """Builds a codebook from label ids, or from mappings where a label has more than an id."""

    def make(*labels, facet="topic", **fields):
        given = [{"id": label} if isinstance(label, str) else label for label in labels]
        return Codebook.model_validate(
            {
                "id": facet,
                "version": "1",
                "facet": facet,
                "unit": "article",
                "select": "multi",
                "labels": [{"name": f"Name of {label['id']}", **label} for label in given],
                **fields,
            }
        )

    return make


@pytest.fixture(scope="session")
def make_stance_codebook(make_codebook):
    """Builds a stance codebook about a ferry and a mayor; or with open targets."""

    def make(**fields):
        targets = [
            {
                "id": "ferry",
                "name": "Night ferry",
                "aliases": ["night crossing", "NF"],
                "not_aliases": ["night crossing of the strait"],
            },
            {"id": "mayor", "name": "Liv Brekke", "type": "person"},
        ]
        return make_codebook(
            *("favor", "against", "none"),
            facet="stance",
            **{"unit": "stance-row", "select": "single", "targets": targets, **fields},
        )

    return make


@pytest.fixture
def write_rows(tmp_path):
    """Writes rows as a JSONL file; a row that is text already is written as it stands."""

    def write(*rows, name="examples.jsonl"):
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def tiny_corpus():
    """Five labelled rows in three languages; `a` and `b` are versions of one story."""
    story = "The council of Skarvik voted on Monday to close the north quay for repairs in spring."
    return [
        {"id": "a", "title": "Quay closes", "text": story, "labels": {"topic": ["politics"]}},
        {"id": "b", "title": "Quay to close", "text": story, "labels": {"topic": "politics"}},
        {"id": "c", "title": "Élection à Morlec", "text": "Le maire a gagné.", "language": "fr"}
        | {"labels": {"topic": ["politics"]}},
        {"id": "d", "title": "مباراة", "text": "توقفت المباراة بسبب المطر.", "language": "ar"}
        | {"labels": {"topic": ["sport"]}},
        {"id": "e", "title": "Rain", "text": "It rained all week.", "labels": {"topic": []}},
    ]
