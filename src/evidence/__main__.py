"""``python -m evidence`` is the command ``evidence``."""

from evidence.cli import app

app()
