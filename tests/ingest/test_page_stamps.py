import pytest

from toolkit.ingest.stamps import read_moments


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("October 19, 2022 16:49", "2022-10-19T16:49"),
        ("19 OCT 2022", "2022-10-19"),
        ("Sunday, October 13th, 2019", "2019-10-13"),
        ("Tuesday March 5, 2024 at 4:07 p.m.", "2024-03-05T16:07"),
        ("12:05 am EST, Wednesday, November 20, 2019", "2019-11-20T00:05-05:00"),
        ("July 1, 2020 8:00 am ET", "2020-07-01T08:00-04:00"),
        ("January 8, 2020 8:00 am ET", "2020-01-08T08:00-05:00"),
        ("2022-10-19T16:49:07+02:00", "2022-10-19T16:49:07+02:00"),
        ("2022-10-19 16:49 UTC", "2022-10-19T16:49+00:00"),
        ("25/12/2023 18h05", "2023-12-25T18:05"),
        ("11/25/2023", "2023-11-25"),
        ("19. Oktober 2022, 16.49 Uhr", "2022-10-19T16:49"),
        ("Publié le 3 août 2021 à 08h15", "2021-08-03T08:15"),
        ("Publicado el 5 de mayo de 2020 a las 10:30", "2020-05-05T10:30"),
        ("1º de outubro de 2020 às 9h05", "2020-10-01T09:05"),
        ("4 dicembre 2020 alle 07:00", "2020-12-04T07:00"),
        ("4 maart 2020 om 12:00", "2020-03-04T12:00"),
        ("١٩ أكتوبر ٢٠٢٢ ٤:٣٠ م", "2022-10-19T16:30"),
        ("19 أكتوبر/تشرين الأول 2022", "2022-10-19"),
        ("2019年11月20日 08:15", "2019-11-20T08:15"),
        ("2019年11月20日 8時15分", "2019-11-20T08:15"),
        ("1:00 pm on June 3, 2024", "2024-06-03T13:00"),
        ("Wed 20 Nov 2019 08.00 GMT", "2019-11-20T08:00+00:00"),
        ("الأحد ٣ نوفمبر/تشرين الثاني ٢٠٢٤", "2024-11-03"),
        ("3 نوفمبر (تشرين الثاني) 2024", "2024-11-03"),
        ("17 नवंबर 2023", "2023-11-17"),
        ("১৭ নভেম্বর ২০২৩", "2023-11-17"),
        ("Published March 2021", "2021-03"),
    ],
)
def test_a_date_is_read_with_the_precision_and_zone_that_it_states(line, iso):
    (moment,) = read_moments(line)
    assert [moment.iso(day) for day in moment.days] == [iso]


def test_a_date_in_figures_keeps_both_readings():
    (moment,) = read_moments("03/04/2024")
    assert [moment.iso(day) for day in moment.days] == ["2024-03-04", "2024-04-03"]


@pytest.mark.parametrize(
    "line", ["yesterday at 14:00", "2 hours ago", "Tuesday", "31 February 2020", "6 Blurp 2019"]
)
def test_what_is_no_full_date_is_left_alone(line):
    assert read_moments(line) == []


def test_labels_part_publication_from_update():
    moments = read_moments(
        "PUBLISHED: 10:48, Tue, Nov 19, 2019 | UPDATED: 11:05, Tue, Nov 19, 2019"
    )
    assert [(m.label, m.iso(m.days[0])) for m in moments] == [
        ("published", "2019-11-19T10:48"),
        ("updated", "2019-11-19T11:05"),
    ]


def test_a_zone_with_several_meanings_stays_open():
    (moment,) = read_moments("Nov 20 2019, 11:06 am IST")
    assert (moment.offset, moment.open_zone) == ("", "IST")
