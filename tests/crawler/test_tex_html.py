"""Formulas become MathML, whatever they are and whatever the engine does."""

from __future__ import annotations

import gzip
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler.tex import ENGINE_VERSION, Formula, engine_available, segments, to_html, to_unicode
from crawler.tex.mathml import LONGEST_FORMULA, EngineError, MathEngine, find_temml
from crawler.tex.symbols import names

needs_temml = pytest.mark.skipif(
    not engine_available(), reason="Temml is not installed: scripts/frontend.py installs it"
)

MATHML = names(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts none mtable mtr mtd menclose semantics"
)


def elements(html: str) -> list[etree._Element]:
    """The elements of an HTML fragment, which must be well-formed."""
    return list(etree.fromstring(f"<p>{html}</p>").iterdescendants())


def an_engine_that(tmp_path: Path, does: str) -> MathEngine:
    """An engine on a Temml whose renderToString(tex) has `does` as its body."""
    temml = tmp_path / "temml@1" / "temml.cjs"
    temml.parent.mkdir()
    temml.write_text(f"module.exports = {{ renderToString(tex) {{ {does} }} }};", encoding="utf-8")
    return MathEngine(temml)


def test_words_are_escaped() -> None:
    assert to_html('<b> & "x" \\& \\textbf{y}') == "&lt;b&gt; &amp; &quot;x&quot; &amp; y"


@needs_temml
@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("$x$", [("mi", "x")]),
        (r"\(\frac{1}{n}\)", [("mfrac", None), ("mn", "1"), ("mi", "n")]),
        (r"$\eps\R\norm{x}$", [("mi", "ε"), ("mi", "ℝ"), ("mo", "‖"), ("mi", "x"), ("mo", "‖")]),
        (r"$\ours(x)$", [("mi", "ours"), ("mo", "("), ("mi", "x"), ("mo", ")")]),
        (
            r"$A#B\mbox{ or }\H^d$",
            [("mi", "A"), ("mi", "#"), ("mi", "B"), ("mtext", "\u00a0or\u00a0"), ("mi", "ℍ"), ("mi", "d")],
        ),
    ],
)
def test_formulas_become_mathml_common_and_private_macros_included(
    text: str, inside: list[tuple[str, str | None]]
) -> None:
    math, *rest = elements(to_html(text))
    layout = {"mrow", "mspace", "mpadded", "msup"}
    assert math.tag == "math"
    assert [
        (element.tag, element.text) for element in rest if element.tag not in layout and element.text != "\u2061"
    ] == inside


@needs_temml
@pytest.mark.parametrize(
    "text",
    [
        "$$x$$",
        r"\[x\]",
        r"\begin{equation}\label{eq:a}x\end{equation}",
        r"\begin{eqnarray}a&=&b\\c&=&d\nonumber\end{eqnarray}",
    ],
)
def test_display_formulas_stand_in_a_paragraph_without_a_number(text: str) -> None:
    math, *inside = elements(to_html(text))
    assert (math.tag, math.get("display")) == ("math", "block")
    assert not any("tml-eqn" in (element.get("class") or "") or element.get("id") for element in inside)


@needs_temml
@pytest.mark.parametrize(
    "text", ["$\\frac{$", "$}$", "$x^$", r"$\begin{nonsense}x\end{nonsense}$", "$x" + "+x" * LONGEST_FORMULA + "$"]
)
def test_what_cannot_be_converted_shows_its_source(text: str) -> None:
    (span,) = elements(to_html(text))
    assert (span.tag, span.get("class"), span.text) == ("span", "tex", text)


@needs_temml
@pytest.mark.parametrize(
    "formula",
    [r"\href{javascript:alert(1)}{x}", r"\url{javascript:alert(1)}", r"\style{background:url(//evil)}{x}", r"\class{a}{x}",
     r"\includegraphics{//evil/x.png}", r"\text{<script>alert(1)</script>}", r"\text{\"><img src=x onerror=alert(1)>}", r"\id{a}{x}",
     r"\label{a}\eqref{a}", r"\ref{a}", r"\data{a=b}{x}", r"\char55296", r"\char0", r"\color{red;background:url(//evil)}x",
     r"\def\a{\a\a}\a", r"\def\a{x\a}\a", "{" * 1_900 + "}" * 1_900, r"\left(" * 300 + r"\right)" * 300, "^" * 3_000, "x" * 3_999,
     r"\\" * 1_999, "((((" * 900, "\ud800", "\x00", r"\rule{9999em}{9999em}", r"\gdef\frac#1#2{evil}\frac12"],
    ids=lambda formula: ascii(formula[:24]),
)  # fmt: skip
def test_hostile_formulas_are_harmless(formula: str) -> None:
    for html in (to_html(f"${formula}$"), to_html(f"$${formula}$$")):
        for element in elements(html):
            assert element.tag in MATHML | {"span"}
            assert not {"href", "src", "id", "onerror", "xlink:href"} & set(element.keys())
            assert "url" not in (element.get("style") or "")
        assert len(html) < 120_000
    assert "evil" not in to_html(r"$\frac12$")


