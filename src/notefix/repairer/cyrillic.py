"""Which languages are written in which Cyrillic letters. Data."""

from __future__ import annotations

__all__ = ["CYRILLIC"]

_COMMON = "абвгдежзийклмнопрстуфхцчш"
_RUSSIAN = _COMMON + "щъыьэюяё"
_SERBIAN = "абвгдежзиклмнопрстуфхцчшјљњџ"

# In small letters; after a space those that are rare.
CYRILLIC = {
    "ab": "абвгҕӷдежзӡикқҟлмнопҧрстҭуфхҳцҵчҷҽҿшыҩџьә",
    "alt": _RUSSIAN + "јҥӧӱ",
    "ba": _RUSSIAN + "ғҙҡңөҫүһә",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": _COMMON + "щъьюя ѝ",
    "bxr": _RUSSIAN + "өүһ",
    "ce": _RUSSIAN + "ӏ",
    "cv": _RUSSIAN + "ӑӗҫӳ",
    "kk": _RUSSIAN + "әғқңөұүһі",
    "kv": _RUSSIAN + "іӧ",
    "ky": _RUSSIAN + "ңөү",
    "mhr": _RUSSIAN + "ҥӧӱ",
    "mk": _SERBIAN + "ѓѕќ ѐѝ",
    "mn": _RUSSIAN + "өү",
    "mrj": _RUSSIAN + "ӓӧӱӹ",
    "os": _RUSSIAN + "ӕ",
    "ru": _RUSSIAN,
    "rue": _RUSSIAN + "ґєіїѣ",
    "sah": _RUSSIAN + "ҕҥөһү",
    "sr": _SERBIAN + "ђћ",
    "tg": _RUSSIAN + "ғӣқӯҳҷ",
    "tt": _RUSSIAN + "әөүҗңһ",
    "tyv": _RUSSIAN + "ңөү",
    "udm": _RUSSIAN + "ӝӟӥӧӵ",
    "uk": _COMMON + "щьюяґєії",
    "uz": _RUSSIAN + "ўқғҳ",
    "xal": _RUSSIAN + "әҗңөүһ",
}
