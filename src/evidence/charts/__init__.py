"""One module per chart: ``<name>_record`` does the arithmetic, ``<name>`` draws it.

>>> record = evidence.charts.evidence_map_record(layer)
>>> chart = evidence.charts.evidence_map(record)
>>> chart.alt == record.alt
True
"""

from evidence.charts.agreement_matrix import agreement_matrix, agreement_matrix_record
from evidence.charts.central_weights import central_weights, central_weights_record
from evidence.charts.certainty_levels import certainty_levels, certainty_levels_record
from evidence.charts.claimed_ranges import claimed_ranges, claimed_ranges_record
from evidence.charts.document_quality import document_quality, document_quality_record
from evidence.charts.effect_directions import effect_directions, effect_directions_record
from evidence.charts.every_finding import every_finding, every_finding_record
from evidence.charts.evidence_map import evidence_map, evidence_map_record
from evidence.charts.layer_change import layer_change, layer_change_record
from evidence.charts.leave_one_out import leave_one_out, leave_one_out_record
from evidence.charts.percent_changes import percent_changes, percent_changes_record
from evidence.charts.quotation_rates import quotation_rates, quotation_rates_record
from evidence.charts.quotation_verdicts import quotation_verdicts, quotation_verdicts_record
from evidence.charts.rank_shares import rank_shares, rank_shares_record
from evidence.charts.reported_proportions import reported_proportions, reported_proportions_record
from evidence.charts.route_comparison import route_comparison, route_comparison_record
from evidence.charts.vote_shares import vote_shares, vote_shares_record

__all__ = [
    "agreement_matrix",
    "agreement_matrix_record",
    "central_weights",
    "central_weights_record",
    "certainty_levels",
    "certainty_levels_record",
    "claimed_ranges",
    "claimed_ranges_record",
    "document_quality",
    "document_quality_record",
    "effect_directions",
    "effect_directions_record",
    "every_finding",
    "every_finding_record",
    "evidence_map",
    "evidence_map_record",
    "layer_change",
    "layer_change_record",
    "leave_one_out",
    "leave_one_out_record",
    "percent_changes",
    "percent_changes_record",
    "quotation_rates",
    "quotation_rates_record",
    "quotation_verdicts",
    "quotation_verdicts_record",
    "rank_shares",
    "rank_shares_record",
    "reported_proportions",
    "reported_proportions_record",
    "route_comparison",
    "route_comparison_record",
    "vote_shares",
    "vote_shares_record",
]
