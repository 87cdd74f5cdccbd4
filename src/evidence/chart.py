"""A record and the figure drawn from it.

Every chart is made in two steps: all arithmetic ends in a *record* (a table of what is drawn, with the words that go with it),
and only then is a figure drawn. The alternative text and the table twin come from the same record as the marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from evidence.figure_json import literal, plain, slim
from evidence.page import DataTable

MIME = "application/vnd.plotly.v1+json"
CONFIG = {"displayModeBar": False, "responsive": True}


@dataclass(frozen=True)
class Record:
    """What a chart draws and says.

    ``rows`` has one row per mark. ``twin`` is the table that says the same in words. ``alt`` is the text alternative; it must not
    be empty. ``layer`` says whose words the figures are, ``source`` where they stand.
    """

    name: str
    title: str
    rows: pd.DataFrame
    twin: DataTable
    alt: str
    layer: str
    source: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"chart {self.name} has no text alternative")


@dataclass(frozen=True)
class Chart:
    """A drawn record. Displays as a Plotly figure whose plain-text twin is the text alternative."""

    record: Record
    figure: go.Figure

    @property
    def alt(self) -> str:
        return self.record.alt

    @property
    def table(self) -> DataTable:
        """The table twin."""
        return self.record.twin

    @property
    def marks(self) -> int:
        """Number of marks that stand for data; traces that only explain the legend hold none."""
        return sum(_marks(trace) for trace in self.figure.data)

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain JSON values, with ``layout.meta`` naming the chart, its words and its number of marks.

        A ``layout.meta.narrow`` that the figure brings holds what changes on a phone.
        """
        figure = slim(literal(plain(self.figure.to_plotly_json())))
        figure["layout"]["meta"] = {
            **figure["layout"].get("meta", {}),
            "chart": self.record.name,
            "title": self.record.title,
            "alt": self.alt,
            "layer": self.record.layer,
            "source": self.record.source,
            "marks": self.marks,
        }
        return {"data": figure["data"], "layout": figure["layout"], "config": CONFIG}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {MIME: self.to_dict(), "text/plain": f"{self.record.title}. {self.alt}"}


def _marks(trace: Any) -> int:
    values = trace.y if trace.type == "bar" and trace.orientation != "h" else trace.x
    if not values or (trace.type == "scatter" and trace.mode and "markers" not in trace.mode):
        return 0
    return sum(value is not None for value in values)
