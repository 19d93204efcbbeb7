"""Words by which a pasted page gives away what is not its article.

Phrases are lower case, in the languages that the parser is used with, separated by `|`. They are
looked up in sets or with one Aho-Corasick pass, never tried one after the other.
"""

import re

from ahocorasick_rs import AhoCorasick, MatchKind


def phrases(*blocks: str) -> tuple[str, ...]:
    """The single phrases of some blocks.

    >>> phrases("a b|c", "d")
    ('a b', 'c', 'd')
    """
    return tuple(phrase for block in blocks for phrase in block.split("|"))


# Arabic is written with or without vowel signs, and with or without hamza on its alef; Indian
# letters with a dot below are one sign or two; the Turkish capital I keeps its dot as a sign.
_FOLDS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\u0622\u0623\u0625"), "\u0627"),
    **dict.fromkeys([0x307, 0x640, *range(0x64B, 0x653)]),
    **{0x958 + place: f"{base}\u093c" for place, base in enumerate("कखगजडढफय")},
    **{0x9DC: "ড\u09bc", 0x9DD: "ঢ\u09bc", 0x9DF: "য\u09bc"},
}
_FOLDED = re.compile(f"[{''.join(map(chr, _FOLDS))}]")


def fold(lowered: str) -> str:
    """A lower-cased line without those marks that are written or left out at will.

    >>> fold("\u0623\u064a\u0636\u064b\u0627") == "\u0627\u064a\u0636\u0627"
    True
    """
    if lowered.isascii() or not _FOLDED.search(lowered):
        return lowered
    return lowered.translate(_FOLDS)


def folded_phrases(*blocks: str) -> tuple[str, ...]:
    """The phrases of some blocks as `fold` leaves them."""
    return tuple(fold(phrase) for phrase in phrases(*blocks))


# First words of headings under which other articles, comments or the site's own business follow.
AFTER = frozenset(
    folded_phrases(
        "related|recommended|recommends|trending|popular|most popular|most read|most viewed",
        "most watched|most shared|most commented|most recent|you may like|you may also like|more",
        "you might also|you might like|more from|more in|more on|more great|more stories|more news",
        "more about|more like this|more videos|read next|read more|also read|read also|see also",
        "see more|up next|next story|next article|next post|previous story|previous article",
        "previous post|latest|latest news|latest stories|latest posts|latest videos|top stories",
        "top news|top videos|recent posts|recent content|recent news|recent comments|don't miss",
        "editor's pick|editor's picks|editors' picks|editors' choice|what to read|sponsored",
        "sponsored content|promoted|paid content|from around the|around the web|comments|comment",
        "1 comment|view comments|leave a reply|leave a comment|leave comments|post a comment",
        "join the conversation|join the discussion|add a comment|show comments|about the author",
        "about the authors|about us|tags|tag|topics|filed under|posted in|categories|category",
        "in this article|this article is|share this|follow us|explore more|want more|have a tip",
        "source|sources|subjects|archives|archive|disclaimer|author|explore|discover|featured",
        "previous|next|keep reading|continue reading|watch|listen|play|photos|videos|newsletter",
        # German
        "mehr zum thema|mehr zu|mehr aus|mehr|auch interessant|meistgelesen|meist gelesen",
        "das könnte sie|das könnte dich|lesen sie auch|kommentare|kommentar|zur startseite|themen",
        "schlagworte|ähnliche artikel|weitere artikel|weitere meldungen|zum thema|quelle",
        # French
        "à lire aussi|lire aussi|sur le même|les plus lus|commentaires|à la une|voir aussi",
        "articles liés|articles similaires|à voir aussi|la rédaction vous|les plus|mots-clés",
        # Spanish, Portuguese
        "noticias relacionadas|notas relacionadas|artículos relacionados|lo más|más noticias",
        "más leídas|más información|más sobre|te puede interesar|también te puede|lee también",
        "lea también|comentarios|deja un comentario|deja tu comentario|deja una respuesta",
        "etiquetas|temas|ver también|archivado en|te recomendamos|relacionados|relacionadas",
        "artigos relacionados|notícias relacionadas|leia também|leia mais|mais lidas|veja também",
        "veja mais|deixe um comentário|deixe seu comentário|deixe uma resposta|você pode gostar",
        "você também pode|artigos populares|comentários|saiba mais|últimas noticias|mais notícias",
        # Italian, Dutch
        "leggi anche|articoli correlati|potrebbe interessarti|i più letti|lascia un commento",
        "commenti|ti potrebbe interessare|lees ook|meer over|gerelateerd|gerelateerde",
        "meest gelezen|reacties|reageer|nessun commento",
        # Russian, Indonesian, Turkish
        "читайте также|вам также может|похожие|комментарии|комментариев|добавить комментарий",
        "популярное|метки|смотрите также|рубрика|оцените статью|baca juga|terkait|komentar",
        "bagikan|ilgili haberler|yorumlar|yorum",
        # Arabic, Hebrew
        "اقرأ أيضا|إقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|ذات صلة",
        "الأكثر قراءة|التعليقات|تعليقات|اترك تعليقا|شارك|المزيد|مواضيع متعلقة|כתבות נוספות|תגובות",
    )
)
AFTER_STARTS = ("関連", "人気記事", "コメント", "相关", "評論", "评论", "延伸阅读", "関連記事")

