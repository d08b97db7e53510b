"""arXiv papers in the texts and links of posts."""

import pytest

from crawler.articles import article_key, arxiv_ids_in
from crawler.articles.links import MOST_PAPERS


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2402.12354",
        "http://www.arxiv.org/abs/2402.12354v3",
        "https://export.arxiv.org/pdf/2402.12354v1.pdf",
        "https://arxiv.org/pdf/2402.12354",
        "https://arxiv.org/html/2402.12354v1#S2",
        "https://papers.cool/arxiv/2402.12354",
        "https://doi.org/10.48550/arXiv.2402.12354",
        "doi:10.48550/ARXIV.2402.12354",
        "参见arXiv:2402.12354。",
        "(arXiv: 2402.12354v2)",
        "https://arxiv.org/abs/2402.12354?context=cs",
        '<a href="https://arxiv.org/abs/2402.12354">[1]</a>',
        "https://alphaxiv.org/abs/2402.12354",
        "https://huggingface.co/papers/2402.12354",
    ],
)
def test_a_paper_is_found_in_every_form_of_link(text: str) -> None:
    assert arxiv_ids_in([text]) == ("2402.12354",)


@pytest.mark.parametrize(
    "text", ["https://arxiv.org/abs/hep-th/9901001v2", "https://arxiv.org/abs/hep-th%2F9901001", "arXiv:hep-th/9901001"]
)
def test_old_identifiers_are_found_too(text: str) -> None:
    assert arxiv_ids_in([text]) == ("hep-th/9901001",)


def test_several_papers_come_once_each_in_their_order() -> None:
    texts = ["https://papers.cool/arxiv/2404.00002,2404.00001", "arXiv:2404.00001 and https://arxiv.org/abs/2404.00003"]
    assert arxiv_ids_in(texts) == ("2404.00002", "2404.00001", "2404.00003")


@pytest.mark.parametrize(
    "text",
    [
        "2402.12354",
        "version 2402.12354 of the program",
        "https://notarxiv.org/abs/2402.12354",
        "https://arxiv.org/abs/2402.123545",
        "https://arxiv.org/abs/2413.00001",
        "https://arxiv.org/abs/nothing/9901001",
        "https://arxiv.org/list/cs.CL/new",
        "myarxiv:2402.12354",
    ],
)
def test_what_is_no_paper_of_arxivs_is_passed_over(text: str) -> None:
    assert arxiv_ids_in([text]) == ()


def test_a_text_that_names_thousands_counts_for_a_few() -> None:
    assert len(arxiv_ids_in(" ".join(f"arXiv:2402.{number:05d}" for number in range(1, 3000)).split())) == MOST_PAPERS


@pytest.mark.parametrize(
    "written", ["https://kexue.fm/archives/1", "http://kexue.fm/archives/1/", "HTTPS://kexue.fm/archives/1"]
)
def test_an_address_is_the_same_post_with_or_without_s_and_slash(written: str) -> None:
    assert article_key(written) == "kexue.fm/archives/1"


def test_a_guid_that_is_no_address_stays_as_it_is() -> None:
    assert article_key("tag:invented.example,2026:1") == "tag:invented.example,2026:1"
