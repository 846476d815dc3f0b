"""How could these characters have come from these bytes? Tables and pure functions, no scoring."""
