from toolkit.corpus.shingling import (
    MIN_PHRASE,
    WordHashes,
    common_phrases,
    distinctive,
    shingle_hashes,
    without,
)

WORDS = WordHashes()


def grams(text):
    return shingle_hashes(text, WORDS)


def test_shingles_are_sorted_and_stand_once():
    found = grams("The boat left. The boat left! The boat left")
    assert sorted(set(found.tolist())) == found.tolist()
    assert len(found) == 3


def test_fewer_than_three_words_have_no_shingle():
    assert len(grams("Two words")) == 0


def test_case_and_punctuation_make_no_difference():
    assert grams("The BOAT: left, at seven").tolist() == grams("the boat left at seven").tolist()


def test_what_is_left_out_is_gone():
    whole, part = grams("the last boat left at seven"), grams("the last boat left")
    assert len(without(whole, part)) == len(whole) - len(part)
    assert without(whole, part[:0]).tolist() == whole.tolist()


def test_phrases_of_many_articles_tell_nothing_apart_unless_there_is_nothing_else():
    many = [grams(f"he told reporters that boat{i} would leave quay{i}") for i in range(MIN_PHRASE)]
    phrases = common_phrases(many)
    assert phrases.tolist() == grams("he told reporters that").tolist()
    assert len(distinctive(many[0], phrases)) == len(many[0]) - 2
    assert len(distinctive(phrases, phrases)) == len(phrases)
