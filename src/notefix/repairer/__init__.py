"""Which original is most probable? Never says whether there is damage at all."""
