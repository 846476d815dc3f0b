"""Is this damaged, where, and by which channel? Never changes text."""
