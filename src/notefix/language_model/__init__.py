"""How probable is a character after others? Loading, asking and building the model."""
