"""Why a manual cannot be read, as customers are told: the English sentence in other languages.

The English one is what the manual's row holds, whoever asks.
"""

from __future__ import annotations

FAILURES: dict[str, dict[str, str]] = {
    "The manual could not be fetched from the manufacturer right now.": {
        "he": "לא ניתן היה להביא את המדריך מן היצרן כרגע.",
        "de": "Die Anleitung konnte gerade nicht beim Hersteller geholt werden.",
        "fr": "Le manuel n’a pas pu être récupéré chez le fabricant pour le moment.",
        "es": "Ahora no se ha podido traer el manual del fabricante.",
    },
    "The address of this manual leads to a web page that lists documents."
    " Our staff has to choose the right one.": {
        "he": "הכתובת של המדריך הזה מובילה לדף אינטרנט עם רשימת מסמכים. הצוות שלנו צריך לבחור את"
        " הנכון.",
        "de": "Die Adresse dieser Anleitung führt zu einer Webseite mit einer Liste von Dokumenten."
        " Unsere Leute müssen das richtige auswählen.",
        "fr": "L’adresse de ce manuel mène à une page qui énumère des documents. Notre équipe doit"
        " choisir le bon.",
        "es": "La dirección de este manual lleva a una página con una lista de documentos. Nuestro"
        " equipo debe elegir el correcto.",
    },
    "The manufacturer does not let this manual be fetched automatically.": {
        "he": "היצרן אינו מתיר להביא את המדריך הזה באופן אוטומטי.",
        "de": "Der Hersteller lässt nicht zu, dass diese Anleitung automatisch geholt wird.",
        "fr": "Le fabricant n’autorise pas la récupération automatique de ce manuel.",
        "es": "El fabricante no permite traer este manual automáticamente.",
    },
    "What the manufacturer sent is not a manual.": {
        "he": "מה שהיצרן שלח אינו מדריך.",
        "de": "Was der Hersteller geschickt hat, ist keine Anleitung.",
        "fr": "Ce que le fabricant a envoyé n’est pas un manuel.",
        "es": "Lo que envió el fabricante no es un manual.",
    },
    "The manual's address cannot be used; our staff can see why.": {
        "he": "לא ניתן להשתמש בכתובת של המדריך; הצוות שלנו רואה מדוע.",
        "de": "Die Adresse der Anleitung ist nicht zu gebrauchen; unsere Leute sehen, warum.",
        "fr": "L’adresse du manuel est inutilisable ; notre équipe voit pourquoi.",
        "es": "La dirección del manual no sirve; nuestro equipo ve por qué.",
    },
    "The manual's file is not on this desk yet.": {
        "he": "קובץ המדריך עדיין לא נמצא אצלנו.",
        "de": "Die Datei der Anleitung liegt uns noch nicht vor.",
        "fr": "Le fichier du manuel n’est pas encore chez nous.",
        "es": "Todavía no tenemos el archivo del manual.",
    },
    "The manual's file is not on this desk any more.": {
        "he": "קובץ המדריך כבר אינו נמצא אצלנו.",
        "de": "Die Datei der Anleitung liegt uns nicht mehr vor.",
        "fr": "Le fichier du manuel n’est plus chez nous.",
        "es": "Ya no tenemos el archivo del manual.",
    },
    "The manual's file is too large for this desk.": {
        "he": "קובץ המדריך גדול מדי.",
        "de": "Die Datei der Anleitung ist zu groß.",
        "fr": "Le fichier du manuel est trop volumineux.",
        "es": "El archivo del manual es demasiado grande.",
    },
    "The manual cannot be kept right now. Please ask again later.": {
        "he": "לא ניתן לשמור את המדריך כרגע. נא לשאול שוב מאוחר יותר.",
        "de": "Die Anleitung kann gerade nicht abgelegt werden. Bitte später erneut fragen.",
        "fr": "Le manuel ne peut pas être conservé pour le moment. Reposez la question plus tard.",
        "es": "Ahora no se puede guardar el manual. Vuelva a preguntar más tarde.",
    },
    "The manual's file cannot be read.": {
        "he": "לא ניתן לקרוא את קובץ המדריך.",
        "de": "Die Datei der Anleitung ist nicht lesbar.",
        "fr": "Le fichier du manuel est illisible.",
        "es": "El archivo del manual no se puede leer.",
    },
    "The manual's file cannot be read right now.": {
        "he": "לא ניתן לקרוא את קובץ המדריך כרגע.",
        "de": "Die Datei der Anleitung ist gerade nicht lesbar.",
        "fr": "Le fichier du manuel est illisible pour le moment.",
        "es": "El archivo del manual no se puede leer ahora.",
    },
    "The manual's file is damaged and cannot be read.": {
        "he": "קובץ המדריך פגום ולא ניתן לקרוא אותו.",
        "de": "Die Datei der Anleitung ist beschädigt und nicht lesbar.",
        "fr": "Le fichier du manuel est endommagé et illisible.",
        "es": "El archivo del manual está dañado y no se puede leer.",
    },
    "The manual's file is damaged or too unusual to be read.": {
        "he": "קובץ המדריך פגום או חריג מכדי שניתן יהיה לקרוא אותו.",
        "de": "Die Datei der Anleitung ist beschädigt oder zu ungewöhnlich, um gelesen zu werden.",
        "fr": "Le fichier du manuel est endommagé ou trop inhabituel pour être lu.",
        "es": "El archivo del manual está dañado o es demasiado inusual para leerlo.",
    },
    "The manual is locked with a password that we do not have.": {
        "he": "המדריך נעול בסיסמה שאין לנו.",
        "de": "Die Anleitung ist mit einem Passwort gesperrt, das wir nicht haben.",
        "fr": "Le manuel est verrouillé par un mot de passe que nous n’avons pas.",
        "es": "El manual está bloqueado con una contraseña que no tenemos.",
    },
    "The manual is empty.": {
        "he": "המדריך ריק.",
        "de": "Die Anleitung ist leer.",
        "fr": "Le manuel est vide.",
        "es": "El manual está vacío.",
    },
    "The manual's pages are blank.": {
        "he": "דפי המדריך ריקים.",
        "de": "Die Seiten der Anleitung sind leer.",
        "fr": "Les pages du manuel sont vierges.",
        "es": "Las páginas del manual están en blanco.",
    },
    "The manual has no text to search.": {
        "he": "אין במדריך טקסט לחיפוש.",
        "de": "Die Anleitung enthält keinen Text, der sich durchsuchen ließe.",
        "fr": "Le manuel n’a pas de texte à consulter.",
        "es": "El manual no tiene texto en el que buscar.",
    },
    "This manual is a scan, pictures of pages without text, and we cannot read those here.": {
        "he": "המדריך הזה סרוק, תמונות של דפים בלי טקסט, ואיננו יכולים לקרוא אותן כאן.",
        "de": "Diese Anleitung ist gescannt, Bilder von Seiten ohne Text, und die können wir hier"
        " nicht lesen.",
        "fr": "Ce manuel est numérisé, des images de pages sans texte, que nous ne pouvons pas lire"
        " ici.",
        "es": "Este manual está escaneado, imágenes de páginas sin texto, y aquí no podemos"
        " leerlas.",
    },
}
