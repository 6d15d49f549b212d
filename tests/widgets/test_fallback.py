"""What stands in a widget's place without scripts and on paper: a picture, its text, its caption."""

from helpers.widgets import HeterogeneityExplorer, SampleSizePlanner, StaticWidget
from tests.widgets.hands import still


def test_the_same_state_gives_the_same_picture():
    assert HeterogeneityExplorer().static_html() == HeterogeneityExplorer().static_html()
    other = SampleSizePlanner(n_per_arm=100).static_html()
    assert still(other)[0] != still(SampleSizePlanner().static_html())[0]


def test_two_studies_have_a_picture_too():
    svg, words = still(HeterogeneityExplorer(effects=[0, 1], std_errors=[1, 1]).static_html())
    assert "Pooled" in svg
    assert words.startswith("Forest plot of 2 studies")


def test_a_widget_without_a_picture_keeps_its_words():
    class Plain(StaticWidget):
        def describe(self):
            return "Only <words>."

    assert '<div class="bs-fallback"><p>Only &lt;words&gt;.</p></div>' in Plain().static_html()
