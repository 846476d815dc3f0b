"""No test is timed: a machine may be slow or busy, and what comes first makes tables for the rest."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")
