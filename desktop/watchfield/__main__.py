"""Start Watchfield: ``python -m watchfield``."""

import sys

from watchfield.cli import main

if __name__ == "__main__":
    sys.exit(main())
