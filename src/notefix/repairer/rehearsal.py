"""Guess letters that survived, to learn how well the model knows the language at hand.

A model of 80 languages has a word for all others, too: in Belarusian it expects Russian, and is as sure of it as in
Russian, so that nothing in its posteriors gives it away. But of a letter that survived it is known what it is. Some are
hidden here, as if their last byte had been lost, and looked for by the search that finds the others. In languages that
the model has counted that takes it 0.2 to 1.0 nats a letter, in others mostly more, up to 9 (docs/language-model.md);
and the more it takes, the less its word counts.

No letter is changed by this, only what is said of it. Ideographs, kana, Hangul and punctuation are not asked about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import log

from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.language_model.scorer import Scorer
from notefix.repairer.calibration import is_known, tempered
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import decode_line

__all__ = ["less_sure_of_scripts", "surprise_by_script"]

# One letter in so many is hidden, so that the others around it are what the model knows them by; then others, until
# there are enough: the mean of 200 is within 0.1 nats in most languages, and takes 0.1 seconds.
_APART = 8
_ENOUGH = 200

# Where the first ones surprise so far less than those of an unknown language, no more are hidden.
_ENOUGH_WHERE_KNOWN = 50
_FAR = 1.5

# So many characters after the last hidden one of a line the model has forgotten it, and the rest may be long.
_FORGOTTEN = 16

# So many letters' worth of a language that is known are laid beside what is found, as a line or two say little.
_USUAL_LETTERS = 30.0
_USUAL_NATS = 0.5

# No letter is more surprising than this: a single one, of another language, must not speak for all.
_LEAST_PROBABILITY = 1e-6

# What has the same bytes but for the last one.
_LAST_BYTE = 0x3F
_END_OF_LETTERS = "\u2000"


@lru_cache(maxsize=1024)
def _script(character: str) -> str:
    """Return the script of a letter, a vowel sign or a digit outside ASCII; of what is none an empty string."""
    if character.isascii() or character >= _END_OF_LETTERS or unicodedata.category(character)[0] not in "LMN":
        return ""
    return unicodedata.name(character, "").partition(" ")[0]


def _is_letter(character: str) -> bool:
    """Say whether a character may be hidden; no digit, which nothing around it tells."""
    return bool(_script(character)) and not character.isnumeric()


@lru_cache(maxsize=256)
def _rivals(first: int) -> tuple[str, ...]:
    """Return the letters that have the same bytes but for the last one."""
    return tuple(filter(_is_letter, map(chr, range(first, first + _LAST_BYTE + 1))))


def _spread(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield proposals from all over a file, soon."""
    step = max(1, len(proposals) * _APART // _ENOUGH)
    for begin in range(step):
        yield from proposals[begin::step]


def _hidden(proposal: Proposal, turn: int) -> Lattice:
    """Return the lattice of a repaired line in which some letters that survived are hidden."""
    guessed = {column - 1 for column, _ in proposal.inferred}
    letters = [i for i, c in enumerate(proposal.text) if i not in guessed and _is_letter(c)]
    chosen = letters[turn::_APART][:_ENOUGH]
    return {i: (Reading(1, _rivals(ord(proposal.text[i]) & ~_LAST_BYTE), lossy=True),) for i in chosen}


def _surprises(proposals: Sequence[Proposal], scorer: Scorer) -> Iterator[tuple[str, float]]:
    """Yield the script of hidden letters, and how many nats it takes the scorer to find them."""
    for turn in range(_APART):
        for number, proposal in enumerate(_spread(proposals)):
            hidden = _hidden(proposal, (turn + number) % _APART)
            text = proposal.text[: max(hidden, default=0) + _FORGOTTEN]
            for step in decode_line(text, hidden, scorer) if hidden else ():
                if step.lossy:
                    truth = proposal.text[step.place]
                    probability = step.probability if step.text == truth else dict(step.alternatives).get(truth, 0.0)
                    yield _script(truth), -log(max(probability, _LEAST_PROBABILITY))


def surprise_by_script(proposals: Sequence[Proposal], scorer: Scorer) -> dict[str, float]:
    """Return how many nats it takes to find letters that survived, by script; empty where it knows all languages.

    Under an empty string there is what it takes in a script of which nothing survived: the most of all.

    Args:
        proposals: the lines of a file that lost bytes, repaired.
        scorer: what weighed them, before it learned from the file: of what it was shown it would know the answers.
    """
    if not any(_script(step.text) for proposal in proposals for _, step in proposal.inferred):
        return {}
    totals: dict[str, list[float]] = {}
    for number, (script, nats) in enumerate(islice(_surprises(proposals, scorer), _ENOUGH), 1):
        total = totals.setdefault(script, [_USUAL_NATS * _USUAL_LETTERS, _USUAL_LETTERS])
        total[0] += nats
        total[1] += 1
        if number == _ENOUGH_WHERE_KNOWN and is_known(_FAR * max(sum_ / letters for sum_, letters in totals.values())):
            return {}
    surprises = {script: nats / letters for script, (nats, letters) in totals.items()}
    most = max(surprises.values(), default=0.0)
    return {} if is_known(most) else {**surprises, "": most}


def less_sure_of_scripts(proposal: Proposal, lattice: Lattice, surprises: Mapping[str, float]) -> Proposal:
    """Return the proposal with less probability for letters of a language that the model knows badly.

    Where only one reading is possible there is nothing to be unsure of.

    Args:
        proposal: a repaired line.
        lattice: the readings of its damaged spans.
        surprises: what `surprise_by_script` found.
    """
    if not surprises or not proposal.inferred:
        return proposal
    steps = []
    for column, step in proposal.inferred:
        script = _script(step.text)
        if script and sum(len(reading.characters) for reading in lattice.get(step.place, ())) != 1:
            probabilities = (step.probability, *(p for _, p in step.alternatives))
            probability, *others = tempered(probabilities, surprises.get(script, surprises[""]))
            readings = (reading for reading, _ in step.alternatives)
            step = step._replace(probability=probability, alternatives=tuple(zip(readings, others, strict=True)))
        steps.append((column, step))
    return proposal._replace(inferred=tuple(steps))
