"""English texts are read, whatever their letters; texts and paragraphs in other languages are not, and are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.extraction import read
from app.extraction.language import english
from app.extraction.paragraphs import split
from app.vocabulary import ProblemCode

# Article 1 of the Universal Declaration of Human Rights (United Nations, public domain).
OTHERS = {
    "Afrikaans": "Alle menslike wesens word vry, met gelyke waardigheid en regte, gebore. Hulle het rede en gewete en"
    " behoort in die gees van broederskap teenoor mekaar op te tree.",
    "Albanian": "Të gjithë njerëzit lindin të lirë dhe të barabartë në dinjitet dhe në të drejta. Ata kanë arsye dhe"
    " ndërgjegje dhe duhet të sillen ndaj njëri tjetrit me frymë vëllazërimi.",
    "Amharic": "የሰው፡ልጅ፡ሁሉ፡ሲወለድ፡ነጻና፡በክብርና፡በመብትም፡እኩልነት፡ያለው፡ነው።",
    "Arabic": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا"
    " بروح الإخاء.",
    "Armenian": "Բոլոր մարդիկ ծնվում են ազատ ու հավասար՝ իրենց արժանապատվությամբ և իրավունքներով։",
    "Azerbaijani": "Bütün insanlar ləyaqət və hüquqlarına görə azad və bərabər doğulurlar. Onların şüurları və"
    " vicdanları var və bir-birlərinə münasibətdə qardaşlıq ruhunda davranmalıdırlar.",
    "Chinese": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    "Czech": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a"
    " mají spolu jednat v duchu bratrství.",
    "Dutch": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand en"
    " geweten, en behoren zich jegens elkander in een geest van broederschap te gedragen.",
    "Finnish": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki"
    " ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.",
    "French": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de"
    " conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "Georgian": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen"
    " begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "Greek": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "Hebrew": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג"
    " איש ברעהו ברוח של אחווה.",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "Hungarian": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és"
    " lelkiismerettel bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.",
    "Indonesian": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama. Mereka dikaruniai akal"
    " dan hati nurani dan hendaknya bergaul satu sama lain dalam semangat persaudaraan.",
    "Italian": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di"
    " coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.",
    "Japanese": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "Korean": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을"
    " 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.",
    "Persian": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.",
    "Polish": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem"
    " i sumieniem i powinni postępować wobec innych w duchu braterstwa.",
    "Portuguese": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de"
    " consciência, devem agir uns para com os outros em espírito de fraternidade.",
    "Romanian": "Toate ființele umane se nasc libere și egale în demnitate și în drepturi. Ele sunt înzestrate cu"
    " rațiune și conștiință și trebuie să se comporte unele față de altele în spiritul fraternității.",
    "Russian": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и"
    " должны поступать в отношении друг друга в духе братства.",
    "Somali": "Aadanaha dhammaantiis wuxuu dhashaa isagoo xor ah kana siman xagga sharafta iyo xuquuqada. Waxaa Alle"
    " siiyay aqoon iyo wacyi, waana in qof la arkaa qofka kale ula dhaqmaa si walaaltinimo ah.",
    "Spanish": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y"
    " conciencia, deben comportarse fraternalmente los unos con los otros.",
    "Swahili": "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri, hivyo yapasa"
    " watendeane kindugu.",
    "Swedish": "Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft och samvete"
    " och bör handla gentemot varandra i en anda av gemenskap.",
    "Turkish": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve"
    " birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
    "Ukrainian": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "Urdu": "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔",
    "Vietnamese": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền. Mọi con người đều được"
    " tạo hoá ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu.",
}
SAID = "The army of Azerbaijan said that 12 soldiers were killed near Lachin, and the ministry called for a ceasefire."
SEED = sorted((Path(__file__).parents[2] / "seed_data").glob("*.txt"))


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_not_read(language: str) -> None:
    text = f"{OTHERS[language]}\n\n{OTHERS[language]} 2020: 12"
    reading = read(text)
    assert (reading.entities, reading.claims, reading.figures) == ((), (), ())
    assert [(problem.code, problem.span) for problem in reading.problems] == [(ProblemCode.LANGUAGE, None)]


@pytest.mark.parametrize("language", OTHERS)
def test_a_paragraph_in_another_language_is_left_out(language: str) -> None:
    text = f"{SAID}\n{OTHERS[language]}\n{OTHERS[language]}\n{SAID[:-1]} again."
    reading = read(text)
    (problem,) = reading.problems
    assert problem.code is ProblemCode.LANGUAGE
    assert problem.span is not None
    assert problem.span.of(text) == f"{OTHERS[language]}\n{OTHERS[language]}"
    assert reading.claims
    assert not any(claim.span.overlaps(problem.span) for claim in reading.claims)


@pytest.mark.parametrize("form", [str, str.upper, str.lower])
@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_an_english_article_is_read_whole(path: Path, form: type[str]) -> None:
    text = form(path.read_text(encoding="utf-8"))
    page = split(text)
    assert english(text, page) == (page, ())


@pytest.mark.parametrize(
    "text",
    [
        "Paulo Pinheiro, Luiz Inácio da Silva, Abdel Fattah el-Sisi, Ursula von der Leyen, Juan Manuel Santos, Charles"
        " de Gaulle, Omar al-Bashir, Nicolás Maduro, Mahmoud Abbas.",
        "Los Angeles, Las Vegas, Santa Cruz de la Sierra, Rio de Janeiro, Le Havre, San José del Monte, La Paz, Puerto"
        " Rico, Port-au-Prince, Dar es Salaam, Baku, Juba",
        "UN, EU, AU, NATO, OSCE, ECOWAS, ICRC, UNHCR, IAEA, WHO, IMF, OPEC, SADC, IGAD, ASEAN",
        "The party Movimiento al Socialismo - Instrumento Político por la Soberanía de los Pueblos lost the election.",
        "Baku",
        "¡Alto el fuego!",
        "12 14 16",
        "...",
        "a\n" * 50,
    ],
)
def test_names_and_scraps_are_taken_as_english(text: str) -> None:
    page = split(text)
    assert english(text, page) == (page, ())


def test_a_short_paragraph_is_what_its_text_is() -> None:
    text = f"Derechos humanos\n{OTHERS['Spanish']}\nNaciones Unidas"
    assert english(text, split(text))[0] == ()
    text = f"Derechos humanos\n{SAID}"
    assert english(text, split(text)) == (split(text), ())


def test_each_run_of_other_paragraphs_is_one_problem() -> None:
    text = "\n".join((OTHERS["Arabic"], OTHERS["French"], SAID, OTHERS["Russian"]))
    page = split(text)
    kept, problems = english(text, page)
    assert kept == page[2:3]
    spans = [problem.span.of(text) for problem in problems if problem.span]
    assert spans == [f"{OTHERS['Arabic']}\n{OTHERS['French']}", OTHERS["Russian"]]
