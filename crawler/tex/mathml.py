"""Formulas → MathML by Temml, a JavaScript library, run in QuickJS inside this process.

Temml is installed by scripts/frontend.py; without it nothing is converted and `MathEngine.available` is False.
https://temml.org/docs/en/administration
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import quickjs
from lxml import etree

from crawler.tex.macros import MACROS
from crawler.tex.symbols import names

Render = Callable[[str, bool], str | None]

VENDOR = Path(__file__).parents[2] / "static" / "vendor"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

LONGEST_FORMULA = 4_000  # characters of TeX; arXiv's abstracts have at most 1,920
LONGEST_MATHML = 100_000  # characters
_SECONDS = 0.5  # of CPU for one formula; a usual one takes 0.0002
_MEMORY = 64 << 20  # bytes of QuickJS heap; Temml itself takes 2 MB
_CACHED = 8_000_000  # characters of MathML kept

# A command nobody defined is an author's own macro: it is shown by its name, upright, like an operator.
_DRIVER = r"""
(function (macros) {
  const temml = module.exports;
  const unknown = /Unsupported function name: (\\(?:[A-Za-z]+|.))|Expected group as argument to '(\\[A-Za-z])'/;
  const active = /^\\(?:href|url|class|style|id|data|cssId|includegraphics|unicode|require|cite|ref)$/;
  const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]/u;
  return function (tex, display) {
    const known = Object.assign({}, macros);
    for (let tries = 0; ; tries++) {
      try {
        const mathml = temml.renderToString(tex, {
          displayMode: display, wrap: display ? "none" : "tex", macros: known,
          trust: false, throwOnError: true, maxSize: [20, 40], maxExpand: 300,
        });
        // A string that was put together piece by piece does not cross into Python; join makes it whole.
        return illegal.test(mathml) ? null : [mathml].join("");
      } catch (error) {
        if (error.name === "InternalError") throw error;
        const found = tries < 6 && unknown.exec(error.message);
        if (!found || active.test(found[1])) return null;
        const name = (found[1] || found[2]).slice(1);
        known["\\" + name] = (name.length > 2 ? "\\operatorname{" : "\\mathrm{") + name + "}";
      }
    }
  };
})
"""

# MathML Core with what Temml adds to it. Nothing here can load, link or run anything.
_ELEMENTS = names(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts none mtable mtr mtd menclose semantics"
)
_ATTRIBUTES = names(
    "accent accentunder class columnalign columnlines columnspacing columnspan depth dir display displaystyle fence form "
    "height largeop linebreak linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize "
    "movablelimits notation rowlines rowspacing rowspan rspace scriptlevel separator side stretchy style symmetric "
    "voffset width"
)
_STYLE = re.compile(r"(?:(?!url|position|z-index)[\w\s:;.,#%()'+-])*", re.IGNORECASE)

# Temml's name for each environment, unnumbered: a number means nothing outside the paper.
_ENVIRONMENTS = {
    "equation": "equation*", "align": "align*", "alignat": "alignat*", "gather": "gather*", "multline": "gather*",
    "multline*": "gather*", "eqnarray": "align*", "eqnarray*": "align*",
}  # fmt: skip
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(" + "|".join(map(re.escape, _ENVIRONMENTS)) + r")\}")
_DROPPED = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber\b|notag\b|(?:begin|end)\{(?:displaymath|math)\})")
_HASH = re.compile(r"(?<!\\)#")  # a connected sum; as a macro's parameter it would be an error here
_UNREADABLE = re.compile("[\0\ud800-\udfff]")  # QuickJS's binding crashes on lone surrogates


def find_temml(vendor: Path = VENDOR) -> Path | None:
    """The newest installed temml.cjs under `vendor`, where scripts/frontend.py puts it as temml@VERSION/temml.cjs."""
    return max(vendor.glob("temml@*/temml.cjs"), default=None)


class EngineError(Exception):
    """A formula took all the time, memory or stack the engine may have."""


class MathEngine:
    """One Temml for the process, made when first used, safe to share among threads."""

    def __init__(self, temml: Path | None) -> None:
        """temml: the temml.cjs to run, or None to convert nothing."""
        self._temml = temml
        self._lock = threading.Lock()
        self._render: Render | None = None
        self._cache: OrderedDict[tuple[str, bool], str | None] = OrderedDict()
        self._cached = 0
        self.available = temml is not None
        self.version = _version(temml)
        os.register_at_fork(after_in_child=self._after_fork)

    def mathml(self, tex: str, *, display: bool) -> str | None:
        """`tex` (without its dollars) as one `<math>` element, or None when it cannot be converted.

        Raises EngineError when the formula exhausted the engine's time, memory or stack; the next call gets a new engine.
        """
        if self._temml is None or len(tex) > LONGEST_FORMULA or _UNREADABLE.search(tex):
            return None
        tex = _DROPPED.sub("", _ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{_ENVIRONMENTS[found[2]]}}}", tex))
        tex = _HASH.sub(r"\\#", tex)
        with self._lock:
            if (tex, display) in self._cache:
                self._cache.move_to_end((tex, display))
                return self._cache[tex, display]
            try:
                self._render = self._render or _start(self._temml)
                mathml = self._render(tex, display)
            except (quickjs.JSException, OSError) as error:
                self._render = None
                self._keep(tex, display, None)
                reason = str(error).partition("\n")[0]
                raise EngineError(f"Temml gave up on the formula {tex[:80]!r}: {reason}") from None
            if mathml is not None and not _is_harmless(mathml):
                mathml = None
            self._keep(tex, display, mathml)
            return mathml

    def _keep(self, tex: str, display: bool, mathml: str | None) -> None:
        self._cache[tex, display] = mathml
        self._cached += len(tex) + len(mathml or "")
        while self._cached > _CACHED:
            (old, _), dropped = self._cache.popitem(last=False)
            self._cached -= len(old) + len(dropped or "")

    def _after_fork(self) -> None:
        """A lock that another thread of the parent held would stay shut in the child."""
        self._lock = threading.Lock()
        self._render = None


def _start(temml: Path) -> Render:
    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.eval("var module = {exports: {}}, exports = module.exports;")
    context.eval(temml.read_text(encoding="utf-8"))
    render: Render = context.eval(f"{_DRIVER}({json.dumps(MACROS)})")
    context.set_time_limit(_SECONDS)
    return render


def _version(temml: Path | None) -> str:
    if temml is None:
        return "none"
    ours = hashlib.sha256(f"{_DRIVER}{MACROS}{_ENVIRONMENTS}{_DROPPED.pattern}".encode()).hexdigest()
    return f"{temml.parent.name}+{ours[:8]}"


def _is_harmless(mathml: str) -> bool:
    """Whether `mathml` is well-formed, of bearable size, and has only elements and attributes that cannot load anything."""
    if len(mathml) > LONGEST_MATHML:
        return False
    try:
        root = etree.fromstring(mathml, _PARSER)
    except etree.XMLSyntaxError:
        return False
    return root.tag == "math" and all(
        element.tag in _ELEMENTS
        and _ATTRIBUTES.issuperset(element.keys())
        and _STYLE.fullmatch(element.get("style", ""))
        for element in root.iter()
    )
