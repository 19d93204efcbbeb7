"""What stands amid the body of a pasted page without being of it.

Links to other articles, calls to subscribe and pull quotes stand between paragraphs, where no
model of a page's layout tells them from the text. They are known by their words; paragraphs that
the model left out amid the body come back.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_calls import MOST_WORDS, ends_call, is_call, is_paywall, is_remark
from toolkit.ingest.page_lines import CLOSERS, OPENERS, Line, measure

LINK_WORDS = 30
LABEL_CHARACTERS = 48
LABEL_END = re.compile(r"\s?[:：»>|]\s|\s[–—-]\s|：")
QUOTE_WORDS = (4, 60)
QUOTE_CHARACTERS = (24, 14)  # of the shortest pull quote without and with quotation marks
PULLED_SHARE = 0.8  # of a pull quote's words that one paragraph has too
CLOSING_QUOTES = ("”", '"', "»", "“", "«", "」")
QUOTE_REACH = 12  # paragraphs around a pull quote among which the quoted one is sought
FILL_WORDS = (20, 10)  # of a paragraph that comes back; of one with body right above and below
CREDIT_WORDS = 12
LEAD_WORDS = 8  # of a first paragraph right below the stamp
HEADED_WORDS = 6  # of a paragraph below a heading at which the body would end
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
FILL_REACH = 12
LIST_LINES = 3
LIST_REACH = 12  # headlines between a heading and one that it rules
HEADING_WORDS, HEADLINE_WORDS = 4, 22
EDGE_WORDS = 3

# Labels before the title of another article.
LABELS = frozenset(
    vocabulary.folded_phrases(
        "read|read more|read also|also read|read next|read this|related|related story|related news",
        "related stories|related article|related articles|related coverage|related content|see",
        "related link|related links|see also|see more|more|more on this|more on this story|watch",
        "watch also|also watch|watch now|watch more|watch live|listen|listen now|also listen|video",
        "don't miss|don’t miss|must read|must-read|must reads|recommended|recommended reading",
        "further reading|explore|explore more|up next|in pictures|in photos|photos|gallery|here",
        "live updates|click here|find out more|learn more|also on this site|editor's pick|also",
        "what to know|on our site|from our archive|from the archive|from the archives|popular",
        "keep reading|continue reading|you may also like|you might also like|trending|read now",
        "lesen sie auch|lesen sie mehr|lesen sie hier|lesen sie dazu|lesen sie dazu auch|mehr",
        "mehr zum thema|mehr dazu|siehe auch|auch interessant|passend dazu|zum thema|lesetipp",
        "das könnte sie auch interessieren|weiterlesen|lies auch|mehr lesen|hintergrund",
        "lire aussi|à lire aussi|a lire aussi|lire également|à lire également|à lire|voir aussi",
        "à voir aussi|à lire|lire plus|pour aller plus loin|sur le même sujet|notre dossier",
        "lire|relire|à relire|écouter aussi|à écouter|en images|en vidéo|lire la suite",
        "lea también|lee también|lea más|lee más|leer más|leer también|lea además|lee además",
        "le puede interesar|te puede interesar|también te puede interesar|puede leer|lea",
        "también puede leer|además lea|ver también|vea también|mira también|mire también|vea",
        "más información|noticias relacionadas|no te pierdas|sigue leyendo|relacionado",
        "relacionada|nota relacionada|noticia relacionada|en fotos|en video|mira|también lea",
        "le recomendamos|te recomendamos|recomendado|puede interesarle|lea aquí|podría interesarle",
        "leia também|leia mais|veja também|saiba mais|veja mais|confira também|relacionadas|leia",
        "notícias relacionadas|não perca|confira|assista|assista também|vídeo|leia ainda",
        "leggi anche|leggi di più|guarda anche|vedi anche|approfondisci|per approfondire|leggi",
        "da leggere|potrebbe interessarti|potrebbe interessarti anche|articoli correlati|guarda",
        "lees ook|lees verder|lees meer|bekijk ook|zie ook|kijk ook|meer over|luister ook",
        "läs också|läs även|läs mer|les også|les mer|læs også|læs mere|se også|se även|lue myös",
        "katso myös|czytaj także|czytaj też|czytaj więcej|zobacz także|zobacz też|zobacz również",
        "przeczytaj także|przeczytaj też|czytaj również|polecamy|čtěte také|čtěte též|čtěte i",
        "přečtěte si také|přečtěte si|viz také|čítajte aj|prečítajte si|citește și|citeşte şi",
        "citiți și|vezi și|olvassa el|kapcsolódó|lásd még|olvasd el|pročitajte|pročitajte i",
        "ayrıca okuyun|ayrıca bakınız|ilgili haber|ilgili haberler|bunu da okuyun|devamını oku",
        "okumaya devam et|читайте также|читать также|читайте ещё|читайте еще|смотрите также",
        "по теме|подробнее|материалы по теме|читайте|читайте також|дивіться також|вижте още",
        "прочетете още|διαβάστε επίσης|διαβάστε ακόμα|διαβάστε ακόμη|δείτε επίσης|διαβάστε",
        "baca juga|lihat juga|simak juga|baca lagi|baca selengkapnya|xem thêm|đọc thêm|soma pia",
        "اقرأ أيضا|إقرأ أيضا|اقرأ المزيد|إقرأ المزيد|شاهد أيضا|شاهد|طالع أيضا|للمزيد|المزيد",
        "تابع أيضا|مواضيع ذات صلة|أخبار ذات صلة|ذات صلة|قد يعجبك|قد يهمك|قد يهمك أيضا|اقرأ",
        "اقرأ كذلك|لقراءة المزيد|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|یہ بھی پڑھیں|مزید پڑھیں",
        "קראו גם|קרא גם|ראו גם|קראו עוד|עוד בנושא|לקריאה נוספת|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें",
        "और पढ़ें|আরও পড়ুন|আরো পড়ুন|延伸閱讀|延伸阅读|相关阅读|相關閱讀|相关新闻|相關新聞|更多阅读",
        "阅读更多|推荐阅读|看更多|関連記事|あわせて読みたい|関連|【関連】",
        "관련기사|관련 기사|더 보기",
        "อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง",
    )
)
STARTS = frozenset(label[:2] for label in LABELS)


def clean_body(lines: Sequence[Line], kept: list[bool]) -> None:
    """Takes inserts out of the body and puts paragraphs back that are missing amid it.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has; changed in place.
    """
    _fill(lines, kept)
    _drop_link_lists(lines, kept)
    calls = False
    for index, line in enumerate(lines):
        if not kept[index] or line.words > MOST_WORDS:
            calls = False
        elif is_link(line) or is_call(line) or (calls and ends_call(line)):
            kept[index] = False
            calls = is_call(line)
        else:
            calls = False
    _drop_pull_quotes(lines, kept)
    _trim(lines, kept)


def links_elsewhere(text: str) -> bool:
    """Whether a paragraph is a label and the title of another article.

    >>> links_elsewhere("Read also: The ferry ledger"), links_elsewhere("Read on, he said.")
    (True, False)
    """
    if len(text) > LINK_WORDS * 12:
        return False
    lines = measure(text)
    return len(lines) == 1 and is_link(lines[0])


def is_link(line: Line) -> bool:
    """Whether a line is a label like "Read more:" with the title of another article."""
    start = line.lowered[:2]
    if line.words > LINK_WORDS or (start not in STARTS and start[:1].isalnum()):
        return False
    head = line.lowered[:LABEL_CHARACTERS]
    found = LABEL_END.search(head + " ")
    if found and head[: found.start()].strip("•▪►▶→*[]()【】“\"'- ") in LABELS:
        return True
    words = line.lowered.split(maxsplit=4)
    if line.closed == 2 or line.text.startswith(OPENERS):
        return False
    whole = line.lowered.strip(" •▪►▶→*:[]()【】")
    return whole in LABELS or any(
        " ".join(words[:n]) in LABELS for n in (2, 3, 4) if len(words) > n
    )


def _drop_link_lists(lines: Sequence[Line], kept: list[bool]) -> None:
    """Takes out headlines right below a heading like "Recommended", up to a blank line or prose."""
    headings: dict[int, bool] = {}  # a line is looked at once, however many may stand below it
    for index, keep in enumerate(kept):
        above = index
        while keep and _is_open(lines[above]) and above > max(index - LIST_REACH, 0):
            above -= 1
            if above not in headings:
                headings[above] = _is_heading(lines[above])
            if headings[above]:
                kept[index] = keep = False


def _is_heading(line: Line) -> bool:
    """Whether a line is a heading under which other articles are listed."""
    return line.words <= HEADING_WORDS and line.closed != 2 and (line.after or is_link(line))


def _is_open(line: Line) -> bool:
    """Whether a line may be a headline in a list that began above it."""
    return not line.gap and line.closed != 2 and line.words <= HEADLINE_WORDS


def _fill(lines: Sequence[Line], kept: list[bool]) -> None:
    """Keeps long paragraphs that stand alone between others; a list of teasers stays out."""
    body = [index for index, keep in enumerate(kept) if keep]
    for before, after in pairwise(body):
        if 1 < after - before <= FILL_REACH:
            lone = after - before == 2
            for index in range(before + 1, after):
                if _is_paragraph(lines[index], FILL_WORDS[lone]):
                    kept[index] = True
    if body:
        _lead(lines, kept, body[0])
        _lists(lines, kept)
        _continue(lines, kept, max(index for index, keep in enumerate(kept) if keep))


def _lead(lines: Sequence[Line], kept: list[bool], first: int) -> None:
    """Keeps a first paragraph that a picture's line or a button parts from the second."""
    for index in range(first - 1, max(first - 4, 0), -1):
        line, above = lines[index], lines[index - 1]
        credited = bool(above.marks & (vocabulary.CREDIT | vocabulary.AGENCY))
        credited = credited and above.words <= CREDIT_WORDS
        if _is_paragraph(line, FILL_WORDS[0]) and (line.gap or credited or not lines[first].gap):
            if above.control or above.words <= 3 or above.marks & vocabulary.STAMP or credited:
                kept[index] = True
            return
        if line.gap and above.dated and _is_paragraph(line, LEAD_WORDS):
            kept[index] = True
            return
        if not (line.control or line.marks & vocabulary.CREDIT):
            return


