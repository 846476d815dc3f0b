"""Outcome to characters: for a reader at a terminal, for a program, for `patch`.

Decides nothing: what is damaged, how sure a guess is and what the exit code will be is settled before. Pure
functions: the same outcome gives the same characters, whatever the terminal, the locale or the time.
"""
