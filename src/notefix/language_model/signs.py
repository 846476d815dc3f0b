"""What people write with signs: lines that the model is trained on, as corpora of prose have next to none.

Notes and source files are full of arrows, boxes, bullets and formulas. What counts is which signs are frequent, and
which stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

__all__ = ["emoji_lines", "sign_lines"]

# How often each line of a kind is counted, by how frequent its signs are.
_COMMON, _USUAL, _RARE = 60, 20, 6

_ARROWS = {_COMMON: "→", _USUAL: "←↑↓↔⇒", _RARE: "⇐⇔↗↘↖↙↳↩↪⟶⟵➜➔➤⮕►▶◀▼▲▸▾"}
_BULLETS = {_COMMON: "•●", _USUAL: "○◦■□▪▫◆◇★☆✓✔✗☐☑", _RARE: "✘☒‣▸▹❖✦✧➢❯▷◉◎✱✲✳✴✶⁃※"}
_RELATIONS = {_USUAL: "≤≥≠≈×÷±−·→∈", _RARE: "≡≅∼∝∉⊂⊆⊃∩∪∧∨∘⊕⊗⇒⇔≪≫≲≳⊥∥∣∖"}
_ALONE = {_USUAL: "∞√∑∂∆Ω°", _RARE: "∏∫∇∀∃∅¬ℝℕℤℓ∠℃℉№℗ℹ†‡¶‰′″₂₃ⁿ½¼¾⅓"}
_LETTERS = {_USUAL: "αβγδελμπρσθφωΔΣ", _RARE: "ζηκνξτχψΓΘΛΠΦΨΩ"}
_SYMBOLS = {_USUAL: "™®©€", _RARE: "₹₽₩₺₴₿☎☏✉✂✏✍☀☁☂☃☺☹♠♣♥♦♪♫♬⚡⚠⚙⌘⌥⇧⌃⏎⌫⏱⏳⏰☕☞☛"}

# Headings, lists, moods. What is in none of these lists is counted by `corpus.emoji_lines`, a few times.
_EMOJI = {
    _COMMON: "✅❌⚠⭐🌟✨🎉🚀🔥💡📌📝📚📁📊🎯👉👍🙏😂😊❤🤔🔧",
    _USUAL: (
        "📂📄📃📋📜📑📖📕📗📘📙📒📔📓🔖📦📈📉📅📆📍📎🔗✏✍🔍🔎🔒🔓🔑🔐🌐🌍🌎🌏🏗🏠🏢🏆🎨🎬🎮🎵🎁🎓🎤🎧"
        "📱💻🖥⌨💾📷📸📹📧📨📩📬📮📞📢📣🔔🔊⏰⏱⏳⌛🗓🗂🗑🔄🔁🔀⬆⬇⬅➡👎👏🙌💪👋👀👈👆👇☝✌👌🤝🧡💛💚💙💜💔💕💖💗"
        "💯💥💬💭💰💵💳👤👥👨👩👶🤖👾🐛🐍🐳🐧🦀🐱🐶🐼🐟💫☀🌙🌈☁❄🌊🌱🌿🍀🌲🌳🌸🌹🍎🍕🍜🍺☕🍵🎂"
        "🧠🧩🧪🔬🔭🧰🛠⚙⚡🔋🔌💊🏥🚗✈🚲🚢🚧🚨🛑🛡⛔🚫❗❓❔❕ℹ♻🔰🔴🟢🟡🔵⚫⚪🔸🔹🔶🔷🔺🔻▶◀⏸⏹➕➖➗✔✖"
        "😀😃😄😁😆😅🤣😇🙂😉😍🥰😘😎🤓😏😐😑🙄😮😴😌😛😜😝😒😓😔😕🙃😲😞😟😤😢😭😨😩🤯😬😰😱😳😵😡😠😷😈💀👻💩"
    ),
}

# How frequent a character is at large is estimated from how many others it follows.
_BEFORE_EMOJI = ".!?:)(|>#-*,;\"'~"

_NUMBERS = ("①②③④⑤⑥⑦⑧⑨⑩", "❶❷❸❹❺❻❼❽❾❿", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", "⓪⑪⑫⑬⑭⑮", "¹²³⁴⁵⁶⁷⁸⁹⁰", "₀₁₂₃₄₅₆₇₈₉")

_BOXES = (
    "┌──────┐",
    "│      │",
    "│ \0 │ \0 │",
    "├──────┤",
    "└──────┘",
    "┌───┬───┐",
    "├───┼───┤",
    "└───┴───┘",
    "╔══════╗",
    "║      ║",
    "║ \0 ║",
    "╠══════╣",
    "╚══════╝",
    "╔═══╦═══╗",
    "╠═══╬═══╣",
    "╚═══╩═══╝",
    "════════════════",
    "═══ \0 ═══",
    "────────────────",
    "─── \0 ───",
    "──\0",
    "├── \0",
    "│   ├── \0",
    "│   └── \0",
    "└── \0",
)
_RARE_BOXES = (
    "━━━━━━━━━━━━",
    "┏━━━━━━┓",
    "┃ \0 ┃",
    "┗━━━━━━┛",
    "╭──────╮",
    "│ \0 │",
    "╰──────╯",
    "╭─ \0",
    "╰─ \0",
    "┆ ┊ ╎ ╏ ┄┄┄ ┈┈┈ ╌╌╌",
    "████████░░░░",
    "████▓▓▒▒░░",
    "▁▂▃▄▅▆▇█",
    "▏▎▍▌▋▊▉█",
    "▀▄▀▄ ▐██▌ ▖▗▘▝",
)
_RATINGS = ("★★★★★", "★★★★☆", "★★★☆☆", "★★☆☆☆", "⭐⭐⭐⭐⭐", "⭐⭐⭐", "⭐ \0", "⭐️ \0")


_KEYCAP = "\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}"
_JOINER = "\N{ZERO WIDTH JOINER}"
_JOINED_EMOJI = tuple(
    _JOINER.join(parts)
    for parts in (
        ("\N{WOMAN}", "\N{PERSONAL COMPUTER}"),
        ("\N{MAN}", "\N{PERSONAL COMPUTER}"),
        ("\N{MAN}", "\N{WOMAN}", "\N{GIRL}"),
        ("\N{MAN}", "\N{WOMAN}", "\N{GIRL}", "\N{BOY}"),
        ("\N{WAVING WHITE FLAG}\ufe0f", "\N{RAINBOW}"),
        ("\N{HEAVY BLACK HEART}\ufe0f", "\N{FIRE}"),
        ("\N{SHRUG}", "\N{MALE SIGN}\ufe0f"),
        ("\N{SHRUG}", "\N{FEMALE SIGN}\ufe0f"),
        ("\N{FACE PALM}", "\N{MALE SIGN}\ufe0f"),
        ("\N{FACE PALM}", "\N{FEMALE SIGN}\ufe0f"),
        ("\N{WOMAN}", "\N{MICROSCOPE}"),
        ("\N{MAN}", "\N{MICROSCOPE}"),
        ("\N{EYE}\ufe0f", "\N{LEFT SPEECH BUBBLE}\ufe0f"),
    )
)


def _as_emoji(sign: str) -> str:
    """Return a sign with the selector that makes it an emoji, if it takes one."""
    return sign if regex.match(r"\p{Emoji_Presentation}", sign) else sign + "\N{VARIATION SELECTOR-16}"


def _of_each(signs: Mapping[int, str | tuple[str, ...]], *lines: str) -> Iterator[str]:
    for count, own in signs.items():
        for sign in own:
            for line in lines:
                yield from [line.replace("*", sign)] * count


def emoji_lines() -> Iterator[str]:
    """Yield each emoji alone, after a space and after an exclamation mark, with the selector or joiner that it takes.

    Source: the Unicode properties Emoji and Emoji_Presentation, as the installed `regex` has them.
    """
    for code_point in range(0x203C, 0x1FB00):
        emoji = chr(code_point)
        if regex.match(r"\p{Emoji}", emoji):
            emoji = _as_emoji(emoji)
            yield from (emoji, f" {emoji} ", f"! {emoji}")
    for emoji in _JOINED_EMOJI:
        yield from (emoji, f" {emoji} ", f"! {emoji}")


def sign_lines() -> Iterator[str]:
    """Yield lines with signs as people use them, each as often as it is to be counted.

    The character NUL stands for text of which nothing is to be learned.
    """
    yield from _of_each(_ARROWS, "\0 * \0", "* \0", "*", "\0 *")
    yield from _of_each(_BULLETS, "* \0", "  * \0", "*", "| * |")
    yield from _of_each(_RELATIONS, "\0 * \0", "\0*\0")
    yield from _of_each(_ALONE, "*", "\0*", "*\0", "\0 *")
    yield from _of_each(_LETTERS, "*", "* = \0", "\0 * \0", "(*)", "*, *")
    yield from _of_each(_SYMBOLS, "* \0", "\0 *", "*")
    emoji = {count: tuple(map(_as_emoji, own)) for count, own in _EMOJI.items()}
    yield from _of_each(emoji, "*", "* \0", "\0 * \0", "\0 *", "! *")
    for count, own in emoji.items():
        most = len(_BEFORE_EMOJI) * count // _COMMON
        yield from (f"{before}{sign}\0" for sign in own for before in _BEFORE_EMOJI[:most])
    for numbers in _NUMBERS:
        yield from [numbers, *numbers, *(f"{number} \0" for number in numbers)] * _RARE
    yield from [f"{key}{_KEYCAP}{end}" for key in "0#*" for end in ("", " \0")] * _USUAL
    yield from (*_BOXES, *_RATINGS) * _USUAL
    yield from _RARE_BOXES * _RARE
