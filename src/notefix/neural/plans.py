"""What each network is trained on, how often, and how large it is: training.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PLANS", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one of the networks is: what it reads, and how large it is.

    Args:
        languages: how often each language's text, or one file of it, is read in one pass.
        words: the same for the words of wordfreq's and jieba's lists, which know names and terms that no text has.
        width: of the vectors of characters.
        hidden: how many units read each way.
        steps: of ROWS times LENGTH characters each.
        rate: of learning, at first.
    """

    languages: Mapping[str, float]
    words: Mapping[str, float]
    width: int
    hidden: int
    steps: int
    rate: float = 1.3e-3


# Those with other scripts, or with little to lose, are left to the n-gram model.
PLANS = {
    "network": Plan(
        languages={
            "zh-CN": 1.0,
            "zh-TW": 3.0,
            "zh-HK": 1.5,
            "ja": 1.0,
            "ko": 0.6,
            "ru": 1.3,
            "uk": 0.3,
            "tt": 0.4,
            "ka": 0.5,
            "mn": 0.4,
            "ar": 0.25,
            "bg": 0.25,
            "vi": 0.2,
            "el": 0.2,
            "he": 0.2,
            "fa": 0.1,
            "hi": 0.08,
        },
        words={"zh": 1.0, "ja": 0.6, "ko": 0.6, "ru": 0.3, "uk": 0.2},
        width=192,
        hidden=384,
        steps=12_600,
    ),
    # Begins with the former's network and learns what that is asked about, of prose more than of documentation.
    "east-asian": Plan(
        languages={
            "zh-CN/cmrc2018": 2.5,
            "zh-CN/common-voice": 2.5,
            "zh-CN/d2l": 1.5,
            "zh-CN/huatuo": 1.0,
            "zh-CN/kdconv": 1.0,
            "zh-CN/paddle-docs": 0.5,
            "zh-CN/pingcap-docs": 0.3,
            "zh-CN/python-docs": 0.4,
            "zh-CN/react-docs": 0.7,
            "zh-CN/tensorflow-docs": 0.5,
            "zh-TW": 2.5,
            "zh-HK": 1.5,
            "ja/common-voice": 3.0,
            "ja/python-docs": 0.7,
            "ja/react-docs": 1.0,
            "ja/tensorflow-docs": 0.7,
            "ko/common-voice": 4.0,
            "ko/klue": 4.0,
            "ko/python-docs": 0.5,
            "ko/react-docs": 0.8,
            "ko/tensorflow-docs": 0.5,
            "ru": 0.1,
            "vi": 0.1,
            "el": 0.1,
        },
        words={"zh": 1.2, "ja": 0.8, "ko": 0.8},
        width=192,
        hidden=384,
        steps=9_600,
        rate=7e-4,
    ),
    "alphabets": Plan(
        languages={
            "ru": 2.0,
            "uk": 1.0,
            "bg": 1.5,
            "ar": 3.0,
            "fa": 0.7,
            "vi": 1.0,
            "hi": 1.0,
            "he": 1.0,
            "tt": 2.5,
            "pa-IN": 2.0,
            "ug": 1.0,
            "mn": 3.0,
            "sah": 3.0,
            "dv": 4.0,
            "ur": 1.5,
            "or": 2.0,
            "as": 2.0,
            "ab": 2.0,
            "ta": 3.0,
            "cv": 3.0,
            "kk": 3.0,
            "ky": 3.0,
            "mk": 3.0,
            "el": 2.0,
            "ckb": 2.0,
            "ka": 4.0,
            "sr": 3.0,
            "ml": 3.0,
            "ne-NP": 3.0,
            "bn": 3.0,
        },
        words={
            "ru": 0.5,
            "uk": 0.5,
            "bg": 0.7,
            "mk": 1.0,
            "sr": 0.7,
            "ar": 0.2,
            "fa": 0.2,
            "he": 0.3,
            "hi": 0.5,
            "bn": 0.7,
            "ta": 0.7,
            "el": 0.3,
            "vi": 0.3,
        },
        width=128,
        hidden=288,
        steps=20_000,
    ),
    # Begins with the former's network, and reads more often what that knew worse than the n-gram model did; of the way
    # from there four tenths are kept (`--share 0.4`).
    "alphabets-again": Plan(
        languages={
            "ru": 2.5,
            "uk": 0.8,
            "bg": 3.0,
            "ar": 7.0,
            "fa": 3.5,
            "hi": 3.0,
            "he": 1.5,
            "tt": 2.5,
            "ug": 1.0,
            "mn": 3.5,
            "sah": 4.0,
            "dv": 4.0,
            "ur": 2.0,
            "or": 2.5,
            "as": 2.5,
            "ab": 2.0,
            "ta": 3.5,
            "cv": 4.0,
            "kk": 4.0,
            "ky": 4.0,
            "mk": 4.0,
            "ckb": 2.5,
            "ka": 6.0,
            "sr": 4.0,
            "ne-NP": 4.0,
            "bn": 4.0,
            "el": 0.3,
            "vi": 0.1,
        },
        words={
            "ru": 0.5,
            "uk": 0.4,
            "bg": 1.0,
            "mk": 1.0,
            "sr": 0.7,
            "ar": 0.2,
            "fa": 0.5,
            "he": 0.4,
            "hi": 0.7,
            "bn": 0.8,
            "ta": 0.8,
        },
        width=128,
        hidden=288,
        steps=18_000,
        rate=9e-4,
    ),
}
