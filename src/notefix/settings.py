"""What a caller can choose. Knows no files and no command line."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from notefix.errors import SettingsError

if TYPE_CHECKING:
    from notefix.channels.channel import Channel
    from notefix.language_model.scorer import Scorer

__all__ = ["DEFAULT_SETTINGS", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to repair.

    Args:
        certainty: a line with a restored character less probable than this is reported as uncertain; 0 to 1.
        uncertain: what becomes of such a line: `guess` takes the best reading, `keep` leaves it as it was.
        channel: the accident, where it is known; a Channel, or its name. None: detect it.
        json_escapes: whether damage that is written in JSON's escapes of four hex digits is repaired, too. HTML's
            entities always are.
        normalize: the profile of rules that give the text its form after repair: `none`, `safe`, `notes`, `notes-zh`,
            `corpus`, `ftfy` (docs/normalization.md), or a Unicode form alone: `NFC`, `NFD`, `NFKC`, `NFKD`.
        select: rules to turn on beside the profile's.
        ignore: rules to turn off. The names of rules of damage and of files (`notefix.rules`) may stand in both; they
            say nothing to the library, but to those who report.
        markup: what the text is written in, so that rules on quotes, widths and the like spare what is no prose:
            `markdown`, `html`, `code`, `plain`; `auto` looks at the text.
        learn_from: UTF-8 files of clean text like the damaged one, best by the same author. How their characters
            follow each other is counted (of up to half a million) and weighed with the model. Lines of them that are
            damaged teach nothing.
        model: a model file that `notefix train` wrote, to weigh readings with.
        model_use: whether that model stands `beside` the built-in one, or `alone`.
        scorer: what weighs the readings of damaged text in place of the built-in model.
        experts: `best` asks a second expert, a neural network, about what the model leaves in doubt; `ngram` does
            not, which takes less time. It is never asked about another `scorer`'s doubts, nor another model's `alone`.

    The last five weigh what a damaged text may have been; whether it is damaged, the built-in model says.

    Raises:
        SettingsError: a value is not one of those.
        ChannelError: the channel's name is not understood.
    """

    certainty: float = 0.99
    uncertain: Literal["guess", "keep"] = "guess"
    channel: Channel | str | None = None
    json_escapes: bool = False
    normalize: str = "none"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    markup: Literal["auto", "markdown", "html", "code", "plain"] = "auto"
    learn_from: tuple[str | os.PathLike[str], ...] = ()
    model: str | os.PathLike[str] | None = None
    model_use: Literal["beside", "alone"] = "beside"
    scorer: Scorer | None = field(default=None, hash=False)  # a caller's may be a dataclass, which has no hash
    experts: Literal["best", "ngram"] = "best"

    def __post_init__(self) -> None:
        """Check every value; a channel's name becomes the channel."""
        if not isinstance(self.certainty, int | float) or not 0.0 <= self.certainty <= 1.0:
            raise SettingsError(f"certainty must be between 0 and 1, not {self.certainty!r}.")
        if self.uncertain not in ("guess", "keep"):
            raise SettingsError(f"uncertain must be 'guess' or 'keep', not {self.uncertain!r}.")
        if not isinstance(self.json_escapes, bool):
            raise SettingsError(f"json_escapes must be True or False, not {self.json_escapes!r}.")
        if self.model_use not in ("beside", "alone"):
            raise SettingsError(f"model_use must be 'beside' or 'alone', not {self.model_use!r}.")
        if self.experts not in ("best", "ngram"):
            raise SettingsError(f"experts must be 'best' or 'ngram', not {self.experts!r}.")
        several = isinstance(self.learn_from, Collection) and not isinstance(self.learn_from, str)
        if not several or not all(isinstance(path, str | os.PathLike) for path in self.learn_from):
            raise SettingsError(f"learn_from must be several paths, not {self.learn_from!r}.")
        object.__setattr__(self, "learn_from", tuple(self.learn_from))
        if not isinstance(self.model, str | os.PathLike | None):
            raise SettingsError(f"model must be a path, not {self.model!r}.")
        methods = (getattr(self.scorer, name, None) for name in ("costs_nats", "shortest", "for_line"))
        if self.scorer is not None and (isinstance(self.scorer, type) or not all(map(callable, methods))):
            raise SettingsError(f"scorer must be an instance of a Scorer, not {self.scorer!r}.")
        if self.markup not in ("auto", "markdown", "html", "code", "plain"):
            raise SettingsError(f"markup must be 'auto', 'markdown', 'html', 'code' or 'plain', not {self.markup!r}.")
        self._check_rules()
        if self.channel is not None:
            from notefix.channels.channel import Channel  # here, so that clean text never loads it

            channel = Channel.parse(self.channel) if isinstance(self.channel, str) else self.channel
            if not isinstance(channel, Channel):
                raise SettingsError(f"channel must be a Channel or its name, not {self.channel!r}.")
            if channel.misreading != channel:
                raise SettingsError("A stated channel cannot spare characters: which ones, each line shows by itself.")
            object.__setattr__(self, "channel", channel)

    def _check_rules(self) -> None:
        """Check the profile and the names of rules, and that no two of them exclude each other."""
        if (self.normalize, self.select, self.ignore) == ("none", (), ()):
            return
        from notefix.normalization.profiles import active_rules, check_names, profile_named  # here: most want no rules
        from notefix.rules import RULES

        object.__setattr__(self, "normalize", profile_named(self.normalize))
        for setting in ("select", "ignore"):
            names = getattr(self, setting)
            several = isinstance(names, Collection) and not isinstance(names, str)
            if not several or not all(isinstance(name, str) for name in names):
                raise SettingsError(f"{setting} must be several names of rules, not {names!r}.")
            check_names(names, [rule.name for rule in RULES], setting)
            object.__setattr__(self, setting, tuple(names))
        active_rules(self.normalize, self.select, self.ignore)


DEFAULT_SETTINGS = Settings()
