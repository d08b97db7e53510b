"""Trails and articles as readers see them, in both languages."""

import re
from html import unescape

import pytest
from lxml import html

from crawler.articles import Post, Shipped, shipped
from crawler.store import articles, feeds
from crawler.store.session import writing
from tests.webapp.stand import FRIDAY_MORNING, CountedQueries, Stand

WHAT = shipped()
TRAILS = [f"/articles/{trail.slug}" for trail in WHAT.trails]


def with_articles(shop: Stand, what: Shipped = WHAT) -> Stand:
    """A stand that holds what ships."""
    with writing(shop.engine) as session:
        articles.take_shipped(session, what, FRIDAY_MORNING)
    return shop


def post(shop: Stand, title: str, *papers: str, number: int = 1, teaser: str = "A line.") -> None:
    """Hold a post of an invented blog."""
    given = Post(
        key=f"tag:{number}", url=f"https://blog.example/posts/{number}", title=title, published=FRIDAY_MORNING,
        tags=("notes",), teaser=teaser, papers=papers, state=title,
    )  # fmt: skip
    with writing(shop.engine) as session:
        [feed] = feeds.follow(session, ["https://blog.example/feed"], FRIDAY_MORNING)
        articles.take_posts(session, feed, [given], FRIDAY_MORNING)


