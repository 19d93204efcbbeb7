import pytest

from toolkit.ingest.bylines import read_byline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("By ANN LEE and SEAN O'NEILL", ("Ann Lee", "Sean O'Neill")),
        ("By JOHN McDONALD", ("John McDonald",)),
        ("By Ann Lee, Bo Ek and Cy Fox, Agency Staff", ("Ann Lee", "Bo Ek", "Cy Fox")),
        ("By Al Root Updated Nov. 19, 2019", ("Al Root",)),
        ("Von Klaus von der Heide und Ute Groß", ("Klaus von der Heide", "Ute Groß")),
        ("Par Zoé Martin et Luc Petit", ("Zoé Martin", "Luc Petit")),
        ("Por Juan Pérez y Ana García", ("Juan Pérez", "Ana García")),
        ("بقلم محمد علي", ("محمد علي",)),
        ("By Reuters", ()),
    ],
)
def test_names_are_read_from_a_byline(line, names):
    assert read_byline(line) == names


@pytest.mark.parametrize("line", ["By the numbers", "By 2030 the sea will rise", "Por favor", "By"])
def test_what_names_nobody_is_no_byline(line):
    assert read_byline(line) is None
