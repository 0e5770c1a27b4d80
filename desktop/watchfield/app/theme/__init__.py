"""Colours, type, icons and marks: from the token file to Qt."""
