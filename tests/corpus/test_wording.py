import pytest

from toolkit.corpus.wording import alike

NOTICE = (
    "{} said it is issuing a bond of {} million crowns that falls due in {} years, the lead bank "
    "{} said. The bond is available in pieces of one thousand crowns and will be listed in Skarvik."
)
BREAD = NOTICE.format("Vik Bread", "forty", "three", "North Bank")
FERRY = NOTICE.format("Skarvik Ferries", "ninety", "seven", "Quay Bank")
OTHER = (
    "The baker of Skarvik ran out of rye on Monday, and for once nobody in the queue complained."
)


@pytest.mark.parametrize(
    ("train", "test", "expected"),
    [
        ([BREAD, OTHER], [FERRY], [True]),
        ([BREAD], [OTHER, FERRY], [False, True]),
        ([OTHER], [OTHER], [True]),
        ([], [OTHER], [False]),
        (["Rain until Sunday."], ["Rain until Sunday."], [False]),
    ],
)
def test_notices_of_one_form_are_alike(train, test, expected):
    assert alike(train, test) == expected


def test_copies_inside_the_test_part_are_none_of_train():
    assert alike([OTHER], [BREAD, BREAD]) == [False, False]
