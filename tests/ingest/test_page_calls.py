"""What a site says to readers around an article."""

import pytest

from toolkit.ingest.page_calls import is_paywall
from toolkit.ingest.page_lines import measure


@pytest.mark.parametrize(
    "text",
    [
        "Log in to read the full story",
        "To continue reading this article, log in",
        "Pay to access the rest",
        "Continue reading with a trial",
        "Already a subscriber?",
        "Already have an account? Log in",
        "This text is for our paying subscribers",
        "SUBSCRIBERS ONLY",
        "Subscriber-exclusive",
        "Subscribe now to unlock",
        "Unlock the full article",
        "2 free articles left",
        "Jetzt weiterlesen",
        "Nur für Abonnenten",
        "Mit Tageblatt Plus lesen Sie weiter",
        "Il vous reste 80 % à lire",
        "Article réservé aux abonnés",
        "Déjà abonné ? Connectez-vous",
        "Exclusivo para suscriptores",
        "Contenido exclusivo",
        "¿Ya eres suscriptor?",
        "Exclusivo para assinantes",
        "Já é assinante?",
        "Per continuare a leggere, accedi",
        "Riservato agli abbonati",
        "Sei già abbonato?",
        "Alleen voor abonnees",
        "Lees verder met een proefmaand",
        "Tylko dla subskrybentów",
        "Материал доступен только подписчикам",
        "للمشتركين فقط",
        "למנויים בלבד",
        "有料会員限定",
        "この記事は有料です",
        "残り1200文字",
        "订阅后阅读",
    ],
)
def test_a_line_for_subscribers_is_known_in_many_languages(text):
    (line,) = measure(text)
    assert is_paywall(line)


@pytest.mark.parametrize("text", ["The council sold the ferry", "She likes to read at night"])
def test_other_lines_are_for_everybody(text):
    (line,) = measure(text)
    assert not is_paywall(line)