def links(text: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', text)]


def test_every_article_and_paper_that_ships_is_linked_and_its_links_answer(shop: Stand) -> None:
    client = with_articles(shop).client()
    index = client.get("/articles").text
    assert {link for link in links(index) if link in TRAILS} == set(TRAILS)
    for article in WHAT.articles:
        path = f"/articles/{article.slug}"
        assert index.count(f'href="{path}"') == 1
        page = client.get(path)
        assert page.status_code == 200
        tree = html.fromstring(page.text)
        assert tree.xpath("//a[@class='source']/@href") == [article.url]
        assert sorted(tree.xpath("//div[contains(@class,'paper')]/@id")) == sorted(p.arxiv_id for p in article.papers)
        for paper in article.papers:
            assert f"https://arxiv.org/abs/{paper.arxiv_id}" in links(page.text)
            assert f"/arxiv/{paper.arxiv_id}" in links(page.text)
        for _, address in article.elsewhere:
            assert address in links(page.text)
        for topic in article.topics:
            assert f'href="{path}"' in client.get(f"/articles/{topic}").text


def test_a_trail_shows_its_series_first_and_then_the_topics_other_articles(shop: Stand) -> None:
    page = with_articles(shop).client().get("/articles/low-rank").text
    tree = html.fromstring(page)
    stops = [link.rpartition("/")[2] for link in tree.xpath("//ol[@class='stops']/li/h3/a/@href")]
    assert stops[:5] == ["10366", "10407", "10427", "10501", "10662"]
    assert len(stops) == 12
    assert [heading.text for heading in tree.xpath("//section/h2")] == ["The series", "More on the topic"]
    assert [int(value) for value in tree.xpath("//ol[@class='stops']/li/@value")] == list(range(1, 13))


@pytest.mark.parametrize("path", TRAILS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_trails_map_links_every_article_and_the_papers_it_is_about(shop: Stand, path: str, language: str) -> None:
    page = with_articles(shop).client().get(f"{path}?lang={language}")
    assert page.headers["Content-Language"] == language
    tree = html.fromstring(page.text)
    [drawn] = tree.xpath("//figure/*[local-name()='svg']")
    on_map = drawn.xpath(".//*[local-name()='a']/@href")
    on_list = tree.xpath("//ol[@class='stops']/li/h3/a/@href")
    assert [link for link in on_map if link.startswith("/articles/")] == on_list
    about = set(tree.xpath("//p[@class='papers']/a/@href"))
    assert about <= set(on_map)
    assert all(link.xpath("./*[local-name()='title']/text()") for link in drawn.xpath(".//*[local-name()='a']"))


def test_introductions_and_notes_have_their_formulas_set(shop: Stand) -> None:
    client = with_articles(shop).client()
    for language in ("en", "zh"):
        page = client.get(f"/articles/low-rank?lang={language}").text
        assert "<math" in page
        assert "$" not in re.sub(r"<annotation.*?</annotation>", "", page)


def test_the_browsers_language_decides_unless_the_address_does(shop: Stand) -> None:
    client = with_articles(shop).client()
    chinese = client.get("/articles", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert "阅读路线" in chinese.text
    assert "Accept-Language" in chinese.headers["Vary"]
    assert "?lang=" not in "".join(link for link in links(chinese.text) if link in TRAILS)
    english = client.get("/articles?lang=en", headers={"Accept-Language": "zh"})
    assert "Reading trails" in english.text
    assert "/articles/low-rank?lang=en" in links(english.text)
    assert "Reading trails" in client.get("/articles?lang=xx").text
    assert "Reading trails" in client.get("/articles", headers={"Accept-Language": "de"}).text


def test_an_article_tells_its_place_and_leads_to_the_one_before_and_after(shop: Stand) -> None:
    tree = html.fromstring(with_articles(shop).client().get("/articles/10407").text)
    assert "Part 2 of 低秩近似之路" in tree.text_content()
    assert "Article 2 of 12 on Low-rank approximation" in tree.text_content()
    assert tree.xpath("//nav[@class='place']/a[@rel='prev']/@href") == ["/articles/10366"]
    assert tree.xpath("//nav[@class='place']/a[@rel='next']/@href") == ["/articles/10427"]


def test_a_held_paper_stands_as_a_full_card_and_another_as_the_facts_there_are(shop: Stand) -> None:
    shop.paper("2407.05000", "cs.LG", title="LoRA-GA, as it calls itself")
    page = with_articles(shop).client().get("/articles/10226").text
    tree = html.fromstring(page)
    held = tree.get_element_by_id("2407.05000")
    assert "LoRA-GA, as it calls itself" in held.text_content()
    assert held.xpath(".//p[@class='summary']")
    assert held.xpath(".//a[@class='number']")[0].text == "#1"
    assert held.xpath(".//button[@name='star']")
    missing = tree.get_element_by_id("2402.09353")
    assert missing.get("data-held") == "no"
    assert "DoRA: Weight-Decomposed Low-Rank Adaptation" in missing.text_content()
    assert missing.xpath(".//a[@class='title-pdf']/@href") == ["https://arxiv.org/pdf/2402.09353"]


def test_a_remembered_title_is_called_uncertain_until_the_paper_is_held(shop: Stand) -> None:
    client = with_articles(shop).client()

    def told() -> str:
        text: str = html.fromstring(client.get("/articles/10226").text).get_element_by_id("2312.03732").text_content()
        return text

    assert "title uncertain" in told()
    shop.paper("2312.03732", "cs.LG", title="Its own title")
    assert "title uncertain" not in told()
    assert "Its own title" in told()


def test_a_paper_whose_title_nobody_read_goes_by_its_number(shop: Stand) -> None:
    page = html.fromstring(with_articles(shop).client().get("/articles/10320").text)
    assert page.get_element_by_id("title-2408.07010").text_content() == "arXiv:2408.07010"
    assert "title not known yet" in page.get_element_by_id("2408.07010").text_content()


def test_an_article_without_papers_says_so_and_one_that_nobody_read_says_that(shop: Stand) -> None:
    client = with_articles(shop).client()
    assert "links no paper on arXiv" in client.get("/articles/9").text
    assert "is not known yet" in client.get("/articles/11885").text


def test_other_articles_on_the_same_papers_are_named_with_what_they_share(shop: Stand) -> None:
    tree = html.fromstring(with_articles(shop).client().get("/articles/10266").text)
    related = tree.xpath("//ul[@class='lines']/li/a/@href")
    assert "/articles/10226" in related


def test_a_papers_card_and_page_say_where_it_is_explained(shop: Stand) -> None:
    shop.announce("2407.05000", "cs.LG")
    shop.announce("2407.09999", "cs.LG")
    client = with_articles(shop).client()
    for path in ("/arxiv/cs.LG", "/arxiv/2407.05000", "/arxiv/2407.05000,2407.09999"):
        tree = html.fromstring(client.get(path).text)
        [line] = tree.xpath("//p[@class='explained'][not(ancestor::header)]")
        assert line.text_content().startswith("Explained in Aligning with full fine-tuning")
        assert line.xpath("./a/@href") == ["/articles/10226", "/articles/10266"]


def test_a_card_names_three_articles_and_counts_the_others(shop: Stand) -> None:
    shop.announce("2104.09864", "cs.CL")
    tree = html.fromstring(with_articles(shop).client().get("/arxiv/cs.CL").text)
    [line] = tree.xpath("//article/p[@class='explained']")
    assert len(line.xpath("./a")) == 3
    assert re.search(r"cited in .* and \d other articles$", line.text_content())


def test_a_day_with_an_explained_paper_marks_it(shop: Stand) -> None:
    shop.announce("2407.05000", "cs.LG")
    shop.announce_many(3, "cs.LG")
    client = with_articles(shop).client()
    header = html.fromstring(client.get("/arxiv/cs.LG").text).xpath(
        "//header[@data-total]/p[@class='explained']/a/@href"
    )
    assert header == ["#2407.05000"]
    beyond = html.fromstring(client.get("/arxiv/cs.LG?show=1").text).xpath("//header/p[@class='explained']/a/@href")
    assert beyond == ["/arxiv/2407.05000"]
    assert 'class="explained"' not in client.get("/arxiv/cs.CL").text


def test_a_new_part_stands_on_its_trail_on_its_papers_and_has_a_page(shop: Stand) -> None:
    shop.announce("2611.00001", "cs.LG")
    with_articles(shop)
    post(shop, "低秩近似之路（六）：续篇", "2611.00001", "2611.00002")
    client = shop.client()
    stops = html.fromstring(client.get("/articles/low-rank").text).xpath("//ol[@class='stops']/li/h3/a/@href")
    assert stops[5] == "/articles/blog.example/1"
    page = html.fromstring(client.get("/articles/blog.example/1").text)
    assert page.xpath("//a[@rel='prev']/@href") == ["/articles/10662"]
    assert page.xpath("//div[contains(@class,'paper')]/@id") == ["2611.00001", "2611.00002"]
    card = html.fromstring(client.get("/arxiv/cs.LG").text).xpath("//article/p[@class='explained']")[0]
    assert card.text_content() == "Explained in 低秩近似之路（六）：续篇"


def test_what_a_blog_says_is_text_never_markup(shop: Stand) -> None:
    shop.announce("2611.00001", "cs.LG")
    post(shop, "<script>alert(1)</script> & “x”", "2611.00001", teaser="<img src=x onerror=alert(1)> $\\frac$")
    client = shop.client()
    for path in ("/articles", "/articles/blog.example/1", "/arxiv/cs.LG", "/arxiv/2611.00001"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "path", ["/articles/no-such-trail", "/articles/99999", "/articles/kexue.fm/none", "/articles/x/y/z"]
)
def test_what_there_is_not_is_a_404(shop: Stand, path: str) -> None:
    assert with_articles(shop).client().get(path).status_code == 404


def test_a_site_without_articles_says_so(shop: Stand) -> None:
    page = shop.client().get("/articles")
    assert page.status_code == 200
    assert "No articles are held here yet" in page.text
    assert "Reading trails" not in shop.client().get("/").text


def test_the_home_page_links_the_trails(shop: Stand) -> None:
    page = with_articles(shop).client().get("/").text
    assert set(TRAILS) <= set(links(page))


def test_the_number_of_queries_grows_neither_with_papers_nor_with_articles(shop: Stand) -> None:
    client = with_articles(shop).client()
    counts = {}
    for path in ("/articles/softmax", "/articles/attention", "/articles/9", "/articles/11033"):
        with CountedQueries(client.application.extensions["paperstand"].engine) as queries:
            assert client.get(path).status_code == 200
        counts[path] = queries.count
    assert counts["/articles/softmax"] == counts["/articles/attention"]
    assert counts["/articles/11033"] <= counts["/articles/9"] + 2 <= 12
