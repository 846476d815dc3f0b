"""What property tests are made of: channels, clean lines, damaged texts."""

from __future__ import annotations

from hypothesis import strategies as st

from notefix import Channel, damage
from notefix.channels.registry import registered_channels

# Our own sentences; damaged forms are made with damage().
SENTENCES = (
    "Die Prüfung für größere Geräte läuft über mehrere Jahre.",
    "El próximo miércoles será un día más largo de lo normal.",
    "Não há razão para adiar a reunião de amanhã à tarde.",
    "L’été dernier, nous étions déjà allés à la mer « sans bagages ».",
    "Zażółć gęślą jaźń — powiedział, śmiejąc się głośno.",
    "Příští týden začne škola a děti už se těší.",
    "Öğrenciler bugün çok güzel şarkılar söylediler.",
    "Chúng tôi đã học tiếng Việt được hai năm rồi.",
    "Сегодня мы читали о новых методах обработки изображений.",
    "Сьогодні ми читали про нові методи обробки зображень.",
    "Σήμερα διαβάσαμε για νέες μεθόδους επεξεργασίας εικόνας.",
    "هذا النموذج يقرأ الصور الطبية ويكتب تقريرا قصيرا.",
    "המודל הזה קורא תמונות רפואיות וכותב דוח קצר.",
    "यह मॉडल चिकित्सा चित्रों को पढ़ता है और रिपोर्ट लिखता है।",
    "我们在医学图像上训练了一个新的模型，结果表明方法有效。",
    "這個模型可以讀取醫學影像，並且產生簡短的報告。",
    "このモデルは医療画像を読み取り、短い報告を書きます。",
    "이 모델은 의료 영상을 읽고 짧은 보고서를 작성합니다.",
    "🚀 Release notes: it’s “faster” — 30 % less memory… ❤️",
    "Plain ASCII, with (nothing) to see; 100 % of it.",
)

# What is not of the registry: read in pairs, old codecs, escapes, what editors do to spaces and quotes.
OTHER_CHANNELS = tuple(
    Channel.parse(name)
    for name in (
        *("gbk", "gbk undefined=U+FFFD", "gb18030 undefined=?", "cp932 undefined=U+FFFD", "cp949 -undefined"),
        *(
            "big5",
            "euc-jp",
            "latin-1 from=cp1251",
            "cp1252 from=gbk",
            "latin-1 from=cp932",
            "cp1252 from=cp1250",
            "cp1250 from=cp1252",
        ),
        *("cp1252 from=cesu-8", "latin-1 from=cp1252", "cp1252 as=html", "latin-1 as=html-decimal"),
        *("cp1252 nbsp=space spaces=single -trailing", "cp1252 -undefined quotes=straight", "cp1252 then gbk"),
        *("cp1252 case=lower", "cp1251 -undefined case=lower", "cp1254 case=upper", "macroman case=lower"),
        *("cp936 undefined=? by=windows", "cp949 undefined=U+FFFD by=windows", "cp932 undefined=? by=windows"),
        *("cp932 undefined=U+30FB by=windows", "cp950 undefined=? by=windows", "cp936"),
    )
)

channels = st.sampled_from(registered_channels())
sentences = st.sampled_from(SENTENCES)
endings = st.sampled_from(["\n", "\r\n", "\r", ""])
any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@st.composite
def damaged_texts(draw: st.DrawFn) -> tuple[str, str, Channel]:
    """Draw a clean text of a few lines, its damaged form, and the channel; some of its lines stay clean."""
    channel = draw(channels)
    clean, damaged = "", ""
    for _ in range(draw(st.integers(1, 4))):
        line, ending = draw(sentences), draw(endings)
        clean += line + ending
        damaged += (damage(line, channel) if draw(st.integers(0, 3)) else line) + ending
    return clean, damaged, channel


@st.composite
def garbage(draw: st.DrawFn) -> str:
    """Draw text that is nobody's: damage of arbitrary text, damage cut in two, damage with noise in it."""
    text = draw(any_text)
    for channel in draw(st.lists(channels, max_size=2)):
        text = damage(text, channel)
    cut = draw(st.integers(0, len(text)))
    return text[:cut] + draw(st.sampled_from(["", "?", "\ufffd", " ", "\x85", "\u2028", "\r"])) + text[cut:]
