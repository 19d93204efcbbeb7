from toolkit.ingest.bundles import bundled_articles, count_bundled

NEXIS_UNI = """User Name: = reader
Date and Time: = Monday, March 9, 2020 10:12:00 AM EDT
Job Number: = 112233
Documents (2)
1. Harbour pilots call off their strike
2. A quiet vote in the marsh towns
Harbour pilots call off their strike
The Example Gazette (Port Ellery)
March 5, 2020 Thursday
Late Edition - Final
Copyright 2020 The Example Gazette All Rights Reserved
Section:\u00a0Section A; Column 1; Metropolitan Desk; Pg. 3
Length:\u00a0412 words
Byline:\u00a0 By MIRA OSEI and TOM LUNDQVIST
Highlight: The union said that talks would go on under a mediator.
Body
PORT ELLERY -- The harbour pilots went back to work on Thursday.
“We have been heard,” said Ana Roe, who leads the union.
Graphic
PHOTO: Pilots at the north pier. (A. Roe)
Classification
Language: ENGLISH
Publication-Type: Newspaper
Load-Date: March 6, 2020
End of Document
A quiet vote in the marsh towns
Example Wire
March 4, 2020 Wednesday 10:20 AM GMT
Copyright 2020 Example Wire
Section: NEWS
Length: 90 words
Body
Nobody came to the count in Lower Marsh.
Load-Date: March 4, 2020
End of Document
"""
CLASSIC = """




                               1 of 2 DOCUMENTS



                              The Example Gazette

                             March 5, 2010 Friday
                              Late Edition - Final

Harbour pilots call off their strike for the second time
this winter

BYLINE: By MIRA OSEI

SECTION: Section A; Pg. 3

LENGTH: 412 words

DATELINE: PORT ELLERY

   The harbour pilots went back to work on Thursday after a night of talks
in the customs house.

   "We have been heard," said Ana Roe.

LOAD-DATE: March 6, 2010

LANGUAGE: ENGLISH

GRAPHIC: PHOTO: Pilots at the north pier.

PUBLICATION-TYPE: Newspaper


                  Copyright 2010 The Example Gazette
                         All Rights Reserved

                               2 of 2 DOCUMENTS

                              Beispielblatt

                             5. März 2010

Lotsen beenden Streik

LÄNGE: 50 Wörter

Die Lotsen arbeiten wieder.

SPRACHE: GERMAN
"""


def test_a_nexis_uni_export_is_parted_behind_its_cover_page():
    first, second = bundled_articles(NEXIS_UNI)
    assert first.title == "Harbour pilots call off their strike"
    assert first.source == "The Example Gazette (Port Ellery)"
    assert first.published == "2020-03-05"
    assert first.authors == ("Mira Osei", "Tom Lundqvist")
    assert first.dek == "The union said that talks would go on under a mediator."
    assert first.text == (
        "PORT ELLERY -- The harbour pilots went back to work on Thursday.\n\n"
        "“We have been heard,” said Ana Roe, who leads the union."
    )
    assert first.captions == ("PHOTO: Pilots at the north pier. (A. Roe)",)
    assert first.section == "Section A; Column 1; Metropolitan Desk; Pg. 3"
    assert first.language == "en"
    assert first.tags["length"] == "412 words"
    assert second.title == "A quiet vote in the marsh towns"
    assert (second.published, second.zone_known) == ("2020-03-04T10:20+00:00", True)
    assert second.text == "Nobody came to the count in Lower Marsh."


def test_a_classic_text_export_is_parted_at_its_counts():
    first, second = bundled_articles(CLASSIC)
    assert first.title == "Harbour pilots call off their strike for the second time\nthis winter"
    assert first.source == "The Example Gazette"
    assert (first.published, first.authors) == ("2010-03-05", ("Mira Osei",))
    assert first.text.startswith("The harbour pilots went back to work on Thursday after a")
    assert first.text.endswith('"We have been heard," said Ana Roe.')
    assert first.captions == ("PHOTO: Pilots at the north pier.",)
    assert (second.title, second.source) == ("Lotsen beenden Streik", "Beispielblatt")
    assert (second.published, second.language) == ("2010-03-05", "de")
    assert second.text == "Die Lotsen arbeiten wieder."


def test_every_word_of_an_export_stands_in_a_segment_once():
    for part in [*bundled_articles(NEXIS_UNI), *bundled_articles(CLASSIC)]:
        covered = "".join(part.raw[s.raw_start : s.raw_end] for s in part.segments)
        assert "".join(covered.split()) == "".join(part.raw.split())
        for segment in (s for s in part.segments if s.field == "text"):
            assert (
                part.raw[segment.raw_start : segment.raw_end]
                == part.text[segment.start : segment.end]
            )


def test_what_is_no_export_has_no_separators():
    assert count_bundled("The End of Document rules\n\n3 of 4 documents were lost.") == 0
    assert (count_bundled(NEXIS_UNI), count_bundled(CLASSIC)) == (2, 2)


def test_a_part_without_date_or_tags_says_so():
    (part,) = bundled_articles("A headline\n\nSome words.\nEnd of Document\n")
    assert part.warnings[0] == "no date found in the export's header"
    assert part.text == "A headline\n\nSome words."
