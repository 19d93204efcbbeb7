"""The count tables of seeds/README.md, computed from the starter corpus.

`python tests/corpus_tables.py` (part of `make docs`) writes them between their markers; a test
compares them with what stands there.
"""

import json
import re
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean, median

from toolkit.codebook import load_codebooks
from toolkit.corpus.rows import read_rows
from toolkit.files import write_text
from toolkit.labelling.agreement import AgreementOptions, agree
from toolkit.labelling.example_import import import_examples
from toolkit.labelling.store import Store

ROOT = Path(__file__).parent.parent
DATASHEET = ROOT / "seeds" / "README.md"
CORPUS = ROOT / "seeds" / "corpus"
FILES = [CORPUS / "examples.jsonl", CORPUS / "pages.jsonl"]
READINGS = {f"reader-{n}": CORPUS / f"reading-{n}.jsonl" for n in (1, 2)}
FACETS = ("topic", "region", "framing", "stance")
STANCES = ("favor", "against", "none")
AGREEMENT_HEAD = (
    *("facet", "articles", "labels with variation", "mean alpha", "lowest", "highest"),
    *("alpha of label sets", "alpha of primary"),
)
# https://unstats.un.org/unsd/methodology/m49/, level "sub-region".
SUB_REGIONS = (
    *("015", "202", "021", "419", "143", "030", "035", "034", "145"),
    *("151", "154", "039", "155", "053", "054", "057", "061"),
)


def codebooks():
    """The shipped codebooks by facet."""
    return load_codebooks(ROOT / "labels" / f"{facet}.yaml" for facet in FACETS)


def read_corpus(books):
    """All labelled articles, those of the pages last."""
    return read_rows(FILES, books)[0]


def raw_rows(path):
    """The lines of a JSONL file as they stand."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def count_articles(rows, codebook):
    """Articles by label, parents included."""
    facet = codebook.facet
    return Counter(label for row in rows for label in codebook.with_parents(row.labels[facet]))


def opposed_articles(rows):
    """Ids of articles whose author is for what a quoted holder is against, or the reverse."""
    found = set()
    for row in rows:
        sides = defaultdict(set)
        for stance in row.stance:
            sides[stance.target, stance.holder == "author"].add(stance.label)
        for target in {stance.target for stance in row.stance}:
            author, quoted = sides[target, True], sides[target, False]
            if ("favor" in author and "against" in quoted) or (
                "against" in author and "favor" in quoted
            ):
                found.add(row.article.id)
    return found


# --- tables -----------------------------------------------------------------------------------


def table(head, rows):
    """A Markdown table; numbers to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    numeric = [all(re.fullmatch(r"-?[\d.]*", row[i]) for row in rows) for i in range(len(head))]
    rule = ["---:" if number else "---" for number in numeric]
    lines = ["| " + " | ".join(line) + " |" for line in (head, *rows)]
    return "\n".join([lines[0], "|" + "|".join(rule) + "|", *lines[1:]])


def listed(counts):
    """`en 213, de 1`, most first."""
    return ", ".join(f"{name} {n}" for name, n in counts.most_common())


def overview(rows):
    """What the corpus holds, in one table."""
    sizes = Counter(Counter(row.cluster for row in rows).values())
    words = [len(row.article.text.split()) for row in rows]
    dates = sorted(row.article.published[:10] for row in rows)
    labels = sum(len(ids) for row in rows for ids in row.labels.values())
    return table(
        ["what", "count"],
        [
            ["articles", f"{len(rows)} ({' + '.join(str(len(raw_rows(f))) for f in FILES)})"],
            ["stories", f"{sum(sizes.values())}: {sizes[2]} appear twice, {sizes[3]} three times"],
            ["words of body text", f"{min(words)} to {max(words)}, median {median(words):.0f}"],
            ["published", f"{dates[0]} to {dates[-1]}"],
            ["languages", listed(Counter(row.article.language for row in rows))],
            ["genres", listed(Counter(row.article.extra["genre"] for row in rows))],
            ["labels of topic, region and framing", labels],
            ["stance rows", sum(len(row.stance) for row in rows)],
            ["evidence spans", sum(len(row.evidence) for row in rows)],
            ["articles read twice", len(raw_rows(READINGS["reader-1"]))],
            ["of these with a reason for the adjudication", _adjudicated()],
        ],
    )


def _adjudicated():
    return sum("adjudication" in row for row in raw_rows(FILES[0]))


def outlets(rows):
    """Articles by invented outlet."""
    return table(["outlet", "articles"], Counter(row.article.source for row in rows).most_common())