def _lists(lines: Sequence[Line], kept: list[bool]) -> None:
    """Keeps the lines of a list that a body line with a colon announces."""
    index = 0
    while index < len(lines):
        opens = kept[index] and lines[index].text.endswith((":", "："))
        index += 1
        if not opens:
            continue
        start = index
        while (
            index < len(lines)
            and _is_item(lines[index])
            and (index == start or not lines[index].gap)
        ):
            index += 1
        if index - start >= LIST_LINES:
            kept[start:index] = [True] * (index - start)


def _is_item(line: Line) -> bool:
    """Whether a line may be part of an announced list."""
    marked = line.marks & (vocabulary.BUSINESS | vocabulary.CREDIT)
    return not (marked or line.control or line.after or line.final or line.repeated)


def _continue(lines: Sequence[Line], kept: list[bool], last: int) -> None:
    """Keeps paragraphs behind the last one if only advertisements or links part them from it."""
    listed, passed = 0, False
    headed = lines[last].words <= HEADLINE_WORDS and not lines[last].closed
    for index in range(last + 1, len(lines)):
        line = lines[index]
        if line.final:
            return
        if line.control or is_link(line) or is_call(line):
            listed = LIST_REACH if line.words <= HEADING_WORDS else 0
            passed = True
        elif headed and _is_paragraph(line, HEADED_WORDS):
            kept[index] = True
        elif listed and _is_open(line):
            listed -= 1
        elif _is_paragraph(line, FILL_WORDS[_stands_apart(lines, index)]):
            kept[index] = True
            listed = 0
        elif CLOCK.fullmatch(line.text) and line.gap:  # the next entry of a live blog
            kept[index : index + 2] = [True] * len(kept[index : index + 2])
            headed = True
            continue
        elif passed and _is_subheading(lines, index):
            kept[index] = True
        elif not kept[index]:
            return
        headed = False


