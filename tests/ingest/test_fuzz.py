"""Any bytes under any name end in articles or in one clear error, and nothing else."""

import gzip
import io
import string
import tarfile
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, article_to_json, read_articles
from toolkit.ingest.inputs import KNOWN_SUFFIXES

SUFFIXES = [*KNOWN_SUFFIXES[1:], ".jsonl.gz", ".csv.zst", ".tar.gz", ".txt.gz"]
OPTIONS = [
    IngestOptions(detect_language=False),
    IngestOptions(split=True, errors="replace", fix_mojibake=True, on_conflict="suffix"),
]
SEEDS = [b"", b"{", b'{"text": "a"}\n', b"id,text\n1,a\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9"]
SEEDS += [b"\xff\xfe", b"<html><body>", b"PAR1", b"ARROW1\x00\x00", b"End of Document\n", b"[{}]"]


def outcome(path, options):
    """What came of a file: articles that can be written, or reasons."""
    results = []
    for item in read_articles([str(path)], options):
        if isinstance(item, Reject):
            assert item.reason.strip()
            results.append(item.reason)
        else:
            results.append(article_to_json(item))
    return results


def take(tmp_path, suffix, data):
    path = tmp_path / f"input{suffix}"
    path.write_bytes(data)
    for options in OPTIONS:
        try:
            outcome(path, options)
        except DataError as error:
            message = str(error)
            assert message.startswith(str(path))


FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@FUZZ
@given(start=st.sampled_from(SEEDS), data=st.binary(max_size=300))
def test_any_bytes_end_in_an_article_or_a_clear_error(tmp_path, suffix, start, data):
    take(tmp_path, suffix, start + data)


@FUZZ
@given(text=st.text(max_size=400), encoding=st.sampled_from(["utf-8", "utf-16", "utf-32-le"]))
def test_any_text_in_any_unicode_encoding_is_an_article_or_empty(tmp_path, text, encoding):
    take(tmp_path, ".txt", text.encode(encoding, errors="surrogatepass"))


def sample(kind):
    """A sound file of a kind whose damage is worth trying."""
    stream = io.BytesIO()
    if kind == ".xlsx":
        book = openpyxl.Workbook()
        book.active.append(["id", "text"])
        book.active.append(["1", "Words of an article."])
        book.save(stream)
    elif kind == ".zip":
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "Words of an article. " * 20)
            archive.writestr("b.jsonl", '{"text": "Words."}\n' * 9)
    elif kind == ".tar.gz":
        with tarfile.open(fileobj=stream, mode="w:gz") as archive:
            info = tarfile.TarInfo("a.txt")
            info.size = 600
            archive.addfile(info, io.BytesIO(b"words " * 100))
    elif kind == ".arrow":
        feather.write_feather(pa.table({"text": ["Words."] * 9}), stream)
    elif kind == ".docx":
        with zipfile.ZipFile(stream, "w") as archive:
            space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            archive.writestr(
                "word/document.xml",
                f'<w:document xmlns:w="{space}"><w:p><w:t>Words of it.</w:t></w:p></w:document>',
            )
    else:
        stream.write(gzip.compress(b'{"text": "Words of an article."}\n' * 20))
    return stream.getvalue()


KINDS = [".xlsx", ".zip", ".tar.gz", ".arrow", ".docx", ".jsonl.gz"]
SOUND = {kind: sample(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 400),
)
@example(changes=[(331, 0)], cut=0)  # Arrow: an offset that makes a text of negative length
def test_damaged_files_end_in_an_article_or_a_clear_error(tmp_path, kind, changes, cut):
    data = bytearray(SOUND[kind][: len(SOUND[kind]) - cut * (cut % 2)])
    for at, value in changes:
        if data:
            data[at % len(data)] = value
    take(tmp_path, kind, bytes(data))


@FUZZ
@given(
    rows=st.lists(
        st.dictionaries(
            st.text(string.ascii_lowercase, max_size=6), st.text(max_size=30), max_size=4
        ),
        max_size=5,
    )
)
def test_any_rows_of_json_are_taken_or_rejected_one_by_one(tmp_path, rows):
    import json

    take(tmp_path, ".jsonl", "\n".join(map(json.dumps, rows)).encode())
