"""Groups of words that customers and manuals use for the same thing, by language (pure).

General to products of all kinds; what only one manual calls so does not belong here.
"""

from __future__ import annotations

from functools import cache

from support import words

_GROUPS = {
    "en": """
        warranty guarantee
        lamp light led indicator lights
        wifi wi-fi wireless wlan
        bluetooth wireless
        plug socket connector jack port terminal connect
        cable cord lead wire
        power supply adapter adaptor charger mains psu brick
        battery batteries accumulator cell
        charge charging recharge
        reset restore factory default initialize initialise
        restart reboot
        clean cleaning wash wipe
        weight weigh weighs heavy
        size dimension dimensions measurement
        long length
        high height tall
        wide width
        fast speed rapid rate
        loud volume noise level
        hot temperature heat warm overheat
        fix repair troubleshoot troubleshooting solve
        broken defective faulty damaged fault damage
        destroy damage harm
        fail failure error fault problem trouble
        install installation setup set-up mount
        remove detach uninstall disconnect
        delete erase remove clear
        save store keep
        load open import
        screen display monitor
        picture image photo screenshot
        button key knob switch
        press push hold
        program software application app
        update upgrade firmware
        maximum max highest largest limit most
        minimum min lowest smallest least
        allow permit
        change adjust modify set setting edit
        preferences settings options
        turn rotate
        start begin launch run
        stop end finish quit
        shut switch-off off
        pair connect link
        sound audio
        voice speech
        buy purchase
        cost price
        phone smartphone mobile
        computer pc laptop
        folder directory
        shortcut hotkey
        safe safety warning caution danger
        replace exchange swap change
        spare part replacement
        box package packaging included contents supplied
        fuse breaker
        oil lubricate grease
        water moisture waterproof splash
        consumption power watt
        """,
    "de": """
        garantie gewährleistung
        lampe leuchte licht led anzeige
        wlan wifi funknetz funk
        stecker buchse anschluss anschließen
        kabel leitung
        netzteil netzgerät stromversorgung adapter
        akku batterie
        laden aufladen ladevorgang
        zurücksetzen werkseinstellung reset
        neustart neustarten
        reinigen reinigung säubern putzen
        gewicht wiegen wiegt schwer
        größe abmessungen maße
        schnell geschwindigkeit
        laut lautstärke
        heiß temperatur wärme
        reparieren reparatur beheben
        kaputt defekt beschädigt störung fehler problem
        installieren installation einrichten montieren
        entfernen abnehmen löschen
        speichern sichern
        bildschirm display anzeige
        taste knopf schalter
        drücken gedrückt
        programm software anwendung app
        aktualisieren aktualisierung update firmware
        maximal maximum höchstens höchste
        minimal minimum mindestens
        einstellen einstellung ändern
        austauschen ersetzen wechseln
        lieferumfang enthalten zubehör
        """,
    "he": """
        אחריות ערבות
        נורית נורה מנורה לד
        מתח וולט
        משקל שוקל
        אלחוטי wifi וויי-פיי
        כבל חוט
        ספק מטען שנאי
        סוללה בטרייה
        איפוס לאפס להחזיר
        יצרן מפעל
        דרייבר מנהל
        להתקין התקנה התקן
        תקלה בעיה תקלות
        כפתור לחצן מקש
        תכולה כלול קופסה אריזה
        """,
}


@cache
def _table(language: str) -> dict[str, tuple[str, ...]]:
    """Term → the terms of the other words of its groups."""
    table: dict[str, dict[str, None]] = {}
    for line in _GROUPS.get(language, "").strip().splitlines():
        group = {
            term: None
            for word in line.split()
            for term in words.terms_of_word(words.normal(word), language)[:1]
        }
        for term in group:
            table.setdefault(term, {}).update(group)
    return {term: tuple(other for other in group if other != term) for term, group in table.items()}


def synonyms_of(term: str, language: str) -> tuple[str, ...]:
    """Terms that may stand for ``term``; empty for nearly all."""
    return _table(language).get(term, ())
