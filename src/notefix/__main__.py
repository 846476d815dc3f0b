"""Run the command line as `python -m notefix`."""

import sys

from notefix.cli import main

if __name__ == "__main__":
    sys.exit(main())
