"""What the user has said to leave alone: by a marker in the text, in a list, in a baseline, by what git knows.

Decides nothing about damage: it is asked about findings that others made, and says which of them were expected.
Touches no disk.
"""
