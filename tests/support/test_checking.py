"""A model's sentence is shown only when a stretch of the manual says the same."""

from __future__ import annotations

import pytest

from support.answering.checking import Checker, Source
from support.answering.citations import is_on_page
from support.answering.number_words import NUMBER_WORDS
from support.answering.polarity import is_known, polarity
from support.answering.statements import Reference
from support.stop_words import LANGUAGES

PAGES = (
    "Care and cleaning\nWipe the housing with a dry cloth. Never use solvent or alcohol.",
    "Factory reset\nHold FUNCTION and TAP together for five seconds while switching on."
    " The display shows RESET. All your own sounds are lost.",
    "Power\nUse only the supplied adaptor, 9 V DC, 500 mA, centre negative."
    " The fuse is not user replaceable. Operating temperature 5–40 °C.",
    "Turn the left knob clockwise to increase the level. The memory holds 1,500 patterns.",
    "Weight 1.2 kg\nDepth (mm)\t240\nImpedance\t10 kΩ",
)
SOURCES = tuple(Source(n, n, str(n), text) for n, text in enumerate(PAGES, 1))


def checker(language: str = "en") -> Checker:
    return Checker(SOURCES, language, "en", "TX-17 Owner's manual")


@pytest.mark.parametrize(
    ("sentence", "page"),
    [
        ("To do a factory reset, hold FUNCTION and TAP together for 5 seconds while you switch"
         " the unit on.", 2),
        ("Wipe the housing with a dry cloth.", 1),
        ("Do not use solvent or alcohol.", 1),
        ("Wipe the housing with a dry cloth, and never use solvent or alcohol.", 1),
        ("Use only the supplied 9 V DC, 500 mA adaptor.", 3),
        ("All of your own sounds are lost.", 2),
        ("The TX-17's display shows RESET.", 2),
        ("The operating temperature is 5 °C to 40 °C.", 3),
        ("Turn the left knob clockwise; this increases the level.", 4),
        ("The memory holds 1500 patterns.", 4),
        ("The weight is 1.2 kg.", 5),
        ("The depth is 240 mm.", 5),
        ("The impedance is 10 kΩ.", 5),
    ],
)  # fmt: skip
def test_what_the_manual_says_stands_with_an_exact_quote(sentence, page):
    place = checker().stretch_for(sentence, [Reference(page)])
    assert place is not None
    assert place.source.page == page
    assert is_on_page(place.text, PAGES[page - 1])
    assert place.text in PAGES[page - 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hold FUNCTION and TAP together for ten seconds while switching on.",
        "Hold FUNCTION and TAP together for five minutes while switching on.",
        "Hold FUNCTION and TAP together for 5 ms while switching on.",
        "Hold FUNCTION and SHIFT together for five seconds while switching on.",
        "Hold FUNCTION and TAP together for five seconds while switching off.",
        "You can use alcohol.",
        "Use solvent or alcohol.",
        "Wipe the housing with a dry cloth and alcohol.",
        "Wipe the housing with a dry cloth and petrol.",
        "Wipe the housing with a wet cloth.",
        "Never wipe the housing with a dry cloth.",
        "Use only the supplied adaptor, 12 V DC, 500 mA.",
        "Use only the supplied adaptor, 9 V DC, 500 A.",
        "Use only the supplied adaptor, 9 V AC, 500 mA.",
        "Use only the supplied adaptor, -9 V DC, 500 mA.",
        "The adaptor is centre positive.",
        "The fuse is user replaceable.",
        "All your own sounds are not lost.",
        "The operating temperature is 5–50 °C.",
        "Turn the right knob clockwise to increase the level.",
        "Turn the left knob counterclockwise to increase the level.",
        "Turn the left knob clockwise to decrease the level.",
        "The memory holds 15,000 patterns.",
        "The depth is 240 cm.",
        "The TX-50 shows RESET on its display.",
        "Throw it out of the window.",
        "Yes.",
        "",
    ],
)
def test_what_it_does_not_say_does_not(sentence):
    assert checker().stretch_for(sentence, [Reference(2)]) is None
    assert checker().stretch_for(sentence, []) is None


def test_a_wrong_number_is_put_right_only_by_a_passage_that_says_it():
    place = checker().stretch_for("The display shows RESET.", [Reference(3)])
    assert place is not None
    assert place.source.page == 2
    assert checker().stretch_for("The display shows ERROR.", [Reference(3)]) is None
    assert checker().stretch_for("The display shows RESET.", [Reference(77)]) is not None


def test_an_invented_quote_drops_the_sentence_even_where_it_is_true():
    quote = "The display always says RESET loudly"
    assert checker().stretch_for("The display shows RESET.", [Reference(2, quote)]) is None


