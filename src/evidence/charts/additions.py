"""Annotations and shapes that are put on a figure in one go.

Plotly looks at all earlier ones again with each that is added alone, so that a few hundred would take minutes.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Additions:
    """Gathers annotations and shapes, taking the keywords of ``Figure.add_annotation`` and ``Figure.add_shape``."""

    def __init__(self) -> None:
        self._annotations: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []

    def add_annotation(self, **words: Any) -> None:
        self._annotations.append(words)

    def add_shape(self, **line: Any) -> None:
        self._shapes.append(line)

    def put_on(self, figure: go.Figure) -> None:
        """Add all that was gathered, after what the figure already has."""
        if self._annotations:
            figure.layout.annotations = [*figure.layout.annotations, *self._annotations]
        if self._shapes:
            figure.layout.shapes = [*figure.layout.shapes, *self._shapes]
