"""Which scorers weigh the readings of a text: what the settings offer, and what the text itself teaches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from notefix.errors import FileError
from notefix.language_model.adapted import AdaptedScorer, Learned
from notefix.language_model.model import LanguageModel, built_in_model
from notefix.language_model.scorer import MixedScorer, Scorer
from notefix.lines import split_lines
from notefix.repairer.proposal import Proposal
from notefix.scripts import IDEOGRAPHS, SYLLABLES, is_in
from notefix.settings import Settings

__all__ = [
    "NO_EXPERTS",
    "Experts",
    "choose_scorer",
    "experts_of",
    "offered_scorers",
    "pieces_of_line",
    "pieces_of_proposal",
    "taught",
]

# From a repaired line what is at least so probable is learned; what is not separates one piece from the next. On the
# user's notes 0.8 leaves 5 % less surprise than 0.97. No guess at a letter or a syllable is learned from: the same few
# are damaged wherever they stand, so that nothing but guesses would speak for a guess. docs/language-model.md has what
# that was worth.
_LEAST_PROBABILITY_LEARNED = 0.8
_LAST_LETTER = "\u1fff"

# Shares of a model beside the built-in one, and weights of the other scorer's word beside what was learned from the
# user's files; the likeliest first, which counts where the text does not say which is best.
_SHARES = (0.5, 0.2, 0.8)
_STRENGTHS = (1.0, 0.25, 4.0)

# On so many surviving characters outside ASCII the choice among them is made.
_EVIDENCE_CHARS = 4_000
_CONTEXT_CHARS = 32


@lru_cache(maxsize=4)
def offered_scorers(settings: Settings, damaged_lines: Callable[[str], set[int]]) -> tuple[Scorer, ...]:
    """Return the scorers that the settings allow, the one to begin with first.

    Args:
        settings: their `scorer`, `model`, `model_use` and `learn_from` are used.
        damaged_lines: says which lines of a text are damaged, from 1; they teach nothing.

    Raises:
        ModelError: a model file cannot be used.
        FileError: a file to learn from cannot be read.
    """
    base: Scorer = settings.scorer or built_in_model()
    scorers = [base]
    if settings.model is not None:
        model = LanguageModel.open(Path(settings.model))
        scorers = [model] if settings.model_use == "alone" else [MixedScorer(base, model, share) for share in _SHARES]
    if settings.learn_from:
        learned = Learned(_clean_pieces(settings.learn_from, damaged_lines))
        scorers = [AdaptedScorer(scorer, learned, strength) for scorer in scorers for strength in _STRENGTHS]
    return tuple(scorers)


class Experts(NamedTuple):
    """Who weighs what is in doubt beside the scorers: the words that are restored, and the network."""

    words: bool
    network: bool


NO_EXPERTS = Experts(words=False, network=False)


def experts_of(settings: Settings) -> Experts:
    """Return who weighs what is in doubt beside the scorers: nobody where the user has chosen another one."""
    own = settings.scorer is not None or (settings.model is not None and settings.model_use == "alone")
    return NO_EXPERTS if own else Experts(words=True, network=settings.experts == "best")


def _clean_pieces(paths: Iterable[object], damaged_lines: Callable[[str], set[int]]) -> list[str]:
    pieces: dict[str, None] = {}
    for path in paths:
        try:
            text = Path(str(path)).read_bytes().decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise FileError(f"{path} cannot be learned from: it is not UTF-8 at byte {error.start}.") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FileError(f"{path} cannot be learned from: {reason}.") from error
        damaged = damaged_lines(text)
        lines = (line.text for number, line in enumerate(split_lines(text), 1) if number not in damaged)
        pieces.update(dict.fromkeys(piece for line in lines for piece in pieces_of_line(line)))
    return list(pieces)


def pieces_of_line(line: str) -> tuple[str, ...]:
    """Return a line that is whole as one piece to learn from."""
    return (f"\n{line}\n",) if line else ()


def pieces_of_proposal(proposal: Proposal, foreign: Collection[str] = ()) -> tuple[str, ...]:
    """Return what can be learned from a repaired line: the pieces between what is in doubt, or foreign to the file."""
    pieces = []
    begin = 0
    text = f"\n{proposal.text}\n"
    for column, step in proposal.inferred:
        if step.probability < _LEAST_PROBABILITY_LEARNED or step.text in foreign or _is_of_few(step.text):
            pieces.append(text[begin:column])
            begin = column + 1
    pieces.append(text[begin:])
    return tuple(piece for piece in pieces if len(piece) > 1)


def _is_of_few(character: str) -> bool:
    """Say whether a character is of an alphabet or syllabary, each of whose characters is in every line."""
    if character >= IDEOGRAPHS[0]:
        return is_in(character, SYLLABLES)
    return character <= _LAST_LETTER or character.isalpha()


def choose_scorer(scorers: Sequence[Scorer], proposals: Iterable[Proposal]) -> Scorer:
    """Return the scorer under which the characters that survived are most probable; the first where none are."""
    if len(scorers) == 1:
        return scorers[0]
    costs = [0.0] * len(scorers)
    seen = 0
    for proposal in proposals:
        inferred = {column for column, _ in proposal.inferred}
        for column, character in enumerate(proposal.text, 1):
            if character.isascii() or column in inferred or seen >= _EVIDENCE_CHARS:
                continue
            seen += 1
            context = "\n" + proposal.text[: column - 1]
            for i, scorer in enumerate(scorers):
                costs[i] += scorer.costs_nats(scorer.shortest(context[-_CONTEXT_CHARS:]), (character,))[0]
    return scorers[min(range(len(scorers)), key=costs.__getitem__)]


def taught(scorer: Scorer, pieces: Iterable[str]) -> AdaptedScorer:
    """Return a scorer that has read the text at hand."""
    return AdaptedScorer(scorer, Learned(pieces))