def test_a_quote_given_is_widened_to_whole_sentences():
    """So that a quote cannot begin behind its "never"."""
    place = checker().stretch_for(
        "Use solvent or alcohol.", [Reference(1, "use solvent or alcohol")]
    )
    assert place is None
    place = checker().stretch_for("Never use solvent.", [Reference(1, "use solvent or alc")])
    assert place is not None
    assert place.text == "Never use solvent or alcohol."


@pytest.mark.parametrize(
    ("sentence", "quote", "stands"),
    [
        ("Halten Sie FUNCTION und TAP fünf Sekunden lang gedrückt.",
         "Hold FUNCTION and TAP together for five seconds", True),
        ("Halten Sie FUNCTION und TAP zehn Sekunden lang gedrückt.",
         "Hold FUNCTION and TAP together for five seconds", False),
        ("Halten Sie SHIFT und TAP fünf Sekunden lang gedrückt.",
         "Hold FUNCTION and TAP together for five seconds", False),
        ("Benutzen Sie niemals Alkohol.", "Never use solvent or alcohol", True),
        ("Benutzen Sie Alkohol.", "Never use solvent or alcohol", False),
        ("Benutzen Sie Alkohol.", "use solvent or alcohol", False),
        ("Das Netzteil liefert 9 V.", "Use only the supplied adaptor, 9 V DC", True),
        ("Das Netzteil liefert 12 V.", "Use only the supplied adaptor, 9 V DC", False),
        ("Das steht hier.", "This was never printed there", False),
        ("Das steht hier.", "", False),
        ("Das steht hier.", "the", False),
    ],
)  # fmt: skip
def test_across_languages_the_quote_carries_the_facts(sentence, quote, stands):
    references = [Reference(number, quote) for number in (1, 2, 3)]
    place = checker("de").stretch_for(sentence, references)
    assert (place is not None) is stands


def test_a_slip_of_the_pen_in_a_quote_is_forgiven_and_the_page_is_shown():
    quote = "Hold FUNCTION and TAP togther for five seconds"
    place = checker("de").stretch_for(
        "Halten Sie FUNCTION und TAP fünf Sekunden.", [Reference(2, quote)]
    )
    assert place is not None
    assert place.text in PAGES[1]
    assert "togther" not in place.text


def test_hebrew_answers_keep_their_facts_too():
    he = Checker(SOURCES, "he", "en", "TX-17")
    quote = "Hold FUNCTION and TAP together for five seconds"
    assert he.stretch_for("החזיקו את FUNCTION ואת TAP חמש שניות.", [Reference(2, quote)])
    assert not he.stretch_for("החזיקו את FUNCTION ואת TAP עשר שניות.", [Reference(2, quote)])
    denial = "Never use solvent or alcohol"
    assert he.stretch_for("אין להשתמש באלכוהול.", [Reference(1, denial)])
    assert not he.stretch_for("אפשר להשתמש באלכוהול.", [Reference(1, denial)])


def test_headings_count_as_said():
    source = Source(1, 9, "9", "Press TAP twice.", context="Metronome > Starting")
    one = Checker([source], "en", "en")
    place = one.stretch_for("To start the metronome, press TAP twice.", [Reference(1)])
    assert place is not None
    assert place.text == "Press TAP twice."


def test_a_number_belongs_to_what_its_sentence_speaks_of():
    text = "Use only the supplied adaptor, 9 V DC. Dites toujours 5 V. Mains voltage\n230 V AC"
    one = Checker([Source(1, 1, "1", text)], "en", "en")
    assert one.stretch_for("Use only the supplied adaptor with 9 V DC.", [])
    assert not one.stretch_for("Use only the supplied adaptor with 5 V DC.", [])
    assert one.stretch_for("The mains voltage is 230 V.", [])
    assert not one.stretch_for("The mains voltage is 5 V.", [])


def test_what_is_only_to_be_said_is_not_said():
    text = "The adaptor is supplied. Say the adaptor is new. Say “Hello” to the microphone."
    one = Checker([Source(1, 1, "1", text)], "en", "en")
    assert one.stretch_for("The adaptor is supplied.", [])
    assert not one.stretch_for("The adaptor is new.", [])
    assert one.stretch_for("Say “Hello” to the microphone.", [])


def test_what_holds_for_another_model_counts_only_where_it_is_named():
    other = Source(2, 2, "2", "The battery lasts ten hours.", foreign=True)
    one = Checker([SOURCES[0], other], "en", "en")
    assert one.stretch_for("The battery lasts ten hours.", [Reference(2)])
    assert not one.stretch_for("The battery lasts ten hours.", [Reference(1)])
    assert not one.stretch_for("The battery lasts ten hours.", [])


