"""Names of places that are part of another name: of a person, a street, a listed share."""

import re
from collections.abc import Sequence

from toolkit.rules.matcher import Hit

# Given names of the English-speaking world that are no places themselves and no common words.
GIVEN_NAMES = frozenset(
    {
        *("Aaron", "Adam", "Alan", "Albert", "Alex", "Alfred", "Alice", "Allison", "Amanda", "Amy"),
        *("Andrea", "Andrew", "Angela", "Ann", "Anna", "Anne", "Annie", "Anthony", "Arthur"),
        *("Ashley", "Barbara", "Ben", "Benjamin", "Betty", "Bill", "Billy", "Bob", "Bobby", "Brad"),
        *("Brandon", "Brenda", "Brian", "Bruce", "Carl", "Carol", "Caroline", "Catherine"),
        *("Charles", "Charlie", "Chris", "Christina", "Christine", "Christopher", "Colin"),
        *("Cynthia", "Dan", "Daniel", "Danny", "Dave", "David", "Deborah", "Dennis", "Diane"),
        *("Don", "Donald", "Donna", "Dorothy", "Doug", "Douglas", "Ed", "Eddie", "Edward"),
        *("Elizabeth", "Ellen", "Emily", "Emma", "Eric", "Ernest", "Eugene", "Frank", "Fred"),
        *("Gary", "Geoffrey", "George", "Gerald", "Gordon", "Greg", "Gregory", "Harold", "Harry"),
        *("Heather", "Helen", "Henry", "Howard", "Hugh", "Ian", "Jack", "Jacob", "James", "Jane"),
        *("Janet", "Jason", "Jeff", "Jeffrey", "Jennifer", "Jeremy", "Jessica", "Jim", "Jimmy"),
        *("Joan", "Joe", "John", "Johnny", "Jonathan", "Joseph", "Josh", "Joshua", "Judith"),
        *("Julia", "Julie", "Karen", "Kate", "Katherine", "Kathleen", "Keith", "Ken", "Kenneth"),
        *("Kevin", "Larry", "Laura", "Lauren", "Linda", "Lisa", "Louise", "Lucy", "Margaret"),
        *("Maria", "Marie", "Martha", "Martin", "Mary", "Matt", "Matthew", "Megan", "Melissa"),
        *("Michael", "Michelle", "Mike", "Nancy", "Nathan", "Neil", "Nicholas", "Nick", "Nicole"),
        *("Oliver", "Pamela", "Patricia", "Patrick", "Paul", "Peter", "Phil", "Philip", "Rachel"),
        *("Ralph", "Raymond", "Rebecca", "Richard", "Rob", "Robert", "Roger", "Ron", "Ronald"),
        *("Roy", "Russell", "Ruth", "Ryan", "Sam", "Samuel", "Sandra", "Sara", "Sarah", "Scott"),
        *("Sean", "Sharon", "Simon", "Stephanie", "Stephen", "Steve", "Steven", "Stuart", "Susan"),
        *("Ted", "Teresa", "Terry", "Thomas", "Tim", "Timothy", "Tom", "Tommy", "Tony", "Walter"),
        *("Wayne", "William"),
    }
)
HONORIFICS = frozenset(
    {
        *("Capt", "Coach", "Col", "Councilman", "Dame", "Dr", "Gov", "Judge", "Justice", "Lady"),
        *("Lord", "Lt", "Maj", "Mr", "Mrs", "Ms", "Prof", "Rep", "Rev", "Sen", "Senator", "Sgt"),
        *("Sir",),
    }
)
# Kinds of cue that a person or a street can be named like.
PLACES = frozenset({"name", "former", "demonym", "capital", "city", "region"})
_PLACED = re.compile(r"\b(?:in|at|near|from|to|outside|of|for|around|across|into|toward|towards) $")
_STREET = re.compile(r" (?:Street|Avenue|Road|Drive|Boulevard|Lane|Ave\.|Blvd\.|Rd\.)(?!\w)")
_EXCHANGE = re.compile(
    r"\b(?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|LON|TSX|TSE|ASX|HKEX|NSE|BSE|JSE|SGX|ETR|EPA)\s?:\s?$"
)
_REACH = 16  # the longest given name or honorific, and its blank


def is_street_or_ticker(text: str, hit: Hit) -> bool:
    """Whether a name is that of a street ("Georgia Avenue") or a share ("<ROK>", "NYSE: JO")."""
    start, end = hit.start, hit.end
    before = text[max(0, start - 2) : start]
    if before[-1:] == "<" and re.match(r"(?:\.\w{1,3})?>", text[end : end + 5]):
        return text[start:end].isupper()
    if ":" in before and _EXCHANGE.search(text, max(0, start - _REACH), start):
        return True
    return text[end : end + 1] == " " and _STREET.match(text, end) is not None


def is_surname(text: str, hit: Hit) -> bool:
    """Whether a given name or an honorific stands right before a name ("Jack London")."""
    start = hit.start
    if text[start - 1 : start] != " ":
        return False
    words = text[max(0, start - _REACH) : start - 1].split()
    word = words[-1].lstrip("\"'“‘(") if words else ""
    return word in GIVEN_NAMES or word.rstrip(".") in HONORIFICS


def surname_in(phrase: str) -> str | None:
    """The last word of a phrase that begins with a given name; None for any other phrase.

    >>> surname_in("Michael Jordan"), surname_in("Jordan Times")
    ('Jordan', None)
    """
    first, _, last = phrase.rpartition(" ")
    return last if first.partition(" ")[0] in GIVEN_NAMES else None


def are_placed(text: str, hits: Sequence[Hit]) -> bool:
    """Whether a preposition of place stands right before one of the hits ("in London")."""
    return any(_PLACED.search(text, max(0, hit.start - _REACH), hit.start) for hit in hits)