def _is_subheading(lines: Sequence[Line], index: int) -> bool:
    """Whether a short line stands between blank lines above a long paragraph."""
    line = lines[index]
    if not line.gap or line.closed or line.after or line.words > HEADLINE_WORDS:
        return False
    below = lines[index + 1 : index + 2]
    return bool(below) and below[0].gap and _is_paragraph(below[0], FILL_WORDS[0])


def _stands_apart(lines: Sequence[Line], index: int) -> bool:
    """Whether a blank line or a button is above a line, or it quotes somebody."""
    line = lines[index]
    return line.gap or lines[index - 1].control or any(mark in line.text for mark in '"“”«„「')


def _is_paragraph(line: Line, fewest: int) -> bool:
    """Whether a line reads as a paragraph and has no word of the site's business."""
    unmarked = not line.marks & (vocabulary.BUSINESS | vocabulary.CREDIT)
    return line.words >= fewest and line.closed == 2 and unmarked and not line.after


def _drop_pull_quotes(lines: Sequence[Line], kept: list[bool]) -> None:
    """Takes out lines whose words a longer paragraph close by has too."""
    body = [index for index, keep in enumerate(kept) if keep]
    fewest, most = QUOTE_WORDS
    for place, index in enumerate(body):
        line = lines[index]
        quoted = line.text.startswith(OPENERS)
        if not fewest - quoted <= line.words <= most or len(line.text) < QUOTE_CHARACTERS[quoted]:
            continue
        bare = line.text.strip("“”\"'‘’«»„‹› ").rstrip(".,…" + CLOSERS)
        near = body[max(place - QUOTE_REACH, 0) : place + QUOTE_REACH + 1]
        longer = [lines[o] for o in near if kept[o] and lines[o].words > line.words]
        if any(bare in other.text for other in longer):
            kept[index] = False
        elif quoted and line.text.rstrip(".").endswith(CLOSING_QUOTES) and len(line.stems) > 3:
            # Editors shorten what they pull out.
            most = max((len(line.stems & other.stems) for other in longer), default=0)
            kept[index] = most < PULLED_SHARE * len(line.stems)


def _trim(lines: Sequence[Line], kept: list[bool]) -> None:
    """Takes labels off both ends of the body, and the newsroom's remarks off its end."""
    body = [index for index, keep in enumerate(kept) if keep]
    while len(body) > 1 and _is_label(lines[body[0]]):
        kept[body.pop(0)] = False
    for _ in range(4 if body else 0):
        line = lines[body[-1]]
        if len(body) > 1 and (_is_label(line) or is_remark(line) or is_paywall(line)):
            kept[body.pop()] = False


def _is_label(line: Line) -> bool:
    """Whether a line is too short and open to begin or end an article."""
    return line.words <= EDGE_WORDS and line.closed != 2 and not line.text.startswith(OPENERS)
