"""Where a chart's static pictures lie, and whether they still show the chart: `<folder>/<notebook>/<chart>.svg`.

Each picture bears the fingerprint of the figure it was drawn from. A picture whose fingerprint differs is *stale*, and
is never shown.
"""

from __future__ import annotations

import re
from pathlib import Path

from evidence.book.chart_markup import PictureLinks
from evidence.book.figures import Figure, folder_figures

_FINGERPRINT = re.compile(r'data-fingerprint="([0-9a-f]{64})"')


def picture_names(figure: Figure) -> tuple[str, str]:
    """File names, relative to the folder of pictures, of the wide and the narrow picture."""
    return f"{figure.notebook}/{figure.name}.svg", f"{figure.notebook}/{figure.name}.narrow.svg"


def picture_fingerprint(picture: Path) -> str | None:
    """The fingerprint that a picture bears; None if there is no such file or no fingerprint in it."""
    try:
        with open(picture, encoding="utf-8") as file:
            found = _FINGERPRINT.search(file.read(2000))
    except (OSError, UnicodeDecodeError):
        return None
    return found[1] if found else None


def is_fresh(figure: Figure, pictures: Path) -> bool:
    """Whether both pictures exist and were drawn from this very figure."""
    return all(picture_fingerprint(Path(pictures) / name) == figure.fingerprint for name in picture_names(figure))


def picture_links(figure: Figure, pictures: str | Path, folder: str) -> PictureLinks | None:
    """Addresses of the pictures below `folder`, or None where they are not fresh."""
    if not str(pictures) or not is_fresh(figure, Path(pictures)):
        return None
    wide, narrow = picture_names(figure)
    return PictureLinks(wide=f"{folder}/{wide}", narrow=f"{folder}/{narrow}")


def stale_pictures(notebooks: Path, pictures: Path) -> list[str]:
    """One line for each picture that is missing, stale or belongs to no chart; empty when all is well.

    `notebooks` is a folder of executed notebooks, `pictures` the folder that holds one folder of pictures a notebook.
    """
    pictures = Path(pictures)
    problems, expected = [], set()
    for figure in folder_figures(notebooks):
        for name in picture_names(figure):
            expected.add(name)
            if not (pictures / name).exists():
                problems.append(f"{name}: missing")
            elif picture_fingerprint(pictures / name) != figure.fingerprint:
                problems.append(f"{name}: stale, the chart has changed")
    found = {path.relative_to(pictures).as_posix() for path in pictures.rglob("*.svg")}
    problems += [f"{name}: belongs to no chart" for name in sorted(found - expected)]
    return problems
