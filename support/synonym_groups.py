"""Words that customers and manuals use for the same thing, a group a line, by language.

General to products of all kinds; what only one manual calls so does not belong here.
"""

from __future__ import annotations

GROUPS = {
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
        wipe erase delete clear
        quit exit leave close terminate
        memory ram
        capacity storage space
        disk drive
        maker makers manufacturer vendor brand
        developer author creator
        mac macos osx
        windows microsoft
        laptop notebook
        internet online network
        offline standalone
        graphical gui
        capital uppercase
        beep bell buzzer tone
        picture screenshot snapshot
        refresh update renew
        rehearse simulate test dry-run
        verify check test
        compare verify match
        wait delay pause
        interval period
        often frequency frequently
        location path place stored
        default preset factory
        shut shutdown power-off
        wake resume
        standby sleep hibernate
        permission privilege rights root
        password passphrase pin
        log logging logfile
        verbose debug detailed
        crash freeze hang
        slow lag sluggish
        stutter dropout glitch
        support supported compatible works
        require required requirement need needs necessary
        recommend recommended advisable
        forbid prohibited never
        convert translate transform
        combine merge join
        split divide separate
        copy duplicate
        undo revert
        abort cancel stop
        skip ignore omit
        hide conceal
        show display view
        enable activate
        disable deactivate
        automatic automatically auto
        manual manually hand
        simultaneously parallel both
        several multiple many
        colour color
        grey gray
        black monochrome
        brightness luminance
        mute silence silent quiet
        microphone mic
        headphones headset earphones
        speaker loudspeaker
        antenna aerial
        receiver receive reception
        transmitter transmit send
        range distance
        accuracy precision precise exact
        tighten fasten screw
        loosen undo unscrew
        assemble assembly mount
        leak leaking drip
        smell odour odor
        noise noisy rattle
        dirt dirty stain
        descale limescale scale
        filter strainer sieve
        lid cover cap
        door hatch flap
        tank reservoir container
        blade knife cutter
        hose tube pipe
        child children kids
        dishwasher rinse
        dispose disposal recycle recycling
        store storage
        temperature degrees
        humidity moisture damp
        altitude elevation
        firmware version release
        download fetch obtain
        upload transfer
        serial com uart
        command option switch parameter
        argument parameter
        syntax format
        config configuration settings
        license licence
        free gratis
        country region
        language locale
        clock time date
        alarm alert notification
        timer countdown
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
        arbeitsspeicher ram speicher hauptspeicher
        platte festplatte datenträger
        platz speicherplatz
        rechner computer pc
        notebook laptop
        fassung version ausgabe
        netz netzwerk
        internet online
        zentral haupt
        ordner verzeichnis
        datei dokument
        drucken drucker
        benutzer anwender nutzer
        passwort kennwort
        einspielen installieren
        beenden schließen verlassen
        abbrechen stoppen anhalten
        starten beginnen einschalten
        ausschalten abschalten herunterfahren
        lautstark geräusch lärm
        undicht leck tropft
        entkalken entkalkung kalk
        filter sieb
        deckel abdeckung klappe
        behälter tank
        schlauch rohr
        wartung pflege
        entsorgen entsorgung
        reichweite entfernung
        genauigkeit präzision
        bedeutet bedeutung heißt
        brauche brauchen benötigt benötigen erforderlich voraussetzung
        erlaubt zulässig
        verboten unzulässig niemals
        mehrere verschiedene
        gleichzeitig parallel
        kopieren sicherung
        wiederherstellen rücksichern
        farbe farbig
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
        לכבות כיבוי
        להדליק הפעלה להפעיל
        מסך צג תצוגה
        מחשב מק
        חיבור לחבר
        ניקוי לנקות
        עוצמה ווליום
        רעש זמזום
        מיקרופון מיק
        אוזניות אוזנייה
        תאימות תואם נתמך
        עדכון לעדכן גרסה
        שמירה לשמור
        מחיקה למחוק
        כמות מספר
        טמפרטורה חום
        אחסון לאחסן
        תכולה כלול קופסה אריזה
        """,
}
