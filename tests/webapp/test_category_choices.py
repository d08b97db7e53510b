"""Subjects of cards, with what can be chosen about them."""

from webapp.category_choices import SubjectLinks, subjects_html

LINKS = {
    "category_url": lambda category: f"/arxiv/{category}",
    "follow_url": lambda address, category: f"/{address}+{category}",
    "exclude_url": lambda address, category: f"/{address}-{category}?a&b",
}


def test_a_subject_on_a_list_leads_to_its_category_and_can_be_taken_in_or_left_out() -> None:
    html = subjects_html(("cs.CL", "cs.LG"), SubjectLinks(LINKS, "LIST"))  # type: ignore[arg-type]
    assert '<a class="subject" href="/arxiv/cs.CL" title="Computation and Language">cs.CL</a>' in html
    assert '<a href="/LIST+cs.LG" aria-label="Add cs.LG to this list">+</a>' in html
    assert '<a href="/LIST-cs.LG?a&amp;b" aria-label="Leave cs.LG out of this list">−</a>' in html


def test_a_subject_on_a_paper_s_own_page_only_leads_to_its_category() -> None:
    html = subjects_html(("cs.CL",), SubjectLinks(LINKS, None))
    assert html.count("<a ") == 1


def test_a_subject_nobody_knows_is_text_all_the_same() -> None:
    assert "<b>" not in subjects_html(("<b>",), SubjectLinks(LINKS, None))


def test_a_reader_can_follow_or_exclude_a_subject_of_a_list() -> None:
    html = subjects_html(("cs.CL",), SubjectLinks(LINKS, "LIST", for_reader=True))  # type: ignore[arg-type]
    assert '<button form="following" name="follow" value="cs.CL" aria-label="Follow cs.CL">follow</button>' in html
    assert '<button form="following" name="exclude" value="cs.CL" aria-label="Exclude cs.CL">exclude</button>' in html