@needs_temml
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"ab12 ${}[]()^_&~%#<>'\"", "\\\\", "$$", "\\frac", "\\sqrt", "\\left(", "\\right)", "\\text{", "\\foo",
                         "\\begin{cases}", "\\end{cases}", "\\[", "\\]", "\\not", "\\over", "\\hat", "é", "𝒩", "\ud800", "\u202e"]),
        max_size=30,
    ).map("".join)
    | st.text()
)  # fmt: skip
def test_any_text_gives_well_formed_mathml_and_spans(text: str) -> None:
    for html in (to_html(text), to_html(f"${text}$")):
        assert {element.tag for element in elements(html)} <= MATHML | {"span"}


def test_without_temml_formulas_show_their_source() -> None:
    engine = MathEngine(None)
    assert not engine.available
    assert engine.version == "none"
    assert to_html("a < b, $c<d$", engine) == 'a &lt; b, <span class="tex">$c&lt;d$</span>'


def test_temml_is_looked_for_in_the_vendor_folder(tmp_path: Path) -> None:
    assert find_temml(tmp_path) is None
    temml = tmp_path / "temml@0.13.5" / "temml.cjs"
    temml.parent.mkdir()
    temml.touch()
    assert find_temml(tmp_path) == temml


@needs_temml
def test_the_version_of_the_engine_names_temml_and_stands_for_our_macros() -> None:
    assert ENGINE_VERSION.startswith("temml@")
    assert MathEngine(find_temml()).version == ENGINE_VERSION


@pytest.mark.parametrize(
    "does",
    ["while (true) {}", "const all = []; while (true) all.push(new Array(1000));"],
)
def test_an_engine_that_hangs_or_dies_is_replaced_and_the_rest_of_the_text_is_source(tmp_path: Path, does: str) -> None:
    engine = an_engine_that(tmp_path, f"if (tex == 'bad') {{ {does} }} return '<math><mi>x</mi></math>';")
    assert to_html("$bad$ $good$", engine) == '<span class="tex">$bad$</span> <span class="tex">$good$</span>'
    assert to_html("$good$", engine) == "<math><mi>x</mi></math>"
    assert to_html("$bad$", engine) == '<span class="tex">$bad$</span>', "and it is not tried again"


def test_a_formula_that_goes_too_deep_is_source_and_the_engine_goes_on(tmp_path: Path) -> None:
    deep = "if (tex == 'bad') { return this.renderToString(tex); } return '<math><mi>x</mi></math>';"
    assert to_html("$bad$ $good$", an_engine_that(tmp_path, deep)) == (
        '<span class="tex">$bad$</span> <math><mi>x</mi></math>'
    )


def test_an_engine_that_does_not_even_start_leaves_the_source(tmp_path: Path) -> None:
    broken = tmp_path / "temml.cjs"
    broken.write_text("this is not JavaScript", encoding="utf-8")
    assert to_html("$x$", MathEngine(broken)) == '<span class="tex">$x$</span>'
    with pytest.raises(EngineError, match=r"formula 'y'.*No such file"):
        MathEngine(tmp_path / "gone.cjs").mathml("y", display=False)


@pytest.mark.parametrize(
    "output",
    ["<math><script>1</script></math>", "<math><mi onclick='x'>a</mi></math>", "<math><mi>a</math>", "<mi>a</mi>", "no", "",
     "<math><mi style='background:url(x)'>a</mi></math>", "<math></math><math></math>", "<math><mi href='x'>a</mi></math>",
     "<math><annotation-xml encoding='text/html'><p/></annotation-xml></math>"],
)  # fmt: skip
def test_output_of_the_engine_that_is_not_plain_mathml_is_refused(tmp_path: Path, output: str) -> None:
    assert "<math" not in to_html("$x$", an_engine_that(tmp_path, f"return {json.dumps(output)};"))


def test_a_formula_that_becomes_huge_shows_its_source(tmp_path: Path) -> None:
    engine = an_engine_that(tmp_path, "return '<math>' + '<mi>x</mi>'.repeat(20000) + '</math>';")
    assert to_html("$x$", engine) == '<span class="tex">$x$</span>'


def test_the_memory_of_converted_formulas_is_bounded(tmp_path: Path) -> None:
    engine = an_engine_that(tmp_path, "return '<math><mtext>' + tex + 'x'.repeat(90000) + '</mtext></math>';")
    for number in range(200):
        assert (engine.mathml(str(number), display=False) or "").startswith(f"<math><mtext>{number}x")
    assert sum(len(mathml or "") for mathml in engine._cache.values()) <= 8_000_000
    assert engine.mathml("0", display=False) is not None


@needs_temml
def test_threads_share_the_engine() -> None:
    texts = [f"$x^{{{number}}}$" for number in range(200)]
    alone, shared = MathEngine(find_temml()), MathEngine(find_temml())
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: to_html(text, shared), texts)) == [to_html(text, alone) for text in texts]


@needs_temml
def test_real_papers_show_all_but_a_few_formulas() -> None:
    data = (
        Path(os.environ.get("PAPERSTAND_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "papers_5k.jsonl.gz"
    )
    if not data.exists():
        pytest.skip(f"real papers are not at {data}")
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        papers = random.Random(0).sample([json.loads(line) for line in lines], 1_000)
    formulas = {
        part.source
        for paper in papers
        for part in segments(to_unicode(f"{paper['title']} {paper['abstract']}"))
        if isinstance(part, Formula)
    }
    failed = [formula for formula in formulas if "<math" not in to_html(formula)]
    assert len(formulas) > 500
    assert len(failed) < len(formulas) / 100, failed
