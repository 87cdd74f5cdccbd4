"""One module per chart: ``<name>_record`` does the arithmetic, ``<name>`` draws it."""

from evidence.charts.evidence_map import evidence_map, evidence_map_record

__all__ = ["evidence_map", "evidence_map_record"]
