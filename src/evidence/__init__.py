"""How strong is the reported evidence for each use of a drug, and does it differ by route?

Nothing is read or computed at import; the heavy libraries are imported by the functions that need them.
"""

from evidence import (
    answers,
    appraisal,
    charts,
    claims,
    methods,
    questions,
    references,
    statement_questions,
    statement_tables,
    statements,
    tables,
    verifications,
    weighing,
    yardstick,
)
from evidence.acceptability import RankAcceptability, dominance, rank_acceptability
from evidence.certainty import Certainty, certainty
from evidence.coverage import covered_area
from evidence.effects import reported_effects
from evidence.judgements import certainty_table
from evidence.layer import Layer, document_layer, layers, publication_layer
from evidence.page import DataTable
from evidence.people import PeopleCount, count_people
from evidence.problem import Problem, ReviewError
from evidence.proportions import pairs_for_percent, proportion
from evidence.quotations import quotation_counts
from evidence.review import Review, check_review, load_review
from evidence.robustness import rank_alternatives
from evidence.votes import VoteCount, count_votes, study_votes, vote_count, within_study_direction

__all__ = [
    "Certainty",
    "DataTable",
    "Layer",
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
    "layers",
    "load_review",
    "methods",
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
    "verifications",
    "vote_count",
    "weighing",
    "within_study_direction",
    "yardstick",
]
