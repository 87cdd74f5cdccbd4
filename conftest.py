"""What the examples in the docstrings may take for granted: the package, the project's review and its first layer."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def example_names() -> dict[str, object]:
    import evidence

    review = evidence.load_review()
    return {"evidence": evidence, "review": review, "layer": evidence.document_layer(review)}


@pytest.fixture(autouse=True)
def _examples(request: pytest.FixtureRequest) -> None:
    """The reference page says the same words before its first example."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("doctest_namespace").update(request.getfixturevalue("example_names"))