# Whole lines that are a site's controls or sections which every outlet has.
CONTROLS = frozenset(
    folded_phrases(
        "home|news|menu|search|share|tweet|facebook|twitter|linkedin|whatsapp|pinterest|reddit",
        "email|e-mail|print|instagram|youtube|tumblr|rss|close|next|previous|login|log in|sign in",
        "sign up|subscribe|follow|copy link|link|advertisement|advert|ad|ads|report|caption|save",
        "more|skip to content|skip to main content|toggle navigation|play|video|videos|photos",
        "photo|gallery|loading|flipboard|google+|google|pocket|messenger|text size|order reprints",
        "sport|sports|politics|business|opinion|world|culture|technology|tech|health|science",
        "lifestyle|life|travel|money|arts|entertainment|weather|podcasts|jobs|contact|about|live",
        "contact us|about us|privacy policy|terms of use|terms of service|help|faq|careers",
        "imprimir|compartir|compartilhar|teilen|drucken|partager|imprimer|condividi|stampa|delen",
        "inicio|início|startseite|accueil|anzeige|werbung|publicité|publicidad|publicidade",
        "pubblicità|advertentie|deportes|política|mundo|economía|cultura|opinión|wirtschaft",
        "politik|kultur|panorama|wissen|impressum|société|économie|monde|cronaca|economia|iklan",
        "إعلان|مشاركة|طباعة|الرئيسية|سياسة|رياضة|اقتصاد|ثقافة|x|×|show more|read more|view more",
        "summary|scroll down|continue reading|copy|send|sms|telegram|listen|register|account",
        # Between paragraphs
        "scroll to continue|scroll to continue reading|article continues below",
        "article continues below advertisement|article continues after advertisement",
        "story continues below|story continues below advertisement|continue reading below",
        "story continues after advertisement|content continues below|continues below advertisement",
        "ad feedback|sponsored|sponsored content|paid content|partner content|promoted|remove ads",
        "skip ad|hide ad|why this ad?|report this ad|report ad|skip advertisement|advertisements",
        "purchase licensing rights|license this|licensing rights|gift this article",
        "gift this article free|gift article|listen to this article|listen to article|read in app",
        "share this post|copied to clipboard|link copied to clipboard",
        "open in app|link copied|copy url|resize text|text size|font size|a|print this page",
        "save article|save for later|bookmark|read later|share this article|share this story",
        "share this|share article|share story|share full article|view image in fullscreen",
        "enlarge this image|hide caption|toggle caption|buy photo|buy photos|show caption",
        "open image in gallery|open image modal|image caption|bildunterschrift|buy this photo",
        "view all|see all|view gallery",
        "most read|load more|load more comments|see more|skip past newsletter promotion",
        "after newsletter promotion|more stories|back to top|log in|comments|all comments",
        "werbeanzeige|artikel wird nach der anzeige fortgesetzt|weiter nach der anzeige",
        "weiterlesen nach der anzeige|ende der anzeige|artikel teilen|bild vergrößern|anhören",
        "artikel merken|merken|vorlesen|la suite après la publicité|agrandir l'image",
        "suite de l'article après la publicité|la suite après cette publicité|écouter",
        "lire plus tard|continúa después de la publicidad|la nota continúa abajo|anuncio",
        "continúa leyendo|patrocinado|ampliar foto|escuchar|guardar|leer más tarde|copiar enlace",
        "compartir en facebook|compartir en twitter|compartir en whatsapp|compartir artículo",
        "continua após a publicidade|continua depois da publicidade|anúncio|ouvir|salvar",
        "continua dopo la pubblicità|continua a leggere dopo la pubblicità|ascolta|annuncio",
        "artikel gaat verder onder de advertentie|lees verder onder de advertentie|annons",
        "artikeln fortsätter under annonsen|annonse|artikkelen fortsetter under annonsen",
        "annonce|artiklen fortsætter efter annoncen|mainos|reklama|reklam|inzerce|hirdetés",
        "dalsza część tekstu pod reklamą|publicitate|διαφήμιση|реклама|advertentie sluiten",
        "اعلان|اعلانات|إعلانات|نسخ الرابط|فيسبوك|تويتر|واتساب|حفظ|استمع|تبلیغات|آگهی|اشتہار",
        "פרסומת|פרסום|שתף|quảng cáo|广告|廣告|広告|광고|विज्ञापन|বিজ্ঞাপন|โฆษณา|分享|シェア|공유",
    )
)

