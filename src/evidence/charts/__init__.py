"""One module per chart: ``<name>_record`` does the arithmetic, ``<name>`` draws it."""

from evidence.charts.certainty_levels import certainty_levels, certainty_levels_record
from evidence.charts.effect_directions import effect_directions, effect_directions_record
from evidence.charts.evidence_map import evidence_map, evidence_map_record
from evidence.charts.percent_changes import percent_changes, percent_changes_record
from evidence.charts.reported_proportions import reported_proportions, reported_proportions_record
from evidence.charts.route_comparison import route_comparison, route_comparison_record
from evidence.charts.vote_shares import vote_shares, vote_shares_record

__all__ = [
    "certainty_levels",
    "certainty_levels_record",
    "effect_directions",
    "effect_directions_record",
    "evidence_map",
    "evidence_map_record",
    "percent_changes",
    "percent_changes_record",
    "reported_proportions",
    "reported_proportions_record",
    "route_comparison",
    "route_comparison_record",
    "vote_shares",
    "vote_shares_record",
]
