"""Bytes on disk to documents and back: reading, proving, writing without loss.

Knows no linguistics: what is damaged and what it should say is `notefix.pipeline`'s business, and only
`fixing` asks it. Prints nothing. What it refuses, it refuses with a `FileError`, and leaves as it was.
"""
