"""What a site and its newsroom say to readers amid and behind an article."""

import re

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import MEASURED, OPENERS, Line

MOST_WORDS = 45  # nothing that is put between paragraphs is longer
CALL_WORDS = 30
# A call to the reader, at the start of a sentence.
CALL = re.compile(
    r"(?:^|[.!?:…–—|·]\s+)\W{0,3}(?:Sign up|Subscribe|Register|Get (?:the|our|your|more|a"
    r"|unlimited|all|daily|alerts|breaking)\b|Join (?:our|us|the)\b|Follow (?:us|our)"
    r"|Download (?:our|the)"
    r"|Click here|Start your|Support (?:our|us)|Like what you|Want (?:more|to)|Enjoying|Receive"
    r"|Stay (?:informed|up to date|ahead)|Never miss|Don['’]t miss|Be the first|Sent (?:every|to)"
    r"|Our (?:free )?(?:daily|weekly|morning|evening)|Your (?:essential|daily|weekly|guide|e-?mail)"
    r"|Melden Sie sich|Abonnieren Sie|Jetzt (?:abonnieren|anmelden)|Newsletter|Inscrivez|Abonnez"
    r"|Recevez|Rejoignez|Suivez|Reciba|Recibe|Suscríb|Regístr|Apúnt|Únete|Síg[ua]|Descarg"
    r"|Inscreva|Assine|Receba|Cadastre|Siga|Iscriviti|Ricevi|Abbonati|Seguici|Meld je|Schrijf je"
    r"|Abonneer|Ontvang|Volg ons|Prenumerera|Abonner|Tilmeld|Tilaa|Zapisz się|Obserwuj|Śledź"
    r"|Подпи[сш]|Получайте|Підпи[сш]|Abone ol|Bizi takip|Iratkozz|Abonează|Přihlaste|Εγγραφείτε"
    r"|Ikuti|Berlangganan|اشتركو?ا?\b|تابعونا|تابعنا|انضمو?ا?\b|הירשמו|הצטרפו|订阅|訂閱|登録)"
)
DIRECT = re.compile(
    r"(?:to|in) your (?:inbox|email|e-mail)|en (?:su|tu) correo|dans votre (?:boîte|mail)|par mail"
    r"|in (?:Ihr|dein|Ihrem) Postfach|(?:no|em) seu (?:e-?mail|celular)|nella tua (?:casella|mail)"
    r"|in je (?:inbox|mailbox)|(?:إلى|الى|على|في) بريدك",
    re.IGNORECASE,
)
# What newsrooms write right under an article.
CLOSING = re.compile(
    r"\W{0,3}(?:(?:additional )?reporting by|editing by|writing by|compiled by|edited by"
    r"|\(?(?:additional |with )?reporting by|with (?:files|reporting) from|our standards:"
    r"|redaktion:|mit material von|avec (?:l['’]?)?(?:afp|reuters|ap)\b)|"
    r".{0,80}(?:can be reached at|contributed to this (?:report|story|article)"
    r"|may be reached at)",
    re.IGNORECASE,
)

# How to reach the writer, and that the rest is for subscribers.
CONTACT = re.compile(r"(?:^|\s)@\w{3}|\w@\w|\d{3}[-. ]\d{4}")
CONTACT_WORDS = 12
PAYWALL = re.compile(
    r"to (?:read|continue reading|access|view) (?:the |this )?"
    r"(?:full|rest|whole|entire|article|story)"
    r"|continue reading (?:your|this|with)|already a subscriber|already have an account\?"
    r"|(?:for|exclusive to|available to) (?:our )?(?:paying )?subscribers|subscribers only"
    r"|subscriber[- ](?:only|exclusive)|subscribe (?:now )?to (?:read|continue|keep reading|unlock)"
    r"|unlock (?:this|the full) (?:article|story)|free articles? (?:left|remaining)"
    r"|weiterlesen mit|jetzt weiterlesen|nur für abonnenten|exklusiv für abonnenten"
    r"|mit .{2,20} lesen sie"
    r"|il vous reste \d|réservée?s? (?:aux|à nos) abonnés|déjà abonné"
    r"|(?:solo|exclusivo|exclusiva) para (?:suscriptores|assinantes)|contenido exclusivo"
    r"|ya eres suscriptor"
    r"|exclusivo para assinantes|já é assinante|per continuare a leggere|riservato agli abbonati"
    r"|sei già abbonato|alleen voor abonnees|lees verder met|tylko dla subskrybentów"
    r"|материал доступен (?:только )?подписчикам|للمشتركين فقط|למנויים בלבד"
    r"|有料会員限定|この記事は有料|残り\d|订阅后",
    re.IGNORECASE,
)
PAYWALL_WORDS = 30


def is_paywall(line: Line) -> bool:
    """Whether a line says that only subscribers may read on."""
    if line.words > PAYWALL_WORDS:
        return False
    hinted = line.marks & vocabulary.PAYWALL or len(line.text) > MEASURED
    return bool(hinted) and PAYWALL.search(line.text) is not None


def is_call(line: Line) -> bool:
    """Whether a line asks the reader to subscribe, follow or download."""
    if line.words > MOST_WORDS or line.text.startswith(OPENERS):
        return False
    letter = bool(line.marks & vocabulary.LETTER)
    if (letter or line.closed != 2) and CALL.search(line.text):
        return True
    return letter and line.words <= CALL_WORDS and bool(DIRECT.search(line.text))


def ends_call(line: Line) -> bool:
    """Whether a line right under a call goes on with it."""
    return line.words <= CALL_WORDS and (bool(line.marks & vocabulary.LETTER) or line.closed != 2)


def is_remark(line: Line) -> bool:
    """Whether the newsroom says a line, about the article or its writer."""
    if CLOSING.match(line.text):
        return True
    return line.words <= CONTACT_WORDS and line.closed != 2 and bool(CONTACT.search(line.text))