def topics(rows, codebook):
    """Articles by top-level topic, children included."""
    counts = count_articles(rows, codebook)
    primary = Counter(
        above
        for row in rows
        if "topic" in row.primary
        for above in codebook.with_parents({row.primary["topic"]})
    )
    top = [label for label in codebook.labels if label.parent is None]
    return table(
        ["topic", "name", "articles", "as primary"],
        [[f"`{x.id}`", x.name, counts[x.id], primary[x.id]] for x in top],
    )


def roles(rows):
    """Articles and countries by the role of a country."""
    pairs = [pair for row in rows for pair in row.roles.get("region", {}).items()]
    return table(
        ["role", "times", "countries"],
        [
            [role, sum(r == role for _, r in pairs), len({c for c, r in pairs if r == role})]
            for role in ("focus", "involved", "mention", "dateline")
        ],
    )


def sub_regions(rows, codebook):
    """Articles by M49 sub-region of the countries in focus."""
    lines = []
    for code in SUB_REGIONS:
        group = codebook.groups[code]
        members = set(group.members)
        hits = [row.labels["region"] & members for row in rows]
        lines.append([f"`{code}`", group.name, sum(map(bool, hits)), len(set().union(*hits))])
    return table(["M49", "sub-region", "articles", "countries in focus"], lines)


def frames(rows, codebook):
    """Articles by frame, and how many frames an article has."""
    counts = count_articles(rows, codebook)
    primary = Counter(row.primary.get("framing") for row in rows)
    sizes = Counter(len(row.labels["framing"]) for row in rows)
    ids = [label for label in codebook.label_ids if label != "other"]
    by_frame = table(
        ["frame", "articles", "as primary"],
        [[f"`{label}`", counts[label], primary[label]] for label in ids],
    )
    by_size = table(["frames in an article", "articles"], sorted(sizes.items()))
    return f"{by_frame}\n\n{by_size}"


def stances(rows, codebook):
    """Stance rows by target, of authors and of quoted holders."""
    counts = Counter(
        (stance.target, stance.holder == "author", stance.label)
        for row in rows
        for stance in row.stance
    )
    head = ["target", *(f"author {x}" for x in STANCES), *(f"quoted {x}" for x in STANCES)]
    lines = [
        [f"`{target}`", *(counts[target, who, label] for who in (True, False) for label in STANCES)]
        for target in codebook.targets_by_id
    ]
    used = [line for line in lines if any(line[1:])]
    return (
        f"{table(head, used)}\n\nArticles whose author takes the other side than a quoted holder: "
        f"{len(opposed_articles(rows))}."
    )


def agreement(books):
    """How far the two readings agree before adjudication."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "labels.db") as store:
        for coder, path in READINGS.items():
            import_examples(store, [path], codebooks=books, coder=coder, person=True)
        found = agree(store, books, options=AgreementOptions(samples=0))["facets"]
    return "\n\n".join(
        [
            table(
                AGREEMENT_HEAD,
                [_facet_line(facet, found[facet]) for facet in ("topic", "region", "framing")],
            ),
            _stance_line(found["stance"]),
        ]
    )


def _facet_line(facet, found):
    alphas = [row["alpha"] for row in found["labels"].values() if row["alpha"] is not None]
    primary = f"{found['primary']['alpha']:.2f}" if "primary" in found else ""
    shown = [f"{value:.2f}" for value in (mean(alphas), min(alphas), max(alphas))]
    return [facet, found["articles"], len(alphas), *shown, f"{found['sets']['alpha']:.2f}", primary]


def _stance_line(found):
    rows, labels = found["rows"], found["labels_of_rows"]
    return (
        f"Stance: the readings share {rows['shared']} rows, {rows['only_one']} stand in one only "
        f"(F1 of which rows exist {rows['f1']:.2f}); alpha of the labels of shared rows "
        f"{labels['alpha']:.2f}."
    )


# --- the datasheet ----------------------------------------------------------------------------


def tables():
    """All generated parts of the datasheet, by the name of their marker."""
    books = codebooks()
    rows = read_corpus(books)
    return {
        "overview": overview(rows),
        "outlets": outlets(rows),
        "topics": topics(rows, books["topic"]),
        "regions": f"{roles(rows)}\n\n{sub_regions(rows, books['region'])}",
        "frames": frames(rows, books["framing"]),
        "stances": stances(rows, books["stance"]),
        "agreement": agreement(books),
    }


def fill(text, parts):
    """The text with each part between its markers."""
    for name, part in parts.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, rest = text.split(start)
        text = f"{before}{start}\n{part}\n{end}{rest.split(end)[1]}"
    return text


if __name__ == "__main__":
    write_text(DATASHEET, fill(DATASHEET.read_text(encoding="utf-8"), tables()))
