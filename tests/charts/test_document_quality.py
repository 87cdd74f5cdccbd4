"""The benchmarks are drawn as coded, with the line that shows each."""

from evidence.charts.document_quality import BENCHMARK_MARKS, document_quality, document_quality_record


def test_one_mark_per_benchmark_and_document(review):
    record = document_quality_record(review)
    assert len(record.rows) == 4 * len(review.documents) == document_quality(record).marks
    assert record.rows.state.value_counts().to_dict() == {"not met": 8, "met": 5, "partly met": 7}


def test_cells_are_those_of_the_table(review):
    record = document_quality_record(review)
    coded = review.documents.set_index("document_id")
    for cell in record.rows.itertuples():
        assert cell.state == coded.loc[cell.column, cell.label.lower()]
    assert record.twin.rows.set_index("Benchmark").loc["Authorship", "selfhacked"] == "met (line 5)"


def test_levels_differ_in_symbol():
    assert len({mark.symbol for mark in BENCHMARK_MARKS.values()}) == len(BENCHMARK_MARKS)


def test_no_score_is_made(review):
    assert "nothing is added up" in document_quality_record(review).alt
