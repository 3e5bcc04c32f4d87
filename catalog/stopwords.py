"""Words of questions: they seldom name a product, so they weigh nothing or little."""

from __future__ import annotations

from catalog.normalise import pieces

# Carry no product's name in any sentence: articles, pronouns, auxiliaries, question words.
STOP_WORDS = frozenset(
    pieces(
        """
        a about after again all already also am an and any anymore anyone are as at be because been
        before being but by can cannot cant could couldnt did didnt do does doesnt doing dont for
        from get gets getting got had has have havent having he hello her here hey hi him his how
        howto i id if ill im in into is isnt it its itself ive just last let like long many may
        maybe me might mine more most much must my myself need needs no not now of off often on
        once only or other our out over own please pls she should shouldnt since so some somehow
        someone something still than thank thanks that thats the their them then there these they
        theyre thing this those to too under until us very was wasnt way we well were werent what
        whats when whenever where which while who whose why will wish with without wont would
        wouldnt yesterday yet you your yours today week month year ago every anything nothing
        whether של את אתה אני הוא היא זה זו זאת יש אין לא כן אם או גם רק כל על אל עם בלי כדי כי כבר
        עוד מה מי איך איפה היכן מתי למה מדוע כמה האם אפשר צריך צריכה רוצה יכול יכולה שלי שלך שלו
        שלה שלנו לי לך לו לה לנו אותו אותה הזה הזאת הזו ה ב ל מ ו ש שלום היי תודה בבקשה der das
        eine einen einem und oder ist mein meine wie nicht mit für les des est mon comment où que
        qui avec pour una como donde con para
        """
    )
)

# Name a product now and then, but mostly belong to the question when one is asked.
QUESTION_WORDS = frozenset(
    pieces(
        """
        accept accessory accessories adapter adjust allow amount app ask attach audio available
        back bad battery best better between blink blinking blinks black blue bluetooth bought box
        break broke broken brown button buttons buy buying cable call card case change charge
        charger charging check clean cleaning click close closes cold color colour come compatible
        computer connect connected connecting connection control cost cover create current customer
        cut dead default delete device difference disable disconnect display does download driver
        drivers enable error exactly factory far fast figure find firmware first fit fix flash
        flashes flashing freeze freezes front full function give go good green guide guarantee
        happens hard headphones hear help high hold home hot install installation installed
        instruction instructions internet keep keeps know laptop lamp led left level light lights
        line list loading lost loud low mac macbook make makes making manual manuals maximum mean
        meaning means menu microphone midi mode model mount music name network new noise noisy
        number old open operate order orange pair paired pairing part parts password pc phone play
        plug point port possible power powered press price problem problems product program
        purchase put quick quiet reach read really reboot recommended record recommend red register
        remote remove repair replace replacement reset resetting restart restore return right run
        running save say says screen second see sell send serial service set setting settings setup
        shop show shows shut side signal size sleep slow smart software sold sound sounds spare
        speaker speakers stand start started starting starts stay steps stop stopped stops store
        strange stuck supply support supported switch sync system take talk tell terminal test time
        tried trouble troubleshoot try trying turn turned turning turns type unable unit unlock
        update updated updating upgrade usb use used user using version video voltage volume wall
        want warranty watch water website weird white wi wifi wire wireless won work worked working
        works wrong yellow מדריך הוראות הפעלה שימוש חיבור לחבר מתחבר מחבר עובד עובדת לעבוד נדלק
        נדלקת נכבה מהבהב מהבהבת נורה אור אדום אדומה ירוק ירוקה כחול רעש מוזר סוללה טעינה מטען כבל
        ספק כוח איפוס לאפס להפעיל לכבות להדליק לנקות לקנות קניתי תקלה בעיה תיקון לתקן עזרה עדכון
        לעדכן מסך כפתור מחשב טלפון בלוטות אחריות חלקי חילוף מתאים תואם
        """
    )
)
