"""The wanted form of text that is not damaged: named rules, off unless a profile or the caller turns them on.

A rule is a pure function of a text to the edits it wants (`rule.py`); `engine.py` runs those that are on, in the one
order that `profiles.py` fixes, until none wants anything any more, and keeps account of what changed where. This room
refuses to guess what a text was before it was damaged: that is the repairer's work, which comes first.
"""
