"""What stands around an answer on our pages, in the languages that the desk speaks."""

from __future__ import annotations

FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur", "yi"})
LABELS: dict[str, dict[str, str]] = {
    "en": {
        "places": "Places in the manual",
        "place": "place {number}",
        "table": "Table of the manual",
        "crop": "The place as printed on {page}, with the quote marked.",
        "open": "Open {page}",
        "of": "of",
        "page": "page {label}",
        "file_page": "page {label} (PDF page {number})",
        "section": "section “{label}”",
        "section_number": "section {number}",
        "see_also": "See also:",
        "tip": "Tip (not from the manual):",
        "ask_again": "Ask it again",
        "helped": "Did this help?",
        "thanks": "Thank you for telling us.",
        "yes": "Yes",
        "no": "No",
        "yes_it_helped": "Yes, it helped",
        "no_it_did_not": "No, it did not help",
        "missing": "What was missing? (if you like)",
        "send": "Send",
        "stop": "Stop",
        "reloads": "This page reloads by itself until the answer is there.",
        "your_question": "Your question",
        "about": "About",
        "stopped": "You stopped this answer.",
        "no_answer": "There is no answer to this.",
        "quoted": "Quoted from the manual, word for word",
        "written": "Written by a language model; each sentence was checked against the place it"
        " cites",
        "advice_no_manual": "Without a manual we do not guess. The maker’s own support may help.",
        "advice_fetch_failed": "The maker’s website may be down. Please ask again in a few"
        " minutes.",
        "advice_unreadable": "Our staff can see that it failed. The maker’s own support may help"
        " meanwhile.",
        "advice_not_covered": "Try it in other words, for example with the name of the part or the"
        " text on the display.",
        "advice_unsure": "Is it none of these? Then try it in other words.",
        "waiting": "The manual will be fetched in a moment.",
        "fetching": "Fetching the manual from the manufacturer.",
        "extracting": "Reading the manual.",
        "pictures": "Reading the pictures of its pages: {done} of {pages} pages.",
        "indexing": "Making the manual searchable.",
        "ready": "The manual is ready.",
        "failed": "The manual cannot be read right now.",
        "searching": "Looking in the manual.",
        "answering": "Writing the answer.",
        "there": "The answer is ready.",
    },
    "he": {
        "places": "מקומות במדריך",
        "place": "מקום {number}",
        "table": "טבלה מן המדריך",
        "crop": "המקום כפי שהוא מודפס ב{page}, והציטוט מסומן.",
        "open": "פתיחת {page}",
        "of": "מתוך",
        "page": "עמוד {label}",
        "file_page": "עמוד {label} (עמוד {number} בקובץ)",
        "section": "פרק „{label}”",
        "section_number": "פרק {number}",
        "see_also": "ראו גם:",
        "tip": "עצה (לא מן המדריך):",
        "ask_again": "לשאול שוב",
        "helped": "האם זה עזר?",
        "thanks": "תודה שסיפרתם לנו.",
        "yes": "כן",
        "no": "לא",
        "yes_it_helped": "כן, זה עזר",
        "no_it_did_not": "לא, זה לא עזר",
        "missing": "מה היה חסר? (לא חובה)",
        "send": "שליחה",
        "stop": "עצירה",
        "reloads": "הדף נטען מחדש מעצמו עד שהתשובה תגיע.",
        "your_question": "השאלה שלכם",
        "about": "על",
        "stopped": "עצרתם את התשובה הזאת.",
        "no_answer": "אין תשובה על כך.",
        "quoted": "מצוטט מן המדריך, מילה במילה",
        "written": "נכתב על ידי מודל שפה; כל משפט נבדק מול המקום שהוא מפנה אליו",
        "advice_no_manual": "בלי מדריך איננו מנחשים. אולי התמיכה של היצרן תוכל לעזור.",
        "advice_fetch_failed": "ייתכן שאתר היצרן אינו זמין. נא לשאול שוב בעוד כמה דקות.",
        "advice_unreadable": "הצוות שלנו רואה שהקריאה נכשלה. בינתיים אולי התמיכה של היצרן תעזור.",
        "advice_not_covered": "אפשר לנסח אחרת, למשל בשם החלק או במה שכתוב על הצג.",
        "advice_unsure": "אף אחד מאלה אינו מתאים? אפשר לנסח אחרת.",
        "waiting": "המדריך יובא בעוד רגע.",
        "fetching": "המדריך מובא מן היצרן.",
        "extracting": "המדריך נקרא.",
        "pictures": "תמונות הדפים נקראות: {done} מתוך {pages} דפים.",
        "indexing": "המדריך מוכן לחיפוש בעוד רגע.",
        "ready": "המדריך מוכן.",
        "failed": "אי אפשר לקרוא את המדריך כרגע.",
        "searching": "מחפשים במדריך.",
        "answering": "התשובה נכתבת.",
        "there": "התשובה מוכנה.",
    },
    "de": {
        "places": "Stellen in der Anleitung",
        "place": "Stelle {number}",
        "table": "Tabelle aus der Anleitung",
        "crop": "Die Stelle, wie sie gedruckt ist ({page}); das Zitat ist markiert.",
        "open": "{page} öffnen",
        "of": "·",
        "page": "Seite {label}",
        "file_page": "Seite {label} (PDF-Seite {number})",
        "section": "Abschnitt „{label}“",
        "section_number": "Abschnitt {number}",
        "see_also": "Siehe auch:",
        "tip": "Tipp (nicht aus der Anleitung):",
        "ask_again": "Noch einmal fragen",
        "helped": "Hat das geholfen?",
        "thanks": "Danke für die Rückmeldung.",
        "yes": "Ja",
        "no": "Nein",
        "yes_it_helped": "Ja, es hat geholfen",
        "no_it_did_not": "Nein, es hat nicht geholfen",
        "missing": "Was hat gefehlt? (freiwillig)",
        "send": "Senden",
        "stop": "Anhalten",
        "reloads": "Diese Seite lädt von selbst neu, bis die Antwort da ist.",
        "your_question": "Ihre Frage",
        "about": "Zu",
        "stopped": "Sie haben diese Antwort angehalten.",
        "no_answer": "Darauf gibt es keine Antwort.",
        "quoted": "Wörtlich aus der Anleitung zitiert",
        "written": "Von einem Sprachmodell geschrieben; jeder Satz wurde an der zitierten Stelle"
        " geprüft",
        "advice_no_manual": "Ohne Anleitung raten wir nicht. Vielleicht hilft der Hersteller"
        " selbst weiter.",
        "advice_fetch_failed": "Vielleicht ist die Website des Herstellers nicht erreichbar. Bitte"
        " in einigen Minuten erneut fragen.",
        "advice_unreadable": "Unsere Leute sehen, dass es nicht ging. Vielleicht hilft inzwischen"
        " der Hersteller selbst weiter.",
        "advice_not_covered": "Versuchen Sie es mit anderen Worten, etwa dem Namen des Teils oder"
        " dem Text im Display.",
        "advice_unsure": "Ist es keine davon? Dann versuchen Sie es mit anderen Worten.",
        "waiting": "Die Anleitung wird gleich geholt.",
        "fetching": "Die Anleitung wird beim Hersteller geholt.",
        "extracting": "Die Anleitung wird gelesen.",
        "pictures": "Die Bilder der Seiten werden gelesen: {done} von {pages} Seiten.",
        "indexing": "Die Anleitung wird durchsuchbar gemacht.",
        "ready": "Die Anleitung ist bereit.",
        "failed": "Die Anleitung kann gerade nicht gelesen werden.",
        "searching": "Es wird in der Anleitung gesucht.",
        "answering": "Die Antwort wird geschrieben.",
        "there": "Die Antwort ist da.",
    },
    "fr": {
        "places": "Passages du manuel",
        "place": "passage {number}",
        "table": "Tableau du manuel",
        "crop": "Le passage tel qu’imprimé ({page}), la citation marquée.",
        "open": "Ouvrir la {page}",
        "of": "de",
        "page": "page {label}",
        "file_page": "page {label} (page {number} du PDF)",
        "section": "section « {label} »",
        "section_number": "section {number}",
        "see_also": "Voir aussi :",
        "tip": "Conseil (hors du manuel) :",
        "ask_again": "Poser à nouveau",
        "helped": "Cela vous a-t-il aidé ?",
        "thanks": "Merci de nous l’avoir dit.",
        "yes": "Oui",
        "no": "Non",
        "yes_it_helped": "Oui, cela a aidé",
        "no_it_did_not": "Non, cela n’a pas aidé",
        "missing": "Que manquait-il ? (facultatif)",
        "send": "Envoyer",
        "stop": "Arrêter",
        "reloads": "Cette page se recharge d’elle-même jusqu’à ce que la réponse soit là.",
        "your_question": "Votre question",
        "about": "À propos de",
        "stopped": "Vous avez arrêté cette réponse.",
        "no_answer": "Il n’y a pas de réponse à cela.",
        "quoted": "Cité du manuel, mot pour mot",
        "written": "Écrit par un modèle de langage ; chaque phrase a été vérifiée au passage"
        " qu’elle cite",
        "advice_no_manual": "Sans manuel, nous ne devinons pas. Le fabricant peut peut-être aider.",
        "advice_fetch_failed": "Le site du fabricant est peut-être en panne. Reposez la question"
        " dans quelques minutes.",
        "advice_unreadable": "Notre équipe voit l’échec. Le fabricant peut peut-être aider en"
        " attendant.",
        "advice_not_covered": "Essayez avec d’autres mots, par exemple le nom de la pièce ou le"
        " texte affiché.",
        "advice_unsure": "Aucun ne convient ? Essayez avec d’autres mots.",
        "waiting": "Le manuel va être récupéré dans un instant.",
        "fetching": "Récupération du manuel chez le fabricant.",
        "extracting": "Lecture du manuel.",
        "pictures": "Lecture des images de ses pages : {done} sur {pages} pages.",
        "indexing": "Préparation de la recherche dans le manuel.",
        "ready": "Le manuel est prêt.",
        "failed": "Le manuel ne peut pas être lu pour le moment.",
        "searching": "Recherche dans le manuel.",
        "answering": "Rédaction de la réponse.",
        "there": "La réponse est prête.",
    },
    "es": {
        "places": "Pasajes del manual",
        "place": "pasaje {number}",
        "table": "Tabla del manual",
        "crop": "El pasaje tal como está impreso ({page}), con la cita marcada.",
        "open": "Abrir la {page}",
        "of": "de",
        "page": "página {label}",
        "file_page": "página {label} (página {number} del PDF)",
        "section": "sección «{label}»",
        "section_number": "sección {number}",
        "see_also": "Véase también:",
        "tip": "Consejo (no es del manual):",
        "ask_again": "Preguntar otra vez",
        "helped": "¿Le ha servido?",
        "thanks": "Gracias por decírnoslo.",
        "yes": "Sí",
        "no": "No",
        "yes_it_helped": "Sí, ha servido",
        "no_it_did_not": "No, no ha servido",
        "missing": "¿Qué faltaba? (si quiere)",
        "send": "Enviar",
        "stop": "Detener",
        "reloads": "Esta página se recarga sola hasta que llegue la respuesta.",
        "your_question": "Su pregunta",
        "about": "Sobre",
        "stopped": "Ha detenido esta respuesta.",
        "no_answer": "No hay respuesta para esto.",
        "quoted": "Citado del manual, palabra por palabra",
        "written": "Escrito por un modelo de lenguaje; cada frase se comprobó en el pasaje que"
        " cita",
        "advice_no_manual": "Sin manual no adivinamos. Quizá ayude el propio fabricante.",
        "advice_fetch_failed": "Quizá no funcione el sitio del fabricante. Vuelva a preguntar"
        " dentro de unos minutos.",
        "advice_unreadable": "Nuestro equipo ve el fallo. Quizá ayude mientras tanto el propio"
        " fabricante.",
        "advice_not_covered": "Pruebe con otras palabras, por ejemplo el nombre de la pieza o el"
        " texto de la pantalla.",
        "advice_unsure": "¿No es ninguno de estos? Pruebe con otras palabras.",
        "waiting": "El manual se traerá en un momento.",
        "fetching": "Trayendo el manual del fabricante.",
        "extracting": "Leyendo el manual.",
        "pictures": "Leyendo las imágenes de sus páginas: {done} de {pages} páginas.",
        "indexing": "Preparando la búsqueda en el manual.",
        "ready": "El manual está listo.",
        "failed": "El manual no se puede leer ahora.",
        "searching": "Buscando en el manual.",
        "answering": "Escribiendo la respuesta.",
        "there": "La respuesta está lista.",
    },
}


class Labelled:
    """Something that is shown with labels in its ``language``."""

    __slots__ = ()
    language: str

    @property
    def labels(self) -> dict[str, str]:
        return LABELS[spoken(self.language)]

    @property
    def label_language(self) -> str:
        """For ``lang``."""
        return spoken(self.language)

    @property
    def label_direction(self) -> str:
        """For ``dir``."""
        return "rtl" if spoken(self.language) in FROM_THE_RIGHT else "ltr"


def spoken(language: str) -> str:
    """The language (of a code such as ``he`` or ``de-AT``) that the labels are in."""
    code = language[:2].lower()
    return code if code in LABELS else "en"


def label(name: str, language: str, **values: object) -> str:
    return LABELS[spoken(language)][name].format(**values)
