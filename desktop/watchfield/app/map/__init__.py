"""The map: the picture that is drawn elsewhere, and what moves on top of it."""
