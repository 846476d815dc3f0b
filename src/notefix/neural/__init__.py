"""Which candidate stands at a damaged place, given everything around it? The second expert beside the n-gram model."""
