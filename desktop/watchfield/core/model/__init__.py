"""What the program talks about: fixes and tracks in columns, everything small as frozen values."""
