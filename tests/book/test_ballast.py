from __future__ import annotations

from evidence.book.ballast import slim_page


def test_indentation_goes_and_a_line_break_stays_one():
    assert slim_page("<p>\n    one\n\n\n    two   three</p>") == "<p>\none\ntwo   three</p>"


def test_what_is_shown_or_run_as_it_is_written_stays():
    code = "<pre>def f():\n    return 1\n\n</pre><script>if (a)\n    b() // <!-- c -->\n</script>"
    assert slim_page(f"<p>\n  x</p>{code}\n\n<p>") == f"<p>\nx</p>{code}\n<p>"


def test_comments_and_the_script_for_signs_go():
    page = '<!-- why\n --><script defer src="_static/scripts/fontawesome.js?digest=1"></script><i class="fa-bars"></i>'
    assert slim_page(page) == '<i class="fa-bars"></i>'
