"""Gestures: one small function each, from the state before to the state after."""
