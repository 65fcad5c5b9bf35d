"""``python -m koongo_tui``: the same as the command ``koongo-tui``."""

from koongo_tui.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
