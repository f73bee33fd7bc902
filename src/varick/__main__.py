"""``python -m varick``."""

from varick.cli import main

if __name__ == "__main__":
    main()
