import pytest

from toolkit.labelling.formats.reading import Reading


@pytest.fixture
def reading(codebooks):
    return Reading(codebooks)


@pytest.fixture
def topic_reading(topic):
    return Reading({"topic": topic})


@pytest.fixture
def stance_reading(stance):
    return Reading({"stance": stance})
