"""How strong is the reported evidence for each use of a drug, and does it differ by route?

Nothing is read or computed at import; the heavy libraries are imported by the functions that need them.
"""

from evidence import answers, charts, questions, tables
from evidence.layer import Layer, document_layer, layers, publication_layer
from evidence.page import DataTable
from evidence.people import PeopleCount, count_people
from evidence.problem import Problem, ReviewError
from evidence.review import Review, check_review, load_review
from evidence.votes import VoteCount, count_votes, study_votes, vote_count, within_study_direction

__all__ = [
    "DataTable",
    "Layer",
    "PeopleCount",
    "Problem",
    "Review",
    "ReviewError",
    "VoteCount",
    "answers",
    "charts",
    "check_review",
    "count_people",
    "count_votes",
    "document_layer",
    "layers",
    "load_review",
    "publication_layer",
    "questions",
    "study_votes",
    "tables",
    "vote_count",
    "within_study_direction",
]