DENIED = {
    "pt": ("Use o adaptador fornecido.", "Não use o adaptador fornecido."),
    "sv": ("Använd den medföljande adaptern.", "Använd inte den medföljande adaptern."),
    "da": ("Brug den medfølgende adapter.", "Brug ikke den medfølgende adapter."),
    "no": ("Bruk den medfølgende adapteren.", "Bruk ikke den medfølgende adapteren."),
    "fi": ("Käytä toimitettua verkkolaitetta.", "Älä käytä toimitettua verkkolaitetta."),
    "pl": ("Używaj dołączonego zasilacza.", "Nie używaj dołączonego zasilacza."),
    "ro": ("Utilizați adaptorul livrat împreună.", "Nu utilizați adaptorul livrat împreună."),
    "hu": ("Használja a mellékelt adaptert.", "Ne használja a mellékelt adaptert."),
    "ru": ("Используйте прилагаемый адаптер.", "Не используйте прилагаемый адаптер."),
    "ar": ("استخدم محول الطاقة المرفق فقط.", "لا تستخدم محول الطاقة المرفق فقط."),
    "it": ("Utilizzare l’alimentatore fornito con l’unità.",
           "Non utilizzare l’alimentatore fornito con l’unità."),
}  # fmt: skip


@pytest.mark.parametrize("language", DENIED)
def test_a_denial_counts_in_each_language(language):
    said, denied = DENIED[language]
    mine = Checker((Source(1, 1, "1", said), Source(2, 2, "2", "…")), language, language)
    assert mine.stretch_for(said, [Reference(1)]) is not None
    assert mine.stretch_for(denied, [Reference(1)]) is None
    other = Checker(SOURCES, language, "en")
    quote = Reference(3, "Use only the supplied adaptor")
    assert other.stretch_for(said, [quote]) is not None
    assert other.stretch_for(denied, [quote]) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "يجب عدم غسل الغطاء بالماء."), ("ar", "ولا تغسل الغطاء بالماء."),
        ("ar", "يُحظر غسل الغطاء بالماء."), ("ar", "يمنع غسل الغطاء بالماء."),
        ("ru", "Мыть крышку водой недопустимо."), ("ru", "Действует запрет на мытьё водой."),
        ("pl", "Zabrania się mycia pokrywy wodą."), ("pl", "Mycie pokrywy wodą jest zakazane."),
        ("pl", "Mycie pokrywy wodą jest niedozwolone."), ("hu", "A fedél mosása tiltott."),
        ("fi", "Kannen pesu kielletään."), ("fi", "Pyyhi laite kantta avaamatta."),
        ("pt", "Lavar a tampa com água é impossível."), ("ro", "Se interzice spălarea capacului."),
        ("da", "Undlad at vaske låget."), ("no", "Unnlat å vaske lokket."),
        ("sv", "Att tvätta locket är otillåtet."),
    ],
)  # fmt: skip
def test_what_is_forbidden_in_other_words_is_denied_too(language: str, text: str):
    assert polarity(text, language).negations == 1


def test_where_nobody_can_tell_a_denial_nothing_stands():
    said = "付属のアダプターを使ってください。"
    assert Checker((Source(1, 1, "1", said),), "ja", "ja").stretch_for(said, [Reference(1)]) is None
    quote = Reference(3, "Use only the supplied adaptor")
    assert Checker(SOURCES, "ja", "en").stretch_for(said, [quote]) is None


COUNTED = {
    "pt": ("cinco", "dez"), "sv": ("fem", "tio"), "da": ("fem", "ti"), "no": ("fem", "ti"),
    "fi": ("viisi", "kymmenen"), "pl": ("pięć", "dziesięć"), "ro": ("cinci", "zece"),
    "hu": ("öt", "tíz"), "ru": ("пять", "десять"), "ar": ("خمس", "عشر"), "de": ("fünf", "zehn"),
    "fr": ("cinq", "dix"), "es": ("cinco", "diez"), "it": ("cinque", "dieci"),
    "nl": ("vijf", "tien"), "he": ("חמש", "עשר"),
}  # fmt: skip


@pytest.mark.parametrize("language", COUNTED)
def test_a_number_in_words_counts_in_each_language(language):
    right, wrong = COUNTED[language]
    quote = Reference(2, "Hold FUNCTION and TAP together for five seconds")
    mine = Checker(SOURCES, language, "en")
    assert mine.stretch_for(f"FUNCTION TAP {right}.", [quote]) is not None
    assert mine.stretch_for(f"FUNCTION TAP {wrong}.", [quote]) is None


def test_where_denials_are_known_numbers_are():
    languages = {*LANGUAGES, *NUMBER_WORDS, "ja", "uk"}
    assert {code for code in languages if is_known(code)} == set(NUMBER_WORDS)
