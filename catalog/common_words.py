"""Everyday words: alone in a sentence they are no sign that a product is meant.

They are no question words of a support desk (those are in ``catalog.stopwords``), but prose is
made of them, and many a product is called Hello, Life or Weather.
"""

from __future__ import annotations

from catalog.normalise import pieces

COMMON_WORDS = frozenset(
    pieces(
        """
        able above accident according account across act action activity actually add address adult
        advance advice afraid afternoon age agree air airport alarm alcohol alive almost alone
        along although always amazing amount ancient angry animal animals annoyed another answer
        anybody anyway anywhere apart apartment apology apologies apologize appear appointment
        appreciate area argue arm army around arrange arrival arrive arrived arrives art article
        asleep asking ate attention aunt autumn average award away awesome awful baby bake baked
        baking ball bank bar bath bathroom beach bear beat beautiful became become bed bedroom beer
        begin beginning behind believe below beside besides beyond bicycle big bill billing bird
        birthday bit bite bitter block blood blow board boat body boil boiling bone book booking
        books boring born borrow boss both bother bottle bottom bowl boy boyfriend boys brain
        branch brand brave bread breakfast breath brief bright bring brings brother brought brush
        budget build building built burn burned burning bus business busy butter cabin cake
        calculate calendar calm camp cancel cancelled cancelling candle captain career careful
        carpet carry cat catch cats caught cause ceiling celebrate century ceremony certain
        certainly chair champion chance channel chapter character charming cheap cheaper cheese
        chef chicken child children chocolate choice choose chosen christmas church cinema circle
        city class classic clear clearly client climb clock cloth clothes cloud club coach coast
        coat coffee coin collect college comb comes comfort comfortable coming command comment
        common community company compare complain complained complaint complete completely concern
        concert conclusion condition confirm confused confusing congratulations consider contact
        contain content continue contract conversation cook cooked cooking cool copy corner correct
        couch cough count country couple courage course court cousin cow cream creative credit
        crime cross crowd cruel cry culture cup curious curtain custom cute cycle daily damage
        damaged dance danger dangerous dark date daughter dawn days deal dear death debt decide
        decided decision deep deer degree delay delayed delicious deliver delivered delivery
        dentist department depend describe desert design desire desk destination detail details
        develop dictionary die died diet different difficult dinner direct direction dirt dirty
        disappointed discount discover discuss disease dish distance divide doctor dog dogs dollar
        dollars door double doubt down dozen draw drawing dream dress drink drinking drive driving
        drop dropped dry dust duty each ear early earn earth easily east easy eat eaten eating
        economy edge education effect effort egg eggs eight either elderly electric else email
        emails emergency employee empty encourage end ended ending enemy energy engine enjoy
        enjoyed enough enter entire entrance envelope environment equal escape especially europe
        even evening event eventually ever everybody everyone everywhere evidence exact exam
        examine example excellent except exchange excited exciting excuse exercise exist exit
        expect expected expensive experience explain explained explanation express extra extremely
        eye eyes face fact fail failed fair faith fall fallen false familiar family famous fan
        fancy farm farmer fashion faster fat father fault favor favorite favourite fear feature
        features feed feel feeling feels feet fell felt festival few field fight fill film final
        finally fine finger finish finished fire fish fishing five flag flat flavor flight floor
        flour flower flowers fly fog fold follow following food foot football force foreign forest
        forever forget forgot forgotten fork form fortune forward found four fox freedom french
        fresh friday friend friendly friends frog fruit frustrated frustrating fuel fun funny
        furniture future gain game games garage garden gate gather gave general generally gentle
        german gift girl girlfriend given giving glad glass goal goes going gold golden gone
        goodbye government grade grandfather grandmother grass grateful gray great greatest
        greetings grey ground group grow growing grown guess guest guests guitar guy guys habit
        hair half hall hand handle hands hang happen happened happiness happy harm hat hate head
        health healthy heart heat heaven heavy height held hero hidden hide high higher highest
        highway hill history hit hobby holiday holidays honest honey hope hoping horrible horse
        hospital hotel hour hours house household houses however huge human humans hundred hungry
        hurry hurt husband ice idea ideas ignore ignored ill imagine immediately impatient
        important impossible improve inch include included including increase incredible indeed
        indoor industry information inform inside instead insurance interest interested interesting
        interview introduce invite invitation island issue issues item items january job jobs join
        joke jokes journey joy judge juice jump jumps june july jungle just kept kid kids kill kind
        king kiss kitchen knee knew knife knock known lady lake land language large last late
        lately later laugh laundry law lawyer lazy lead leader leaf learn learned learning least
        leather leave leaves leaving lecture left leg legal legs lemon lend length less lesson
        letter letters liar library lie life lifetime lift likely limit line lion lip listen
        listening lit literature little live lived lives living local location lonely looked
        looking looks lose losing loss lot lots love loved lovely loves luck lucky lunch magazine
        magic mail main majority male man manage management manager manner map march mark market
        marriage married match matter matters meal meat medical medicine meet meeting member memory
        men mention merry message messages met metal method middle midnight mile miles milk million
        mind minute minutes mirror miss missed missing mistake mix modern moment monday money
        monkey month monthly months mood moon morning mother motion mountain mouse mouth move moved
        movie movies moving mud murder muscle museum musical narrow nation national nature near
        nearby nearly neck neighbor neighbors neighbour neighbours neither nervous never newspaper
        next nice night nights nine nobody none noon nor normal normally north nose note notes
        notice november novel number numbers nurse object ocean october odd offer office officer
        official oil okay older oldest onion online opening opens opera opinion opportunity
        opposite option options orange ordered ordering orders ordinary original others outdoor
        outside oven over overnight owe owned owner package packages page pages paid pain paint
        painting pair palace paper parcel pardon parent parents park party pass passed passenger
        past path patience patient pay paying payment peace pen pencil people pepper per percent
        perfect perfectly perhaps period permission person personal pet photo photos piano pick
        picnic picture pictures pie piece pieces pig pilot pink pizza place places plan plane
        planet planning plant plants plastic plate player players playing plays pleasant pleased
        pleasure plenty pocket poem poems poetry poison police policy polite political politician
        pool poor popular population position post postcard pot potato pound pour practice prefer
        prepare present president pretty prevent previous price prices pride priest prince princess
        print prison private prize probably process produce professional professor profit project
        promise promised proof proper properly protect proud prove provide public pull purple
        purpose push quality quarter queen question questions queue quickly quit quite quote rabbit
        race radio rain raining rainy raise ran rather rating reach reaction reader reading ready
        real reality realize reason reasonable receipt receive received recent recently recipe
        recipes recognize reduce refund refunded refuse regards region regret regular relax
        religion remain remember remind rent repeat reply report representative request required
        rescue respect respond response rest restaurant result results returned returning review
        reviews rice rich ride ring rise river road rob robot rock roll romantic roof room rooms
        root rope rose rough round route row rude rule rules runner rush sad safe safely safety
        said sail sailing salad salary sale sales salt same sand sandwich sat satisfied saturday
        sauce saved saw scary school science scientist scissors score sea search season seat secret
        seem seems seen self senior sense sent sentence separate september serious seriously serve
        seven several shade shadow shake shape share sharp sheep sheet shelf ship shipped shipping
        ships shirt shock shoe shoes shopping short shoulder shout shower shy sick sight sign
        silence silly silver similar simple simply sing singer single sink sir sister sit situation
        six skill skin skirt sky sleeping sleepy slept slice slowly small smell smile smoke smooth
        snake snow soap soccer society sofa soft soil soldier solution solve somebody sometimes
        somewhere son song songs soon sorry sort soul soup sour south space spain spanish speak
        speaking special speech speed spell spend spent spirit spoke sport sports spot spring
        square staff stage stairs stamp star stars state statement station steal step still stomach
        stone stood storm story straight stranger stream street strength stress strong student
        students study stupid style subject subscription success successful such sudden suddenly
        suffer sugar suggest suggestion suit summer sun sunday sunny supper suppose surprise
        surprised survive sweet swim swimming table tail taken taking tale tall taste tasty taught
        tax tea teach teacher team tear teeth tells temperature temple ten tennis terrible thank
        theater theatre theme therefore thick thin things think thinking third thirsty thought
        thoughts thousand three throat through throw thunder thursday ticket tie tiger tight till
        times tiny tired title toast together toilet told tomato tomorrow tongue tonight took tool
        tooth topic total totally touch tour tourist toward towel tower town toy toys track trade
        tradition traffic train training translate translation transport travel traveling treasure
        treat tree trees trip truck true truly trust truth tuesday turtle twelve twenty twice twin
        twins two ugly umbrella uncle understand understanding understood uniform university unless
        unhappy unusual upset upon urgent useful usual usually vacation valley value van variety
        vegetable vegetables victory view village visit visitor voice vote waiting waiter wake walk
        walking wallet war warm warning wash washing waste watched watching water wave ways weak
        weapon wear weather wedding wednesday weekend weekly weight welcome west wet wheel whereas
        wherever whisper whole wide wife wild win wind window windows wine wing winner winter
        wisdom wise witness woman women wonder wonderful wood wooden word words worker workers
        world worried worry worse worst worth write writer writing written wrote yard years young
        younger yourself youth zero zoo ich wir sie ihr auch nicht noch aber wenn dann oder wird
        werden haben kann können wetter morgen heute bitte danke hallo guten tag kein keine warum
        wann mehr sehr gut je tu il elle nous vous suis sont fait bonjour merci commande mais très
        bien pourquoi quand yo usted ellos hola gracias buenos días noche pero muy cuando porque
        tengo quiero puedo היום מחר אתמול שעה עכשיו בוקר טוב ערב לילה נציג לדבר הזמנה משלוח מזג
        אוויר עוגה מתכון ספר בית ילד אישה איש חבר עבודה כסף זמן יום שנה שבוע חודש רוצים צריכים אוכל
        מים דבר משהו
        """
    )
)
