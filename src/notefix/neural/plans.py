"""What each network is trained on, how often, and how large it is: training.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PLANS", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one of the networks is: what it reads, and how large it is.

    Args:
        languages: how often each language's text is read in one pass.
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
    # Begins with the former's network, and learns mostly what that is asked about.
    "east-asian": Plan(
        languages={
            "zh-CN": 1.0,
            "zh-TW": 3.0,
            "zh-HK": 1.5,
            "ja": 1.3,
            "ko": 1.2,
            "ru": 0.1,
            "uk": 0.05,
            "tt": 0.02,
            "ka": 0.02,
            "mn": 0.02,
            "ar": 0.02,
            "bg": 0.02,
            "vi": 0.1,
            "el": 0.1,
            "he": 0.02,
            "fa": 0.01,
            "hi": 0.01,
        },
        words={"zh": 1.0, "ja": 0.8, "ko": 0.8, "ru": 0.03, "uk": 0.02},
        width=192,
        hidden=384,
        steps=12_600,
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
    "alphabets-longer": Plan(
        languages={
            "ru": 2.0,
            "uk": 1.0,
            "bg": 2.5,
            "ar": 3.0,
            "fa": 1.5,
            "vi": 0.1,
            "hi": 2.0,
            "he": 1.0,
            "tt": 2.5,
            "pa-IN": 0.2,
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
            "el": 0.2,
            "ckb": 2.0,
            "ka": 5.0,
            "sr": 3.0,
            "ml": 0.3,
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
            "el": 0.05,
            "vi": 0.05,
        },
        width=128,
        hidden=288,
        steps=12_000,
        rate=6e-4,
    ),
}
