import pytest

from toolkit.codebook import Codebook
from toolkit.labelling.store import Store
from toolkit.records import Annotation, Article


@pytest.fixture
def topic():
    return Codebook.model_validate(
        {
            "id": "topic",
            "version": "1",
            "facet": "topic",
            "unit": "article",
            "select": "multi",
            "primary": "required",
            "max_labels": 2,
            "labels": [
                {
                    "id": "politics",
                    "name": "Politics",
                    "definition": "Who governs, and how.",
                    "includes": ["Elections and parliaments."],
                    "excludes": ["A war goes to war."],
                    "examples": [{"text": "The council voted.", "applies": True, "why": "A vote."}],
                    "aliases": ["government"],
                },
                {"id": "vote", "name": "Elections", "parent": "politics"},
                {"id": "war", "name": "War, conflict and peace"},
                {"id": "sport", "name": "Sport"},
                {"id": "spa", "name": "Spas and baths"},
                {
                    "id": "oldies",
                    "name": "Oldies",
                    "status": "retired",
                    "replaced_by": "sport",
                },
            ],
        }
    )


@pytest.fixture
def region():
    return Codebook.model_validate(
        {
            "id": "region",
            "version": "1",
            "facet": "region",
            "unit": "article",
            "select": "multi",
            "roles": ["focus", "involved", "mention"],
            "labels": [
                {"id": "NO", "name": "Norway"},
                {"id": "SY", "name": "Syria"},
                {"id": "TD", "name": "Chad"},
            ],
        }
    )


@pytest.fixture
def stance():
    return Codebook.model_validate(
        {
            "id": "stance",
            "version": "1",
            "facet": "stance",
            "unit": "stance-row",
            "select": "single",
            "favg": ["favor", "against"],
            "targets": [
                {"id": "bridge", "name": "The bridge", "aliases": ["the crossing"]},
                {"id": "mayor", "name": "The mayor", "type": "person"},
            ],
            "labels": [
                {"id": "favor", "name": "In favor"},
                {"id": "against", "name": "Against"},
                {"id": "none", "name": "Neither"},
            ],
        }
    )


@pytest.fixture
def codebooks(topic, region, stance):
    return {"topic": topic, "region": region, "stance": stance}


@pytest.fixture
def articles():
    return [
        Article(
            id="001",
            title="Council backs “long” bridge",
            dek="A vote after ten years",
            text="The council of Norwick voted on Monday.\n\nMayor Ada Brandt called the bridge a "
            "gift.\n\nOpponents called the bridge a mistake.",
            captions=("The ferry quay.",),
            source="Norwick Post",
            published="2024-03-04",
            language="en",
            extra={"cluster": "c1", "inclusion": 0.5},
        ),
        Article(id="002", title="انتخابات", text="صوّت المجلس يوم الاثنين.", language="ar"),
        Article(id="003", title="Storm ends the match", text="Rain fell. \x1b[2JPlay stopped."),
    ]


@pytest.fixture
def store(tmp_path, articles):
    with Store(tmp_path / "annotations.db") as opened:
        opened.add_articles(articles)
        yield opened


@pytest.fixture
def make_event():
    def make(coder="ana", article_id="001", facet="topic", **fields):
        return Annotation(
            coder=coder,
            article_id=article_id,
            fingerprint=fields.pop("fingerprint", "f"),
            codebook=facet,
            version="1",
            facet=facet,
            **fields,
        )

    return make
