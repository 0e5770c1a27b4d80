"""What transponders send, bit by bit."""
