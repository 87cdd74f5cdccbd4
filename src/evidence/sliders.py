"""Weights as sliders, for readers who run the notebook.

A slider needs a running kernel. What is stored, and what the book shows, is therefore a sentence that says where the sliders
stand; the book's own answer is the chart over all weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from evidence import wording
from evidence.chart import Chart
from evidence.charts.rank_shares import rank_shares, rank_shares_record
from evidence.layer import Layer
from evidence.robustness import CRITERIA

if TYPE_CHECKING:
    import ipywidgets

VIEW = "application/vnd.jupyter.widget-view+json"
# The widget that bears a name now. A cell that runs again makes another of the same name, and the former has to be closed first.
_SHOWN: WeakValueDictionary[str, Any] = WeakValueDictionary()
MOST = 10  # a slider runs from 0, which leaves the criterion out, to this


@dataclass(frozen=True, eq=False)
class WeightSliders:
    """One slider per criterion, and below them the ranks that their weights lead to.

    Only the ratios of the weights matter. All sliders start in the middle; at 0 a criterion counts nothing, and with all at 0
    nothing is drawn.
    """

    layer: Layer

    @property
    def weights(self) -> dict[str, int]:
        """The weights that the sliders stand at, criterion → 0 to 10."""
        return {name: slider.value for name, slider in self._sliders.items()}

    def chart(self) -> Chart | None:
        """The chart of the present weights; None while every weight is 0."""
        if not any(self.weights.values()):
            return None
        return rank_shares(rank_shares_record(self.layer, weights=self.weights))

    @cached_property
    def _sliders(self) -> dict[str, ipywidgets.IntSlider]:
        import ipywidgets

        return {
            name: ipywidgets.IntSlider(
                value=MOST // 2, min=0, max=MOST, description=name, continuous_update=False, tooltip=rule.measures
            )
            for name, rule in CRITERIA.items()
        }

    @cached_property
    def widget(self) -> ipywidgets.VBox:
        """Sliders and chart as one widget, drawn anew whenever a slider is let go."""
        import ipywidgets

        shown = ipywidgets.Output()

        def draw(_change: Any = None) -> None:
            chart = self.chart()
            if chart is None:
                bundle = {"text/plain": "All weights are 0: nothing can be ordered."}
            else:
                bundle = chart._repr_mimebundle_()
            shown.outputs = ({"output_type": "display_data", "data": bundle, "metadata": {}},)

        for slider in self._sliders.values():
            slider.observe(draw, names="value")
        draw()
        # The name is fixed: a random one would differ on every run.
        name = f"weights{self.layer.suffix}"
        if name in _SHOWN:
            _SHOWN[name].close()
        _SHOWN[name] = box = ipywidgets.VBox([*self._sliders.values(), shown], model_id=name)
        return box

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        view = {"model_id": self.widget.model_id, "version_major": 2, "version_minor": 0}
        words = (
            f"Where this notebook runs, {wording.count(len(CRITERIA), 'slider')} stand here: {wording.join(list(CRITERIA))}. "
            "Below them the ranks are drawn for the weights that you set."
        )
        return {VIEW: view, "text/markdown": words, "text/plain": words}


def weight_sliders(layer: Layer) -> WeightSliders:
    """Sliders for the weights of the criteria, for a notebook that runs.

    >>> import evidence
    >>> sliders = evidence.weight_sliders(evidence.document_layer(evidence.load_review()))
    >>> sorted(set(sliders.weights.values()))
    [5]
    """
    return WeightSliders(layer)
