"""The commonest words of some languages: they tell the language and never what a text is about."""

from __future__ import annotations

from functools import cache

_WORDS = {
    "en": """a about above after again all also am an and any are as at be because been before being
        below between both but by can could did do does doing don down during each few for from
        further get had has have having he her here hers him his how i if in into is it its itself
        just let may me might more most must my myself need no nor not now of off on once one only
        or other our out over own please same shall she should so some such tell than that the
        their them then there these they this those through to too under until up upon us very
        want was we were what when where whether which while who whom whose why will with would
        yes you your yours""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei
        beim bin bis bist da damit dann das dass dein dem den denn der des dich die dies diese
        diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es
        etwas euch für gegen habe haben hat hatte hier hinter ich ihm ihn ihnen ihr ihre ihrem
        ihren im in ins ist ja jede jedem jeden jeder jedes kann kein keine können könnte machen
        man mein meine meinem meinen meiner mich mir mit muss müssen nach nicht noch nun nur ob
        oder ohne sehr sein seine sich sie sind so soll sollen um und uns unser unter vom von vor
        wann war warum was weil welche welchem welchen welcher welches wenn wer werde werden wie
        wieder will wir wird wo wozu wurde wurden während zu zum zur über""",
    "fr": """à ai au aucun aussi autre aux avec avez avoir c ce ces cet cette ceux chaque ci comme
        comment d dans de des deux dois doit donc du elle elles en est et être eu faire faut fait
        il ils j je l la le les leur leurs lorsque lui m ma mais me même mes moi mon n ne nos notre
        nous on ont ou où par pas peut peux plus pour pourquoi puis qu quand que quel quelle
        quelles quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous
        tout toute toutes très tu un une vos votre vous y""",
    "es": """a al algo ante antes aunque como con cual cuál cuando cuándo cuánto de del desde donde
        dónde dos e el él ella ellas ellos en entre era es esa ese eso esta está estaba están este
        esto estos fue ha hace hacer hasta hay he la las le les lo los más me mi mis muy nada ni no
        nos o os otra otro para pero poco por porque puede puedo que qué quien quién se según ser
        si sí sin sobre son su sus también tan te tiene tengo todo todos tu tus un una uno unos
        y ya yo""",
    "it": """a ad ai al alla alle allo anche avere c che chi ci come con cosa cui da dal dalla dalle
        degli dei del dell della delle dello devo di dove e è ed era essere fa fare fra gli ha
        hanno ho i il in io l la le lei li lo loro lui ma mi mio ne negli nei nel nella nelle noi
        non o ogni per perché più può posso qual quale quali quando quanto quella quello questa
        queste questi questo se senza si sia sono sta su sua sue sul sulla suo tra tu tutti tutto
        un una uno vi voi""",
    "pt": """a ao aos as até com como da das de dela dele do dos e é ela ele eles em entre era essa
        esse esta está este eu foi há isso isto já lhe mais mas me mesmo meu minha muito na nas não
        nem no nos o onde os ou para pela pelo por porque posso pode qual quando que quem são se
        seja sem ser seu sua também te tem tenho ter um uma umas você""",
    "nl": """aan al als alle altijd andere ben bij dan dat de der deze die dit doen door een en er
        had heb hebben heeft hem het hier hij hoe hun iets ik in is je kan kunnen maar me men met
        mij mijn moet na naar niet niets nog nu of om omdat ook op over te tegen toch tot u uit uw
        van veel voor waar waarom wanneer want was wat we welke werd wezen wie wij wil wordt zal ze
        zelf zich zij zijn zo zonder zou""",
    "sv": """alla allt att av blev bli blir då de dem den denna deras dess det detta dig din dina
        ditt du där efter ej eller en er ett från för ha hade han har hon hur här i icke inte inom
        jag kan kunna man med mellan men mig min mina mitt mot mycket måste ni nu när någon något
        och om oss på samma sedan sig sin ska som så till upp ut utan vad var vara vi vid vilken
        vill än är över""",
    "da": """af alle at blev blive bliver da de dem den denne der deres det dette dig din du efter
        eller en end er et for fra ham han har havde hun hvad hver hvis hvor hvordan hvornår
        i ikke ind jeg jer kan kunne man med meget men mig min mine mit må når nogle nu ned og også
        om op os over på sig sin skal som til ud under var vi vil være""",
    "no": """alle at av bare ble bli både da de deg dem den denne der det dette din du eller en er
        et etter for fra før ha hadde han har hun hva hvis hvor hvordan hvorfor i ikke inn jeg kan
        kunne man med meg meget men mer min mot må ned noe noen nå når og også om opp oss over på
        seg sin skal som så til ut være vi vil""",
    "fi": """ei eivät en että ennen hän he ja jo joka jos kaikki kanssa koska kuin kuinka kun kuten
        käyttää mikä mitä me mihin miksi millä missä miten minä mukaan mutta myös nämä ne niin nyt
        olla ole olen oli on ovat sekä sen se siitä sillä sinä tai tämä tämän te tulee tätä vai
        vain voi voidaan voit""",
    "pl": """a albo ale aby bez być by był co czy dla do gdy gdzie go i ich ile im innych ja jak
        jaki jako jest już każdy kiedy kto która które który ma może można na nad nie niż o od oraz
        po pod przed przez przy się są ta tak tego ten to tu tylko tym w we więc wszystkie z za ze
        że""",
    "cs": """a aby ale ani bez být co do i ho jak jako je jeho jen ještě jsou k kde když která které
        který má máte mezi musí může na nad ne nebo není o od pak po pod pokud pro proč před při s
        se si ta tak také ten to u v ve však všechny z za že""",
    "hu": """a az és egy ha hogy is itt jól kell lehet mely mert mi mikor milyen mint minden mit nem
        nincs ne olyan saját szerint után van vagy volt ez ezt hogyan hol csak még már meg amely
        ami be ki el""",
    "ro": """a ai al ale am are aceasta această acest ar cu ca care când ce cel cum că de despre din
        după este fi fie în la mai nu o pe pentru prin sa sau se sunt să un unde unei unui și""",
    "tr": """ama bir bu çok da daha de değil diye en gibi hem her için ile ise kadar ki mi mı nasıl
        ne neden nerede olan olarak olduğu sonra şu tüm ve veya ya""",
    "ru": """а без бы был быть в вам вас весь во вот все вы где да для до его если есть же за и из
        или им их к как какой когда который ли мне может можно мой на надо не нет ни но о об он она
        они от по под при с со так также только то у уже что чтобы это этот я""",
    "he": """אבל או אז איך איפה אם אין אינו אני את אתה באיזה בו בין גם הוא היא הם האם הזה הזאת זה זו
        זאת יש יותר כל כאשר כדי כי כך כמה כן לא לי לכם לו למה מה מי מתי מאוד נא על עד עם עוד
        עושים צריך רק של שלי שלו שאני אפשר איזה אילו ניתן""",
    "ar": """أن أو إذا إلى التي الذي في ما من هذا هذه هل هو هي على عن كان كل كيف لا لم مع و يمكن
        يتم قد ثم أي""",
}  # fmt: skip

LANGUAGES = tuple(_WORDS)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The list of ``language`` (ISO 639-1, lower case); empty for a language without one."""
    return frozenset(_WORDS.get(language, "").split())