# Anywhere in a line: accounts, letters, cookies, rights, sharing, about the writer.
_BUSINESS = folded_phrases(
    "newsletter|subscribe|subscription|sign up|sign in|log in|privacy policy|privacy notice",
    "terms of|terms and|terms &|cookie|rights reserved|©|copyright|advertis|follow us|follow me",
    "follow him|follow her|follow @|follow on|share on|share via|share this|share it|click here",
    "read more|download the|download our|unsubscribe|your email|inbox|email address|javascript",
    "e-mail address|back to top|back to gallery|add comment|contact us|about us|affiliate link",
    "commission|privacidad|política de|derechos reservados|suscríb|suscrib|boletín|inscreva",
    "datenschutz|impressum|anmelden|abonnier|alle rechte|mentions légales|abonnez|s'inscrire",
    "tous droits|iscriviti|diritti riservati|nieuwsbrief|aanmelden|rechten voorbehouden|подпис",
    "جميع الحقوق|سياسة الخصوصية|النشرة البريدية|اشترك|プライバシー|版权|著作権|write to |.com for ",
    "be reached at|reach the reporter|reporting by|editing by|additional reporting|originally publ",
    "originally appeared|contributed to this|contributed reporting|freelance writer|is a freelance",
    "is a writer|is a reporter|is a staff|is a senior|permalink|posted in|filed under",
    "on twitter at",
    "on instagram|on facebook|app store|google play|see all|view all|browser|ad blocker|adblock",
    "powered by|comments are|comment on|moderat|wordpress|campos obrig|required fields|@gmail",
    "related:|read more:|see more:|see also:|watch:|more:|also read:|lee también:|lesen sie auch:",
)
# Who made a picture; the agencies count only together with brackets, bars or a whole short line.
_CREDIT = folded_phrases(
    "photo:|photos:|photo by|photo credit|photograph:|photograph by|photography by|image:|images:",
    "image credit|image copyright|image source|image caption|picture:|pictures:|credit:|credits:",
    "courtesy|file photo|getty|shutterstock|istock|reuters/|/reuters|/ap)|(ap photo|/afp|afp/",
    "foto:|fotos:|bild:|fotografía:|crédito|credito|photo :|crédit|foto di|foto van|beeld:|fuente:",
    "video:|illustration:|illustration by|handout|screenshot|(image|(photo|(picture|(file|[file",
    "(reuters)|(ap)|(afp)|(getty|imago|(dpa|/dpa",
    "picture alliance|alamy|صورة|الصورة|(رويترز|תצלום|צילום:",
    "above:|pictured|caption:|фото|写真|fot. |zdj. |kuva:|kuvat:|fotó:",
)
_STAMP = folded_phrases(
    "published|posted|updated|last modified|modified|first publ|veröffentlicht|stand:|aktualisiert",
    "publié|mis à jour|modifié|publicado|actualizado|atualizado|publicada|pubblicato|aggiornato",
    "gepubliceerd|bijgewerkt|نشر|تحديث|تم التحديث|опубликован|обновлен|created:|date:",
)
# What stands between the comments of readers.
_SOCIAL = folded_phrases(
    "reply| ago|votes|upvote|downvote|likes|says:|wrote:|said:|responder|antworten|répondre",
    "rispondi|ответить|rating|report abuse|flag as|report post|hace |il y a |vor ",
    "members|posts:|joined|قبل |رد |منذ |назад|temu|geleden|önce|前|전 |för |siden",
)
# Names that end many captions; body text has them too, so they only ask for a closer look.
_AGENCY = folded_phrases(
    "reuters|afp|/ap|, ap|(ap)|.ap|epa|efe|dpa|ansa|sana|getty|shutterstock|istock|alamy|imago",
    "bloomberg|unsplash|flickr|wikimedia|رويترز|image caption|courtesy",
)
# What a letter to subscribers is called, where it lands, and other ways to follow an outlet.
_LETTER = folded_phrases(
    "newsletter|inbox|e-mail|email|bulletin|boletín|infolettre|nieuwsbrief|postfach|boîte mail",
    "votre boîte|par mail|correo|boletim|seu e-mail|seu celular|casella|nyhetsbrev|nyhedsbrev",
    "рассылк|розсилк|bülten|hírlevél|uutiskirje|النشرة|نشرتنا|بريدك|ניוזלטר",
    "ニュースレター|メルマガ|뉴스레터|电子报|電子報|notification|whatsapp|telegram",
    "our app|the app|podcast|briefing|mailbox",
)
# One of these is in every line that `page_calls.PAYWALL` matches; it is too slow for all lines.
_PAYWALL = folded_phrases(
    "to read |to continue reading |to access |to view |continue reading |already a subscriber",
    "already have an account|subscriber|subscribe |unlock |free article|weiterlesen|lesen sie",
    "für abonnenten|il vous reste |réservé|déjà abonné|para suscriptores|para assinantes",
    "contenido exclusivo|ya eres suscriptor|já é assinante|per continuare a leggere|agli abbonati",
    "sei già abbonato|voor abonnees|lees verder met|tylko dla subskrybentów|материал доступен",
    "للمشتركين فقط|למנויים בלבד|有料会員限定|この記事は有料|残り|订阅后",
)
BUSINESS, CREDIT, STAMP, SOCIAL, AGENCY, LETTER, PAYWALL = 1, 2, 4, 8, 16, 32, 64
_MARKS: dict[str, int] = {}
for _flag, _list in (
    (BUSINESS, _BUSINESS),
    (CREDIT, _CREDIT),
    (STAMP, _STAMP),
    (SOCIAL, _SOCIAL),
    (AGENCY, _AGENCY),
    (LETTER, _LETTER),
    (PAYWALL, _PAYWALL),
):
    for _phrase in _list:
        _MARKS[_phrase] = _MARKS.get(_phrase, 0) | _flag
