"""All rules by name. This loads every rule's module, but neither regex nor ftfy nor the parser of Markdown."""

from __future__ import annotations

from notefix.normalization import (
    chinese,
    controls,
    dashes,
    entities,
    ftfy_steps,
    invisible,
    line_endings,
    quotes,
    spaces,
    suspicion,
    unicode_form,
    width,
)
from notefix.normalization.profiles import ORDER
from notefix.normalization.rule import Rule

__all__ = ["RULES"]

_MODULES = (
    chinese,
    controls,
    dashes,
    entities,
    ftfy_steps,
    invisible,
    line_endings,
    quotes,
    spaces,
    suspicion,
    unicode_form,
    width,
)
_BY_NAME = {rule.name: rule for module in _MODULES for rule in module.RULES}

RULES: dict[str, Rule] = {name: _BY_NAME[name] for name in ORDER}
"""Every rule, in the order in which they run."""
