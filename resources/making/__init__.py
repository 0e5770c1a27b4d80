"""The steps that make the extracts; `resources/build.py` runs them all."""
