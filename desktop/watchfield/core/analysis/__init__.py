"""From fixes to movements: rules over whole columns, nothing deleted and nothing guessed."""
