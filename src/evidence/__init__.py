"""How strong is the reported evidence for each use of a drug, and does it differ by route?

Nothing is read or computed at import; the heavy libraries are imported by the functions that need them.

>>> import evidence
>>> review = evidence.load_review()
>>> layer = evidence.document_layer(review)
"""

from evidence import (
    answers,
    appraisal,
    charts,
    claims,
    key_points,
    methods,
    questions,
    references,
    statement_questions,
    statement_tables,
    statements,
    tables,
    use_page,
    verifications,
    weighing,
    yardstick,
)
from evidence.acceptability import RankAcceptability, dominance, rank_acceptability
from evidence.certainty import Certainty, certainty
from evidence.coverage import covered_area
from evidence.effects import reported_effects
from evidence.exporting import export_record, export_review, export_table
from evidence.importing import import_table
from evidence.judgements import certainty_table
from evidence.layer import Layer, document_layer, layers, publication_layer
from evidence.one_use import OneUse, one_use, use_slugs
from evidence.page import DataTable
from evidence.people import PeopleCount, count_people
from evidence.problem import Problem, ReviewError
from evidence.proportions import pairs_for_percent, proportion
from evidence.quotations import quotation_counts
from evidence.review import Review, check_review, load_review
from evidence.robustness import rank_alternatives
from evidence.sliders import weight_sliders
from evidence.starter import new_review
from evidence.votes import VoteCount, count_votes, study_votes, vote_count, within_study_direction

__all__ = [
    "Certainty",
    "DataTable",
    "Layer",
    "OneUse",
    "PeopleCount",
    "Problem",
    "RankAcceptability",
    "Review",
    "ReviewError",
    "VoteCount",
    "answers",
    "appraisal",
    "certainty",
    "certainty_table",
    "charts",
    "check_review",
    "claims",
    "count_people",
    "count_votes",
    "covered_area",
    "document_layer",
    "dominance",
    "export_record",
    "export_review",
    "export_table",
    "import_table",
    "key_points",
    "layers",
    "load_review",
    "methods",
    "new_review",
    "one_use",
    "pairs_for_percent",
    "proportion",
    "publication_layer",
    "questions",
    "quotation_counts",
    "rank_acceptability",
    "rank_alternatives",
    "references",
    "reported_effects",
    "statement_questions",
    "statement_tables",
    "statements",
    "study_votes",
    "tables",
    "use_page",
    "use_slugs",
    "verifications",
    "vote_count",
    "weighing",
    "weight_sliders",
    "within_study_direction",
    "yardstick",
]
