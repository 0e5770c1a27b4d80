"""Start Watchfield: ``python -m watchfield``. The frozen program is its own worker too, when its parent says so."""

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["--read-for-parent"] and len(sys.argv) == 3:
        from watchfield.isolation.worker import main as read_for_parent

        read_for_parent(int(sys.argv[2]))
        sys.exit()
    from watchfield.cli import main

    sys.exit(main())
