"""How far documents rest on the same publications."""

from __future__ import annotations


def covered_area(inclusions: int, publications: int, documents: int) -> float:
    """Corrected covered area, (N - r) / (r c - r): of all places where a publication could be cited again, the share
    where it is.

    ``inclusions`` N: how often publications are included, over all documents; each counts once per document.
    ``publications`` r: different publications. ``documents`` c: documents compared. 0 where no publication is shared,
    1 where every document has all. The usual bands: below 0.05 slight, to 0.10 moderate, to 0.15 high, above very
    high overlap.

    Raises ValueError for a negative or fractional number, fewer than one publication or two documents (nothing could be
    shared, so there is no share), and an impossible number of inclusions: every publication is in one document at
    least and in all at most.

    Source: Pieper et al., Journal of Clinical Epidemiology 2014;67:368-375.

    >>> covered_area(inclusions=8, publications=3, documents=5)
    0.4166666666666667
    """
    numbers = {"inclusions": inclusions, "publications": publications, "documents": documents}
    for name, number in numbers.items():
        if int(number) != number or number < 0:
            raise ValueError(f"{name} must be a whole number, not {number!r}")
    if publications < 1:
        raise ValueError("the covered area needs at least one publication")
    if documents < 2:
        raise ValueError(f"the covered area needs at least two documents, not {documents}")
    if not publications <= inclusions <= publications * documents:
        raise ValueError(
            f"{publications} publications in {documents} documents make {publications} to {publications * documents} "
            f"inclusions, not {inclusions}"
        )
    return (int(inclusions) - int(publications)) / (int(publications) * (int(documents) - 1))
