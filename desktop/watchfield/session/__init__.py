"""The running application, still without Qt: state, edits, undo, filter, scene."""
