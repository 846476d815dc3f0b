"""A baseline: the findings that were there when notefix came, so that only new ones are reported.

It holds hashes and nothing else, in ASCII: a baseline that showed the damaged lines would be repaired by notefix
itself. A finding is known by its rule, its file and what its line says, not by the line's number, so it is still known
when lines are added above it; a line that is changed is looked at again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from notefix.errors import SettingsError

__all__ = ["MAGIC", "baseline_from_text", "baseline_to_text", "fingerprint"]

VERSION = 1

_HEAD = '{\n"what": "findings that notefix knows, as hashes",\n'
# How such a file begins.
MAGIC = _HEAD.encode()

# 80 bits: no two findings of a repository share one by chance.
_DIGITS = 20


def fingerprint(rule: str, path: str, line: str) -> str:
    """Return the hash by which a finding is known.

    Args:
        rule: its name.
        path: the file, with slashes, relative to where the baseline is.
        line: the text of its line, as it stands in the file.
    """
    data = "\0".join((rule, path, line)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def baseline_to_text(fingerprints: Iterable[str]) -> str:
    """Return the content of a baseline file: one hash a line, sorted, so that versions of it can be merged."""
    rows = ",\n".join(f'"{name}"' for name in sorted(set(fingerprints)))
    return f'{_HEAD}"version": {VERSION},\n"findings": [\n{rows}\n]\n}}\n'


def baseline_from_text(text: str, path: str) -> frozenset[str]:
    """Return the hashes of a baseline file.

    Raises:
        SettingsError: it is none, or one of another version.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    findings = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(findings, list):
        raise SettingsError(f"{path}: is no baseline; 'notefix check --write-baseline' makes one.")
    if document.get("version") != VERSION:
        raise SettingsError(f"{path}: is a baseline of another version of notefix; write it again.")
    if not all(isinstance(name, str) for name in findings):
        raise SettingsError(f"{path}: is no baseline: findings must be hashes.")
    return frozenset(findings)
