"""Is what was restored a word?

The language model sees pieces of words, so of two letters it takes the one after which the pieces look right; how
frequent the whole words are is another witness.

Of each word the likeliest readings of its guessed characters are put together, and the probability of each combination
is the product of what the search says of them and of the word's frequency, each to a power: a logarithmic opinion pool,
as in `repairer.second_expert`. docs/language-model.md has on what the exponents were fitted.
"""

from __future__ import annotations

from itertools import product
from math import exp, log

from notefix.language_model.word_table import WordTable, listed_form, words_in
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.scripts import FIRST_EAST_ASIAN, is_in

__all__ = ["spelled"]

EXPONENT_SEARCH = 0.85
EXPONENT_WORDS = 0.5
# Where the network has been asked: it knows which form of a word the sentence wants.
EXPONENT_WORDS_BESIDE_NETWORK = 0.35

# A word that is in no list; and a reading that the search has dropped.
_UNKNOWN_NATS = log(1e-8)
_LEAST_PROBABILITY = 1e-6

# What is surer than this is not asked about. Of a word with more guesses than this nobody can say what it is; and so
# many readings of each are tried, in a word with few of them and in one with more.
_IN_DOUBT = 0.9999
_MOST_GUESSES = 4
_FEW_GUESSES = 2
_READINGS, _READINGS_OF_MANY = 5, 3

# Thai, Khmer and their neighbours have no spaces between words, either.
_UNSPACED = (("\u0e00", "\u109f"), ("\u1780", "\u17ff"))


def spelled(proposal: Proposal, words: WordTable) -> Proposal:
    """Return a proposal whose guesses are weighed by the words that they make."""
    if all(step.probability >= _IN_DOUBT for _, step in proposal.inferred):
        return proposal
    steps = dict(proposal.inferred)
    text = list(proposal.text)
    for begin, end in words_in(proposal.text):
        columns = [column for column in range(begin + 1, end + 1) if column in steps]
        if not 0 < len(columns) <= _MOST_GUESSES or all(steps[column].probability >= _IN_DOUBT for column in columns):
            continue
        word = proposal.text[begin:end]
        if any(_is_unspaced(character) for character in word):
            continue
        places = [column - 1 - begin for column in columns]
        for column, step in zip(columns, _weighed(word, places, [steps[c] for c in columns], words), strict=True):
            steps[column] = step
            text[column - 1] = step.text
    inferred = tuple((column, steps[column]) for column, _ in proposal.inferred)
    return proposal._replace(text="".join(text), inferred=inferred)


def _is_unspaced(character: str) -> bool:
    return character >= FIRST_EAST_ASIAN or is_in(character, *_UNSPACED)


def _weighed(word: str, places: list[int], steps: list[Step], words: WordTable) -> list[Step]:
    """Return the steps of a word, by what words their readings make together."""
    exponent = EXPONENT_WORDS_BESIDE_NETWORK if any(step.network for step in steps) else EXPONENT_WORDS
    most = _READINGS if len(steps) <= _FEW_GUESSES else _READINGS_OF_MANY
    readings = [[(step.text, step.probability), *step.alternatives][:most] for step in steps]
    letters = list(word)
    scores: list[tuple[float, tuple[str, ...]]] = []
    for combination in product(*readings):
        score = 0.0
        for place, (character, probability) in zip(places, combination, strict=True):
            letters[place] = character
            score += EXPONENT_SEARCH * log(max(probability, _LEAST_PROBABILITY))
        frequency = words.log_frequency(listed_form("".join(letters)))
        score += exponent * (_UNKNOWN_NATS if frequency is None else frequency)
        scores.append((score, tuple(character for character, _ in combination)))
    best = max(score for score, _ in scores)
    total = sum(exp(score - best) for score, _ in scores)
    shares: list[dict[str, float]] = [{} for _ in steps]
    for score, characters in scores:
        for share, character in zip(shares, characters, strict=True):
            share[character] = share.get(character, 0.0) + exp(score - best) / total
    return [_step(step, share) for step, share in zip(steps, shares, strict=True)]


def _step(step: Step, shares: dict[str, float]) -> Step:
    """Return a step in which those readings that were tried share what they have together in another way."""
    before = {step.text: step.probability, **dict(step.alternatives)}
    together = sum(before[character] for character in shares)
    after = before | {character: share * together for character, share in shares.items()}
    (text, probability), *alternatives = sorted(after.items(), key=lambda item: (-item[1], item[0]))
    return step._replace(text=text, probability=probability, alternatives=tuple(alternatives))