_AUTOMATON = AhoCorasick(list(_MARKS), matchkind=MatchKind.Standard)
_FLAGS = tuple(_MARKS.values())


def marks(lowered: list[str]) -> list[int]:
    """Which lists have a phrase in each of some lower-cased lines, as sums of the flags.

    All lines are searched in one pass; no phrase has a line feed, so none runs over two lines.
    """
    joined = "\n".join(lowered)
    try:
        matches = _AUTOMATON.find_matches_as_indexes(joined, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair, from a broken paste
        joined = joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        lowered = joined.split("\n")
        matches = _AUTOMATON.find_matches_as_indexes(joined, overlapping=True)
    found = [0] * len(lowered)
    line, end = 0, len(lowered[0]) if lowered else 0
    for which, start, _ in matches:
        while start >= end:
            line += 1
            end += len(lowered[line]) + 1
        found[line] |= _FLAGS[which]
    return found


FINAL_WORDS = 6  # of a line that is such a heading
# Headings behind which the article does not go on once it has been read.
FINAL = frozenset(
    folded_phrases(
        "comments|comment|leave a reply|leave a comment|leave comments|view comments|most popular",
        "most read|trending|trending now|recommended|post a comment|join the conversation",
        "popular|you may also|you might also|add a comment|show comments|recent posts|more stories",
        "kommentare|commentaires|comentarios|comentários|commenti|reacties|комментарии|التعليقات",
        "meistgelesen|lo más leído|lo más visto|mais lidas|les plus lus",
        "i più letti|meest gelezen|الأكثر قراءة",
        "تعليقات|تعليقات القراء|اترك تعليقا|komentar|yorumlar|komentarze|σχόλια|όλα τα σχόλια",
        "תגובות",
        "kommentarer|kommentit|bình luận|評論|评论|コメント|댓글",
        "join the discussion|reader comments",
        "show comment|read comments|all comments|conversation|deja un comentario",
        "deja una respuesta|deixe uma resposta|deixe um comentário",
        "about the author|top stories",
        "recommended for|related stories|related articles|related posts|artigos relacionados|tags",
    )
)


# Most lines open with none of these words, and that is quickly told.
_STRIPPED = ".,:;!?()[]-–—|»«•>*#_…0123456789"
_OPENINGS = frozenset(phrase.split(" ")[0] for phrase in AFTER | FINAL)


def headings(lowered: str) -> tuple[bool, bool]:
    """Whether a lower-cased line begins with a heading of `AFTER`, or is one of `FINAL`.

    >>> headings("related articles"), headings("12 comments")
    ((True, True), (True, True))
    >>> headings("relatedly"), headings("comments were made on it")
    ((False, False), (True, False))
    """
    first = lowered.partition(" ")[0]
    if first.isalpha() and first not in _OPENINGS:
        return not first.isascii() and first.startswith(AFTER_STARTS), False
    first = first.strip(_STRIPPED)
    words = lowered.split(None, FINAL_WORDS)
    if not first or first != words[0].strip(_STRIPPED):
        # Figures and signs before the words, as in "12 comments" or "(3) Kommentare".
        words = [bare for word in words[:5] if (bare := word.strip(_STRIPPED))]
    if not words or words[0].strip(_STRIPPED) not in _OPENINGS:
        return lowered.startswith(AFTER_STARTS), False
    head = [word.strip(_STRIPPED) for word in words[:3]]
    three, two = " ".join(head), " ".join(head[:2])
    after = head[0] in AFTER or two in AFTER or three in AFTER
    return after, len(words) <= FINAL_WORDS and (three in FINAL or two in FINAL)
