"""An evaluation sets the model beside VADER and keywords, and says what it cannot measure."""

from makegood.detector.baselines import keywords, vader
from makegood.detector.evaluating import evaluate
from makegood.detector.model_file import Detector
from makegood.detector.picture import Axis, Series, picture
from makegood.detector.rows import Labelled
from makegood.detector.scorer import Scorer
from tests.detector.builders import labelled


def test_the_table_has_every_judge_degree_and_domain(small: Detector) -> None:
    found = evaluate(labelled(), Scorer(small))
    told = {(one.target, one.domain, one.judge) for one in found.lines}

    assert {
        ("complaint", "all", "model"),
        ("complaint", "all", "VADER"),
        ("complaint", "all", "keywords"),
        ("severe", "all", "model"),
        ("complaint", "kitchen", "model"),
    } <= told
    by_judge = {one.judge: one.figures.f1 for one in found.lines if one.target == "complaint"}
    assert by_judge["model"] > max(by_judge["VADER"], by_judge["keywords"])


def test_it_says_that_a_language_has_triggers_only(small: Detector) -> None:
    rows = [*labelled(), Labelled("vi", "hàng lỗi", 1)]

    found = evaluate(rows, Scorer(small))

    assert {line.partition(":")[0] for line in found.unmeasured} == {"vi", "ms", "zh"}
    assert "triggers only" in found.unmeasured[0]
    assert "vi: 1 rows, and no model reads them" in found.unmeasured


def test_curves_end_where_everything_is_flagged(small: Detector) -> None:
    for one in evaluate(labelled(), Scorer(small)).curves:
        assert one.points[-1][0] == 1.0


def test_vader_is_blind_where_english_is_not_spoken() -> None:
    share = vader()

    assert share is not None
    assert share("this is terrible, I hate it") > 0.5 > share("I love it")
    assert share("แย่มาก ห่วยแตก") < 0.5


def test_keywords_are_found_by_language() -> None:
    assert (keywords("What a SCAM", "en"), keywords("what a day", "en")) == (1.0, 0.0)
    assert (keywords("ห่วยมาก", "th"), keywords("scam", "vi")) == (1.0, 0.0)


def test_a_picture_names_its_axes_and_lines_and_escapes_them() -> None:
    axes = (Axis("recall", 0, 1), Axis("delay <minutes>", 1, 1000, tens=True))

    svg = picture("a & b", axes, [Series("model", ((0.0, 1.0), (1.0, 1000.0)))])

    assert svg.startswith("<svg ")
    assert "<title>a &amp; b</title>" in svg
    assert "delay &lt;minutes&gt;" in svg
    assert 'points="56.0,364.0 584.0,56.0"' in svg
    assert all(f">{tick}</text>" in svg for tick in ("1", "10", "100", "1000"))
